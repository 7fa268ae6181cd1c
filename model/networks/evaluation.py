"""Accuracy of a network's answers: confidence intervals, confusion matrix, mistakes, and learning curves."""
from __future__ import annotations

from math import isfinite, sqrt
from typing import Any, NamedTuple

import numpy as np

from model.drawings.drawing import DIGITS
from model.networks.calibration import expected_calibration_error, reliability

Z = 1.959964  # 97.5th percentile of the standard normal distribution, for a 95 % interval
CURVES = ("accuracy", "val_accuracy", "loss", "val_loss")
KINDS = ("manner", "digit", "writer")  # by which drawings are counted


class Share(NamedTuple):
    """A count of right answers, the number of answers, and the 95 % confidence interval of their ratio, 0 to 1."""

    right: int
    count: int
    low: float
    high: float


class Answers(NamedTuple):
    """A network's answers to n digits.

    Attributes:
        labels: `(n,)` `uint8`, the right digits.
        digits: `(n,)` `uint8`, the predicted digits.
        confidences: `(n,)` `float32`, the probability of the predicted digit.
        refused: `(n,)` `bool`, whether the page would refuse to answer.
        bins: the reliability of the confidences, from `model.networks.calibration.reliability`.
        calibration_error: expected calibration error, 0 to 1.
    """

    labels: np.ndarray
    digits: np.ndarray
    confidences: np.ndarray
    refused: np.ndarray
    bins: list[dict[str, float]]
    calibration_error: float


def answers(probabilities: np.ndarray, labels: np.ndarray, refused: np.ndarray) -> Answers:
    """The answers given by probabilities `(n, 10)` for digits with labels `(n,)`."""
    return Answers(labels.astype(np.uint8), probabilities.argmax(axis=1).astype(np.uint8), probabilities.max(axis=1),
                   np.asarray(refused, bool), reliability(probabilities, labels),
                   expected_calibration_error(probabilities, labels))


def accuracy_and_loss(probabilities: np.ndarray, labels: np.ndarray) -> tuple[float, float]:
    """Accuracy, 0 to 1, and mean cross-entropy, nats, of probabilities `(n, 10)` for digits with labels `(n,)`."""
    of_labels = probabilities[np.arange(len(labels)), labels]
    return (float((probabilities.argmax(axis=1) == labels).mean()),
            float(-np.log(np.maximum(of_labels, 1e-7)).mean()))


def share(right: int, count: int) -> Share:
    """The share with its Wilson interval, which stays within 0…1 and has a width even if all answers are right.

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
    # At both ends the formula gives exactly 0 or 1, apart from rounding.
    low = 0.0 if right == 0 else (middle - reach) / whole
    high = 1.0 if right == count else (middle + reach) / whole
    return Share(int(right), int(count), low, high)


def confusion(labels: np.ndarray, digits: np.ndarray) -> np.ndarray:
    """The confusion matrix: counts by (right digit, predicted digit), `(10, 10)`."""
    counts = np.zeros((DIGITS, DIGITS), int)
    np.add.at(counts, (labels, digits), 1)
    return counts


def by_digit(counts: np.ndarray) -> list[Share]:
    """The share of right answers for each digit, from a confusion matrix."""
    return [share(row[digit], row.sum()) for digit, row in enumerate(counts)]


def mistakes(given: Answers) -> np.ndarray:
    """The indices of the misread digits, most confident first."""
    return most_confident_first(given, given.digits != given.labels)


def read_as(given: Answers, right: int, read: int) -> np.ndarray:
    """The indices of the digits `right` that were read as `read`: mistakes most confident first, right answers least
    confident first, because those are the interesting ones."""
    indices = most_confident_first(given, (given.labels == right) & (given.digits == read))
    return indices[::-1] if right == read else indices


def most_confident_first(given: Answers, mask: np.ndarray) -> np.ndarray:
    """The indices where `mask`, `(n,)` `bool`, is true, most confident answer first."""
    indices = np.flatnonzero(mask)
    return indices[np.argsort(-given.confidences[indices], kind="stable")]


def curves(record: dict[str, Any]) -> dict[str, list[float]]:
    """Accuracy and loss after each epoch for the training digits and (`val_`) the validation digits; only those curves
    that the record contains."""
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
