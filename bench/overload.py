"""Overload by ten times as many visitors as saturate the server: is each answer correct, and how soon does it recover?

    python bench/overload.py               # half a minute

Visitors send the next request as soon as they have an answer: first as many as saturate the server, then ten times as
many. Afterwards one and a half times as many calls of `/read` as its queue holds arrive at the same time.
"""
from __future__ import annotations

import json
import statistics
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from bench.common.report import RESULTS, Report, Row, command_parser
from bench.common.server import SEVEN, Server, call, server_function, start, stop
from page.demo import MOST_QUEUED_CALLS

SATURATING = 8  # visitors without a pause who keep two cores busy
OVERLOAD = 10  # times as many


def visitor(server: Server, end: float) -> list[tuple[str, float]]:
    """Each answer that one visitor gets until `end`, "right", "busy" or "wrong: …", with its milliseconds."""
    found = [asked(server)]
    while time.monotonic() < end:
        found.append(asked(server))
    return found


def asked(server: Server) -> tuple[str, float]:
    """The answer to one reading, and its milliseconds."""
    component = next(component for component, name in server.functions if name == "read")
    begin = time.perf_counter()
    [(status, body)] = server_function(server, component, "read", json.dumps(SEVEN))
    return judged(status, body), 1000 * (time.perf_counter() - begin)


def judged(status: int, body: bytes) -> str:
    if status == 429:
        return "busy"
    return "right" if b'"digit":7' in body.replace(b" ", b"") else f"wrong: {status} {body[:80]!r}"


def load(server: Server, visitors: int, seconds: float) -> list[tuple[str, float]]:
    """All answers that this many simultaneous visitors get in this time."""
    end = time.monotonic() + seconds
    with ThreadPoolExecutor(visitors) as pool:
        return [answer for answers in pool.map(lambda _: visitor(server, end), range(visitors)) for answer in answers]


def calls(server: Server, count: int) -> list[str]:
    """The answers to `count` simultaneous calls of `/read`."""
    data = json.dumps({"data": [SEVEN, False]})
    with ThreadPoolExecutor(count) as pool:
        return [judged(*answers[-1]) for answers in pool.map(lambda _: call(server, "read", data), range(count))]


def row(visitors: int, answers: list[tuple[str, float]], seconds: float) -> Row:
    right, busy = (sum(found == kind for found, _ in answers) for kind in ("right", "busy"))
    times = sorted(milliseconds for _, milliseconds in answers)
    return {"visitors": visitors, "asked": len(answers), "right": right, "refused": busy,
            "wrong": len(answers) - right - busy, "a second": round(len(answers) / seconds),
            "median, ms": round(statistics.median(times)), "p95, ms": round(times[int(0.95 * len(times))]),
            "max, ms": round(times[-1])}


def recovery(server: Server, usual: float) -> float:
    """Seconds until five consecutive readings take at most twice the usual milliseconds; a minute at most."""
    begin, good = time.monotonic(), 0
    while good < 5 and time.monotonic() < begin + 60:
        good = good + 1 if asked(server)[1] <= 2 * usual else 0
    return time.monotonic() - begin


def main(arguments: list[str] | None = None) -> int:
    parser = command_parser(__doc__, RESULTS / "overload.json")
    parser.add_argument("--seconds", type=float, default=8, help="of each load (default: %(default)s)")
    options = parser.parse_args(arguments)
    server = start()
    try:
        alone = load(server, 1, options.seconds / 4)
        usual = statistics.median(milliseconds for _, milliseconds in alone)
        busy = load(server, SATURATING, options.seconds)
        overloaded = load(server, OVERLOAD * SATURATING, options.seconds)
        again = recovery(server, usual)
        called = calls(server, MOST_QUEUED_CALLS * 3 // 2)
    finally:
        stop(server)
    report = Report()
    for visitors, answers, seconds in ((1, alone, options.seconds / 4), (SATURATING, busy, options.seconds),
                                       (OVERLOAD * SATURATING, overloaded, options.seconds)):
        report.row(row(visitors, answers, seconds))
    wrong = [found for found in called if found not in ("right", "busy")]
    report.note(f"As fast as before after {again:.1f} s. Of {len(called)} simultaneous calls of /read, "
                f"{called.count('right')} were answered right, {called.count('busy')} were asked to come later, "
                f"{len(wrong)} failed.")
    report.write(options.output)
    everything = [found for found, _ in [*alone, *busy, *overloaded]] + called
    return int(any(found.startswith("wrong") for found in everything))


if __name__ == "__main__":
    sys.exit(main())
