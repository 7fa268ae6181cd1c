"""A week of running, made short: readings and trainings in one process, and whether anything grows.

    python bench/endurance.py                                 # 50,000 readings and 200 trainings; prints the curve
    python bench/endurance.py --readings 5000 --trainings 6 --minutes 10

Each row is a tenth of the whole: memory, open files, threads, files in the temporary folder, and the median of a
reading. Before the first there are some trainings and readings, to warm up; the last line compares with that. Where
the minutes are over, it stops and says how far it came.
"""
from __future__ import annotations

import argparse
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

from model.learning.choices import PRESETS, Limits
from page.demo import build_demo
from page.networks.networks import Networks

ROUNDS = 10
WARM_UP = 5  # trainings: the first few make the C library hold much of what is freed
MOST_GROWTH = 50  # MB
SMALL = replace(PRESETS["tiny"], digits=500, epochs=1)


class State(NamedTuple):
    """What could grow."""

    megabytes: float
    open_files: int
    threads: int
    files: int


def state() -> State:
    """Of this process, now."""
    gc.collect()
    status = Path("/proc/self/status").read_text().split("VmRSS:")[1].split()[0]
    files = sum(len(names) for _, _, names in os.walk(tempfile.gettempdir()))
    return State(int(status) / 1024, len(os.listdir("/proc/self/fd")), threading.active_count(), files)


def page_functions() -> dict[str, Callable]:
    """What the page's scripts call, by part and name, with the networks loaded."""
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
    """Strokes that wander over the pad, each another."""
    random = np.random.default_rng(0)
    return [{"strokes": [np.cumsum(random.normal(0, 60, (40, 2)), axis=0).__add__(500).round().ravel().tolist()]}
            for _ in range(count)]


def read(functions: dict[str, Callable], count: int, some: list[dict]) -> list[float]:
    """Milliseconds of each of so many readings; each tenth asks for all layers as well."""
    times = []
    for number in range(count):
        begin = time.perf_counter()
        functions["pad read"]({**some[number % len(some)], "layers": number % 10 == 0})
        times.append(1000 * (time.perf_counter() - begin))
    return times


def train(functions: dict[str, Callable], visitor: str) -> str:
    """How a small training of one visitor ends, who reads with its network and then forgets it."""
    name = functions["train start"]({"visitor": visitor, "choices": asdict(SMALL)})["name"]
    while (told := functions["train progress"]({"name": name}))["state"] in ("queued", "running"):
        time.sleep(0.05)  # as the page asks, if oftener
    functions["pad read"]({"network": name, "strokes": [[500, 200, 500, 800]]})
    functions["train forget"](name)
    return told["state"]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--readings", type=int, default=50_000, metavar="N")
    parser.add_argument("--trainings", type=int, default=200, metavar="N")
    parser.add_argument("--minutes", type=float, default=60, metavar="M", help="after which to stop (default: 60)")
    options = parser.parse_args(arguments)
    end = time.monotonic() + 60 * options.minutes
    tempfile.tempdir = tempfile.mkdtemp()  # what is left behind is ours
    functions, some = page_functions(), drawings(500)
    readings, trainings, failed = 0, 0, 0
    print(f"{'readings':>9}{'trainings':>11}{'MB':>8}{'open files':>12}{'threads':>9}{'left files':>12}"
          f"{'median ms':>11}")
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
        print(f"{readings:>9,}{trainings:>11,}{found.megabytes:>8.0f}{found.open_files:>12}{found.threads:>9}"
              f"{found.files:>12}{median:>11.2f}", flush=True)
        if time.monotonic() > end:
            break
    growth = found.megabytes - first.megabytes
    print(f"\n{readings:,} of {options.readings:,} readings, {trainings} of {options.trainings} trainings, {failed} "
          f"failed; since warm-up {growth:+.0f} MB, {found.open_files - first.open_files:+} open files, "
          f"{found.threads - first.threads:+} threads, {found.files - first.files:+} files left; a reading "
          f"{before:.2f} ms, then {median:.2f} ms")
    has_left = any(getattr(found, kind) > getattr(first, kind) for kind in ("open_files", "threads", "files"))
    return int(growth > MOST_GROWTH or has_left or failed > 0)


if __name__ == "__main__":
    sys.exit(main())
