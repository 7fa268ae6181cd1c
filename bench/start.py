"""Startup time: from the command to the page, to a first reading, and to a reading of all layers.

    python bench/start.py              # five starts

`import gradio`, which the page needs, and `import tensorflow`, which it does not wait for, are timed for comparison.
"""
from __future__ import annotations

import subprocess
import sys
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


def importing(package: str) -> float:
    since = time.perf_counter()
    subprocess.run([sys.executable, "-c", f"import {package}"], check=True, stderr=subprocess.DEVNULL)
    return time.perf_counter() - since


def main() -> None:
    parser = command_parser(__doc__, RESULTS / "start.json")
    parser.add_argument("--starts", type=int, default=5)
    options = parser.parse_args()
    importing("gradio")  # fills the disk cache
    rows = {"import gradio": [], "import tensorflow": [], "the page": [], "a first reading": [], "all layers": []}
    for _ in range(options.starts):
        found = (importing("gradio"), importing("tensorflow"), *start())
        for times, seconds in zip(rows.values(), found, strict=True):
            times.append(seconds)
    report = Report()
    for name, times in rows.items():
        report.row({"seconds from the command to": name, "median": round(float(np.median(times)), 2),
                    "worst": round(max(times), 2)})
    report.write(options.output)


if __name__ == "__main__":
    main()
