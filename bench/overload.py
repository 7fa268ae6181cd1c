"""Ten times as many visitors as keep the page busy: are they all served, rightly, and how soon is it well again?

    python bench/overload.py               # half a minute; prints a table

Visitors ask without a pause between answer and question, first as many as keep the server busy, then ten times as many.
Meanwhile as many calls of `/read` as its line is long, and half as many more, come at one moment.
"""
from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from bench.common.server import SEVEN, Server, call, server_function, start, stop
from page.demo import MOST_QUEUED_CALLS

BUSY = 8  # visitors without a pause who keep two cores busy
TIMES = 10


def visitor(server: Server, end: float) -> list[tuple[str, float]]:
    """What one visitor gets until the end, "right", "busy" or else, and after how many milliseconds."""
    found = [asked(server)]
    while time.monotonic() < end:
        found.append(asked(server))
    return found


def asked(server: Server) -> tuple[str, float]:
    """What one reading gets, and its milliseconds."""
    component = next(component for component, name in server.functions if name == "read")
    begin = time.perf_counter()
    [(status, body)] = server_function(server, component, "read", json.dumps(SEVEN))
    return judged(status, body), 1000 * (time.perf_counter() - begin)


def judged(status: int, body: bytes) -> str:
    if status == 429:
        return "busy"
    return "right" if b'"digit":7' in body.replace(b" ", b"") else f"wrong: {status} {body[:80]!r}"


def load(server: Server, visitors: int, seconds: float) -> list[tuple[str, float]]:
    """All that so many visitors at once get in this time."""
    end = time.monotonic() + seconds
    with ThreadPoolExecutor(visitors) as pool:
        return [answer for answers in pool.map(lambda _: visitor(server, end), range(visitors)) for answer in answers]


def calls(server: Server, count: int) -> list[str]:
    """What so many callers of `/read` get who come at one moment."""
    data = json.dumps({"data": [SEVEN, False]})
    with ThreadPoolExecutor(count) as pool:
        return [judged(*answers[-1]) for answers in pool.map(lambda _: call(server, "read", data), range(count))]


def row(name: str, answers: list[tuple[str, float]], seconds: float) -> str:
    right, busy = (sum(found == kind for found, _ in answers) for kind in ("right", "busy"))
    times = sorted(milliseconds for _, milliseconds in answers)
    return (f"{name:<24}{len(answers):>9,}{right:>9,}{busy:>9,}{len(answers) - right - busy:>7}"
            f"{len(answers) / seconds:>10.0f}{statistics.median(times):>9.0f}{times[int(0.95 * len(times))]:>9.0f}"
            f"{times[-1]:>9.0f}")


def recovery(server: Server, usual: float) -> float:
    """Seconds until five readings in a row take no more than twice the usual milliseconds; a minute at most."""
    begin, good = time.monotonic(), 0
    while good < 5 and time.monotonic() < begin + 60:
        good = good + 1 if asked(server)[1] <= 2 * usual else 0
    return time.monotonic() - begin


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=8, help="of each load (default: %(default)s)")
    options = parser.parse_args(arguments)
    server = start()
    try:
        alone = load(server, 1, options.seconds / 4)
        usual = statistics.median(milliseconds for _, milliseconds in alone)
        busy = load(server, BUSY, options.seconds)
        overloaded = load(server, TIMES * BUSY, options.seconds)
        again = recovery(server, usual)
        called = calls(server, MOST_QUEUED_CALLS * 3 // 2)
    finally:
        stop(server)
    print(f"{'visitors at once':<24}{'asked':>9}{'right':>9}{'refused':>9}{'wrong':>7}{'a second':>10}{'median':>9}"
          f"{'p95':>9}{'max ms':>9}")
    for visitors, answers, seconds in ((1, alone, options.seconds / 4), (BUSY, busy, options.seconds),
                                       (TIMES * BUSY, overloaded, options.seconds)):
        print(row(str(visitors), answers, seconds))
    wrong = [found for found in called if found not in ("right", "busy")]
    print(f"\nas quick as before after {again:.1f} s; of {len(called)} calls of /read at one moment "
          f"{called.count('right')} right, {called.count('busy')} asked to come later, {len(wrong)} else")
    everything = [found for found, _ in [*alone, *busy, *overloaded]] + called
    return int(any(found.startswith("wrong") for found in everything))


if __name__ == "__main__":
    sys.exit(main())
