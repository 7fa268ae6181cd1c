"""Overload by ten times as many visitors as saturate the server: is each answer correct?

    python bench/overload.py               # half a minute

Visitors send the next request as soon as they have an answer: first as many as saturate the server, then ten times as
many. Afterwards one and a half times as many calls of `/read` as its queue holds arrive at the same time.
"""
from __future__ import annotations

import json
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from bench.common.report import RESULTS, Report, Row, command_parser
from bench.common.server import SEVEN, Server, call, server_function, start, stop
from page.demo import MOST_QUEUED_CALLS

SATURATING = 8  # visitors without a pause who keep two cores busy
OVERLOAD = 10  # times as many


def visitor(server: Server, end: float) -> list[tuple[str, float]]:
    """Each answer that one visitor gets until `end`, with its milliseconds."""
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
    """Whether an answer is "right", "refused" with the request to come later, or "wrong"."""
    if status == 429:
        return "refused"
    return "right" if b'"digit":7' in body.replace(b" ", b"") else "wrong"


def load(server: Server, visitors: int, seconds: float) -> list[tuple[str, float]]:
    """All answers that this many simultaneous visitors get in this time."""
    end = time.monotonic() + seconds
    with ThreadPoolExecutor(visitors) as pool:
        return [answer for answers in pool.map(lambda _: visitor(server, end), range(visitors)) for answer in answers]


def calls(server: Server, count: int) -> Counter[str]:
    """How many of `count` simultaneous calls of `/read` get each kind of answer."""
    data = json.dumps({"data": [SEVEN, False]})
    with ThreadPoolExecutor(count) as pool:
        return Counter(judged(*answers[-1]) for answers in pool.map(lambda _: call(server, "read", data), range(count)))


def row(visitors: int, answers: list[tuple[str, float]], seconds: float) -> Row:
    kinds = Counter(kind for kind, _ in answers)
    median, p95, most = np.percentile([milliseconds for _, milliseconds in answers], [50, 95, 100]).round(1).tolist()
    return {"visitors": visitors, "asked": len(answers),
            **{kind: kinds[kind] for kind in ("right", "refused", "wrong")},
            "a second": round(len(answers) / seconds), "median, ms": median, "p95, ms": p95, "max, ms": most}


def main(arguments: list[str] | None = None) -> int:
    parser = command_parser(__doc__, RESULTS / "overload.json")
    parser.add_argument("--seconds", type=float, default=8, help="of each load (default: %(default)s)")
    options = parser.parse_args(arguments)
    server, report = start(), Report()
    try:
        for visitors in (1, SATURATING, OVERLOAD * SATURATING):
            report.row(row(visitors, load(server, visitors, options.seconds), options.seconds))
        called = calls(server, MOST_QUEUED_CALLS * 3 // 2)
    finally:
        stop(server)
    report.note(f"Of {called.total()} simultaneous calls of /read, "
                f"{called['right']} were answered right, {called['refused']} were asked to come later, "
                f"{called['wrong']} failed.")
    report.write(options.output)
    return int(called["wrong"] > 0 or any(row["wrong"] for row in report.tables[0]))


if __name__ == "__main__":
    sys.exit(main())
