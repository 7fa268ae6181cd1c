"""Startup time: from the command to the page, to a first reading, and to a reading of all layers.

    python bench/start.py              # five starts
"""
from __future__ import annotations

import time

import numpy as np

from bench.common.report import RESULTS, Report, command_parser
from bench.common.server import OURS, SEVEN, ask_pad, pad_number, serving


def start() -> tuple[float, float, float]:
    """Seconds from the command to the page's document, to a correct reading, and to one with all layers."""
    since = time.perf_counter()
    with serving(*OURS) as (_, url):
        seconds = [time.perf_counter() - since]
        pad = pad_number(url)
        for layers in (False, True):
            assert ask_pad(url, pad, {**SEVEN, "layers": layers})["digit"] == 7
            seconds.append(time.perf_counter() - since)
    return tuple(seconds)


def main() -> None:
    parser = command_parser(__doc__, RESULTS / "start.json")
    parser.add_argument("--starts", type=int, default=5)
    options = parser.parse_args()
    report = Report()
    start()  # fills the disk cache
    for name, times in zip(("the page", "a first reading", "all layers"),
                           zip(*(start() for _ in range(options.starts)), strict=True), strict=True):
        report.row({"seconds from the command to": name, "median": round(float(np.median(times)), 2),
                    "worst": round(max(times), 2)})
    report.write(options.output)


if __name__ == "__main__":
    main()
