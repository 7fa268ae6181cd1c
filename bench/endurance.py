"""Leaks over a week of use, compressed: thousands of readings and trainings in one process.

    python bench/endurance.py                                 # 50,000 readings and 200 trainings
    python bench/endurance.py --readings 5000 --trainings 6 --minutes 10

Each row is a tenth of the run: memory, open files, threads, files in the temporary folder, and the median time of a
reading. A few trainings and readings come first as a warm-up, with which the last line compares. When the minutes are
over, it stops and reports how far it got.
"""
from __future__ import annotations

import asyncio
import gc
import os
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np

from bench.common.report import RESULTS, Report, command_parser
from model.learning.choices import PRESETS, Limits
from page.demo import build_demo
from page.networks.networks import Networks

ROUNDS = 10
WARM_UP = 5  # trainings: in the first few the C library keeps much of the freed memory
MOST_GROWTH = 50  # MB
SMALL = replace(PRESETS["tiny"], digits=500, epochs=1)


class State(NamedTuple):
    """Everything that could grow."""

    megabytes: float
    open_files: int
    threads: int
    files: int


def state() -> State:
    """The present state of this process."""
    gc.collect()
    status = Path("/proc/self/status").read_text().split("VmRSS:")[1].split()[0]
    files = sum(len(names) for _, _, names in os.walk(tempfile.gettempdir()))
    return State(int(status) / 1024, len(os.listdir("/proc/self/fd")), threading.active_count(), files)


def page_functions() -> dict[str, Callable]:
    """The server functions by part and name, once the networks are loaded."""
    networks = Networks()
    demo = build_demo(networks, Limits())
    networks.start()
    networks.first.wait()
    networks.find("lesson").wait()
    functions = {f"{block.elem_id} {name}": function for block in demo.blocks.values()
                 for name, function in vars(block).items() if getattr(function, "_is_server_fn", False)}
    loop, read = asyncio.Runner(), functions["pad read"]
    # An answer without a digit's probabilities would measure nothing.
    functions["pad read"] = lambda drawing: loop.run(read(drawing))["probabilities"]
    return functions


def drawings(count: int) -> list[dict]:
    """Different random walks over the pad, as strokes."""
    random = np.random.default_rng(0)
    return [{"strokes": [np.cumsum(random.normal(0, 60, (40, 2)), axis=0).__add__(500).round().ravel().tolist()]}
            for _ in range(count)]


def read(functions: dict[str, Callable], count: int, some: list[dict]) -> list[float]:
    """Milliseconds of each of `count` readings; every tenth asks for all layers."""
    times = []
    for number in range(count):
        begin = time.perf_counter()
        functions["pad read"]({**some[number % len(some)], "layers": number % 10 == 0})
        times.append(1000 * (time.perf_counter() - begin))
    return times


def train(functions: dict[str, Callable], visitor: str) -> str:
    """The state in which a small training ends; its network reads one drawing and is deleted."""
    name = functions["train start"]({"visitor": visitor, "choices": asdict(SMALL)})["name"]
    while (told := functions["train progress"]({"name": name}))["state"] in ("queued", "running"):
        time.sleep(0.05)  # the page polls too, less often
    functions["pad read"]({"network": name, "strokes": [[500, 200, 500, 800]]})
    functions["train forget"](name)
    return told["state"]


def main(arguments: list[str] | None = None) -> int:
    parser = command_parser(__doc__, RESULTS / "endurance.json")
    parser.add_argument("--readings", type=int, default=50_000, metavar="N")
    parser.add_argument("--trainings", type=int, default=200, metavar="N")
    parser.add_argument("--minutes", type=float, default=60, metavar="M", help="time limit (default: 60)")
    options = parser.parse_args(arguments)
    end = time.monotonic() + 60 * options.minutes
    tempfile.tempdir = tempfile.mkdtemp()  # so that every file left in it is ours
    functions, some = page_functions(), drawings(500)
    readings, trainings, failed = 0, 0, 0
    report = Report()
    for _ in range(WARM_UP):
        train(functions, "warm-up")
    read(functions, 200, some)
    first, before = state(), statistics.median(read(functions, 200, some))
    for number in range(1, ROUNDS + 1):
        times = read(functions, options.readings * number // ROUNDS - readings, some)
        readings += len(times)
        while trainings < options.trainings * number // ROUNDS and time.monotonic() < end:
            failed += train(functions, f"visitor {trainings}") != "done"
            trainings += 1
        found, median = state(), statistics.median(times or [0])
        report.row({"readings": readings, "trainings": trainings, "MB": round(found.megabytes),
                    "open files": found.open_files, "threads": found.threads, "left files": found.files,
                    "median, ms": round(median, 2)})
        if time.monotonic() > end:
            break
    growth = found.megabytes - first.megabytes
    report.note(f"{readings:,} of {options.readings:,} readings, {trainings} of {options.trainings} trainings, "
                f"{failed} failed. Since warm-up {growth:+.0f} MB, {found.open_files - first.open_files:+} open files, "
                f"{found.threads - first.threads:+} threads, {found.files - first.files:+} files left; a reading took "
                f"{before:.2f} ms, then {median:.2f} ms.")
    report.write(options.output)
    has_left = any(getattr(found, kind) > getattr(first, kind) for kind in ("open_files", "threads", "files"))
    return int(growth > MOST_GROWTH or has_left or failed > 0)


if __name__ == "__main__":
    sys.exit(main())
