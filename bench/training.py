"""How long a visitor waits for a network of their own, and how much memory trainings leave behind.

    python bench/training.py                  # a few minutes on two cores
    python bench/training.py --trainings 30   # more of the smallest ones, for the memory

Trains the settings that the Train tab offers to begin with, each as the page does it, and prints a table. The longest,
"lesson", stops after three of its ten epochs.
"""
from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from time import perf_counter

from model.digits.mnist import Mnist, load_mnist
from model.learning.choices import PRESETS, Choices
from model.learning.live import Point, train_live

GOOD = 0.98  # of the held-out digits
PAGE = os.sysconf("SC_PAGE_SIZE")


def resident() -> float:
    """Memory of this process, MB."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE / 1e6


def trained(choices: Choices, mnist: Mnist) -> tuple[list[Point], float, float]:
    """The points of a training, its test accuracy, and the seconds from the wish to the finished network."""
    points: list[Point] = []
    start = perf_counter()
    _, record = train_live(choices, mnist, on_begin=lambda network: None, on_point=points.append,
                           should_stop=lambda: False)
    return points, record["test_accuracy"], perf_counter() - start


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trainings", type=int, default=12, metavar="N", help="small trainings, for the memory")
    options = parser.parse_args(arguments)

    mnist = load_mnist()
    print("| settings | epochs | test digits right | 98 % of held-out digits after | learned after | ready after |")
    print("|---|---|---|---|---|---|")
    for name, choices in PRESETS.items():
        choices = replace(choices, epochs=min(choices.epochs, 3))
        points, accuracy, seconds = trained(choices, mnist)
        good = next((f"{point.seconds:.1f} s" for point in points if point.validation_accuracy >= GOOD), "–")
        print(f"| {name} | {choices.epochs} | {accuracy:.2%} | {good} | {points[-1].seconds:.1f} s | {seconds:.1f} s |")

    small = replace(PRESETS["tiny"], epochs=1, digits=500)
    memory = [resident()]
    for _ in range(options.trainings):
        trained(small, mnist)
        memory.append(resident())
    print(f"\nMemory: {memory[0]:.0f} MB before {options.trainings} more small trainings, {memory[-1]:.0f} MB after.")


if __name__ == "__main__":
    main()
