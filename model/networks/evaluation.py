"""What a network said to test digits, and what that tells of it."""
from __future__ import annotations

from math import isfinite, sqrt
from typing import Any, NamedTuple

import numpy as np

from model.drawings.drawing import DIGITS
from model.networks.calibration import expected_calibration_error, reliability

Z = 1.959964  # standard deviations each way that hold 95 % of a normal distribution
CURVES = ("accuracy", "val_accuracy", "loss", "val_loss")
KINDS = ("manner", "digit", "writer")  # by which drawings are counted


class Share(NamedTuple):
    """How many of so many, and between which shares, 0 to 1, the true one lies with a confidence of 95 %."""

    right: int
    count: int
    low: float
    high: float


class Answers(NamedTuple):
    """What a network said to n digits.

    Attributes:
        labels: `(n,)` `uint8`, the right digits.
        digits: `(n,)` `uint8`, those read.
        confidences: `(n,)` `float32`, the probability of the digit read.
        refused: `(n,)` `bool`, whether the page would rather not answer.
        bins: how far the confidences can be believed, as `model.networks.calibration.reliability` gives it.
        calibration_error: mean distance of confidence and accuracy, 0 to 1.
    """

    labels: np.ndarray
    digits: np.ndarray
    confidences: np.ndarray
    refused: np.ndarray
    bins: list[dict[str, float]]
    calibration_error: float


def answers(probabilities: np.ndarray, labels: np.ndarray, refused: np.ndarray) -> Answers:
    """The answers in probabilities `(n, 10)` for digits with these labels `(n,)`."""
    return Answers(labels.astype(np.uint8), probabilities.argmax(axis=1).astype(np.uint8), probabilities.max(axis=1),
                   np.asarray(refused, bool), reliability(probabilities, labels),
                   expected_calibration_error(probabilities, labels))


def share(right: int, count: int) -> Share:
    """The share with its interval, which keeps within 0 and 1 and is no point even where all are right.

    Example:
        >>> share(9, 10)
        Share(right=9, count=10, low=0.5958..., high=0.9821...)

    Source: Wilson, "Probable inference, the law of succession, and statistical inference", 1927.
    """
    if not count:
        return Share(0, 0, 0.0, 1.0)
    part = right / count
    middle = part + Z**2 / (2 * count)
    reach = Z * sqrt(part * (1 - part) / count + Z**2 / (4 * count**2))
    whole = 1 + Z**2 / count
    # At either end the formula gives 0 or 1 but for rounding.
    low = 0.0 if right == 0 else (middle - reach) / whole
    high = 1.0 if right == count else (middle + reach) / whole
    return Share(int(right), int(count), low, high)


def confusion(labels: np.ndarray, digits: np.ndarray) -> np.ndarray:
    """How many digits of each kind were read as which: counts by (right digit, digit read), `(10, 10)`."""
    counts = np.zeros((DIGITS, DIGITS), int)
    np.add.at(counts, (labels, digits), 1)
    return counts


def by_digit(counts: np.ndarray) -> list[Share]:
    """The share read right of each digit, from a confusion matrix."""
    return [share(row[digit], row.sum()) for digit, row in enumerate(counts)]


def mistakes(given: Answers) -> np.ndarray:
    """The places of the digits misread, the surest first."""
    return surest_first(given, given.digits != given.labels)


def read_as(given: Answers, right: int, read: int) -> np.ndarray:
    """The places of the digits `right` that were read as `read`: the surest first where they are mistakes, else the
    least sure, since those are worth a look."""
    places = surest_first(given, (given.labels == right) & (given.digits == read))
    return places[::-1] if right == read else places


def surest_first(given: Answers, chosen: np.ndarray) -> np.ndarray:
    """The places where `chosen`, `(n,)` `bool`, holds."""
    places = np.flatnonzero(chosen)
    return places[np.argsort(-given.confidences[places], kind="stable")]


def curves(record: dict[str, Any]) -> dict[str, list[float]]:
    """Accuracy and loss after each epoch, of training digits and (`val_`) of validation digits, as far as a record
    holds them; empty if it holds none."""
    history = record.get("history")
    history = history if isinstance(history, dict) else {}
    found = {name: history[name] for name in CURVES if is_curve(history.get(name))}
    longest = max(map(len, found.values()), default=0)
    return {name: values for name, values in found.items() if len(values) == longest}


def is_curve(values: Any) -> bool:
    return bool(values) and isinstance(values, list) and all(
        type(value) in (int, float) and isfinite(value) for value in values)


def is_about(measured: dict[str, Any], record: dict[str, Any]) -> bool:
    """Whether `assets/results/accuracy.json` was measured with the network of this record."""
    mnist = measured["mnist"]
    return (record.get("parameters") == measured["parameters"]
            and record.get("test_accuracy") == mnist["right"] / mnist["count"])


def accuracy_tables(measured: dict[str, Any]) -> list[list[list[str]]]:
    """What `bench/accuracy.py` measured, as tables of text, each with its head first: the figures; then the share of
    drawings read right by manner, by digit and by writer, if drawings were measured."""
    drawings, doodles = measured.get("drawings"), measured.get("doodles")
    tables = [[["what", "of", "figure"], *mnist_rows(measured["mnist"], measured["parameters"])]]
    if drawings:
        tables[0] += drawing_rows(drawings)
        tables += [[[kind, "read right"], *([name, percent(*right)] for name, right in drawings[kind].items())]
                   for kind in KINDS]
    if doodles:
        tables[0].append(["doodles refused", f"{doodles['count']:,}", percent(doodles["refused"], doodles["count"])])
    return tables


def mnist_rows(mnist: dict[str, Any], parameters: int) -> list[list[str]]:
    count, runs = mnist["count"], mnist["runs"]
    rows = [["MNIST test digits read right", f"{count:,}", percent(mnist["right"], count)]]
    if len(runs) > 1:
        rows.append([f"the same, mean and worst of {len(runs)} runs", f"{count:,}",
                     f"{percent(sum(runs), len(runs) * count)}, {percent(min(runs), count)}"])
    return [*rows, ["MNIST test digits refused", f"{count:,}", percent(mnist["refused"], count)],
            ["calibration error, MNIST test", f"{count:,}", percent(mnist["calibration_error"])],
            ["parameters", "", f"{parameters:,}"]]


def drawing_rows(drawings: dict[str, Any]) -> list[list[str]]:
    of = f"{drawings['count']:,}"
    worst = {kind: min(drawings[kind].items(), key=lambda item: item[1][0] / item[1][1]) for kind in KINDS}
    return [["drawings read right", of, percent(drawings["right"], drawings["count"])],
            *([f"worst {kind}", of, f"{percent(*right)} ({name})"] for kind, (name, right) in worst.items()),
            ["drawings refused", of, percent(drawings["refused"], drawings["count"])],
            ["calibration error, drawings", of, percent(drawings["calibration_error"])]]


def percent(part: float, whole: float = 1) -> str:
    return f"{100 * part / whole:.2f} %"
