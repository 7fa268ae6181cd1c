"""Leaks over a week of use, compressed: thousands of readings and trainings in one process.

    python bench/endurance.py                                 # 50,000 readings and 200 trainings
    python bench/endurance.py --readings 5000 --trainings 6

Each row is a tenth of the run: memory, open files, threads, files in the temporary folder, and the median time of a
reading. A few trainings and readings come first as a warm-up, with which the last line compares.
"""
from __future__ import annotations

import gc
import os
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, replace

import numpy as np

from bench.common.report import RESULTS, Report, command_parser
from bench.common.server import memory
from model.learning.choices import PRESETS, Limits
from page.demo import build_demo
from page.networks.networks import Networks

ROUNDS = 10
WARM_UP = 5  # trainings: in the first few the C library keeps much of the freed memory
MOST_GROWTH = 50  # MB
SMALL = replace(PRESETS["tiny"], digits=500, epochs=1)


def state() -> dict[str, int]:
    """Everything of this process that could grow."""
    gc.collect()
    files = sum(len(names) for _, _, names in os.walk(tempfile.gettempdir()))
    return {"MB": round(memory(os.getpid())), "open files": len(os.listdir("/proc/self/fd")),
            "threads": threading.active_count(), "left files": files}


def page_functions() -> dict[str, Callable]:
    """The server functions by part and name, once the networks are loaded."""
    networks = Networks()
    demo = build_demo(networks, Limits())
    networks.start()
    networks.first.wait()
    networks.find("lesson").wait()
    functions = {f"{block.elem_id} {name}": function for block in demo.blocks.values()
                 for name, function in vars(block).items() if getattr(function, "_is_server_fn", False)}
    read = functions["pad read"]
    # An answer without a digit's probabilities would measure nothing.
    functions["pad read"] = lambda drawing: read(drawing)["probabilities"]
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
    options = parser.parse_args(arguments)
    tempfile.tempdir = tempfile.mkdtemp()  # so that every file left in it is ours
    functions, some = page_functions(), drawings(500)
    report, failed = Report(), 0
    for _ in range(WARM_UP):
        train(functions, "warm-up")
    read(functions, 200, some)
    first, before = state(), statistics.median(read(functions, 200, some))
    for number in range(1, ROUNDS + 1):
        median = statistics.median(read(functions, options.readings // ROUNDS, some))
        failed += sum(train(functions, f"visitor {number}") != "done" for _ in range(options.trainings // ROUNDS))
        found = state()
        report.row({"readings": options.readings * number // ROUNDS, "trainings": options.trainings * number // ROUNDS,
                    **found, "median, ms": round(median, 2)})
    growth = {name: found[name] - first[name] for name in found}
    grown = ", ".join(f"{more:+} {name}" for name, more in growth.items())
    report.note(f"{failed} trainings failed. Since warm-up {grown}; a reading took {before:.2f} ms, then "
                f"{median:.2f} ms.")
    report.write(options.output)
    return int(failed > 0 or growth.pop("MB") > MOST_GROWTH or max(growth.values()) > 0)


if __name__ == "__main__":
    sys.exit(main())
