"""How long a visitor waits for a network trained on the page.

    python bench/training.py                  # a few minutes on two cores

Trains each preset of the Train tab as the page does. The longest stops after three of its ten epochs.
"""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from time import perf_counter

from bench.common.report import RESULTS, Report, command_parser
from model.digits.mnist import Mnist, load_mnist
from model.learning.choices import PRESETS, Choices
from model.learning.live import Point, train_live

GOOD = 0.98  # of the held-out digits


def trained(choices: Choices, mnist: Mnist) -> tuple[list[Point], float, float]:
    """The points of a training, its test accuracy, and the seconds from the request to the finished network."""
    points: list[Point] = []
    start = perf_counter()
    _, record = train_live(choices, mnist, on_begin=lambda network: None, on_point=points.append,
                           should_stop=lambda: False)
    return points, record["test_accuracy"], perf_counter() - start


def main(arguments: Sequence[str] | None = None) -> None:
    parser = command_parser(__doc__, RESULTS / "training.json")
    options = parser.parse_args(arguments)

    mnist = load_mnist()
    report = Report()
    for name, choices in PRESETS.items():
        choices = replace(choices, epochs=min(choices.epochs, 3))
        points, accuracy, seconds = trained(choices, mnist)
        report.row({
            "settings": name, "epochs": choices.epochs,
            "test digits read right": [round(accuracy * len(mnist.test_labels)), len(mnist.test_labels)],
            f"{GOOD:.0%} of held-out digits after, s": next(
                (round(point.seconds, 1) for point in points if point.validation_accuracy >= GOOD), None),
            "learned after, s": round(points[-1].seconds, 1), "ready after, s": round(seconds, 1)})
    report.write(options.output)


if __name__ == "__main__":
    main()
