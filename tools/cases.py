"""Writes `tests/support/cases.json.gz`: drawings, and what the project's best network reads in them.

    python -m tools.cases          # after each change of `best`, of preprocessing, or of what a reading is

Python and the browser must both read the same; `tests/support/cases.py` and `tests/scripts/support/cases.js` load the
file. It holds no one's handwriting: digits, lines and non-digits are generated.
"""
from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from model.digits.non_digits import synthetic_non_digits
from model.digits.pen_digits import Strokes, varied
from model.digits.settings import Hand
from model.drawings.preprocessing import split_parts
from model.networks.calibration import energies
from model.recognizer import UNSURE, Recognizer
from page.parts.message import shrunk
from tests.support.cases import PATH
from tests.support.drawings import FORTY_TWO, ONE, SEVEN

SEED = 0
# Cases closer than this to a threshold could turn out either way on another machine.
CLEAR_ENERGY, CLEAR_PROBABILITY = 1e-3, 1e-5
ROUND = [(0.3 * np.sin(angle), 0.5 - 0.5 * np.cos(angle)) for angle in np.linspace(0, 2 * np.pi, 20)]
# One digit each, on a grid of 0 to 1, y down.
DIGITS: list[list[list[tuple[float, float]]]] = [
    [ROUND],
    [[(0.3, 0.2), (0.5, 0), (0.5, 1)]],
    [[(0, 0.25), (0.15, 0.03), (0.45, 0), (0.65, 0.2), (0.55, 0.5), (0, 1), (0.7, 1)]],
    [[(0, 0.1), (0.35, 0), (0.6, 0.2), (0.25, 0.45), (0.65, 0.7), (0.35, 1), (0, 0.9)]],
    [[(0.35, 0), (0, 0.6), (0.7, 0.6)], [(0.5, 0.3), (0.5, 1)]],
    [[(0.1, 0), (0.05, 0.45), (0.4, 0.4), (0.65, 0.7), (0.4, 1), (0, 0.92)], [(0.1, 0), (0.6, 0)]],
    [[(0.5, 0), (0.1, 0.4), (0.05, 0.8), (0.3, 1), (0.6, 0.8), (0.4, 0.55), (0.08, 0.7)]],
    [[(0, 0), (0.65, 0), (0.25, 1)]],
    [[(0.55, 0.15), (0.3, 0), (0.05, 0.2), (0.3, 0.48), (0.6, 0.75), (0.3, 1), (0, 0.75), (0.3, 0.48), (0.55, 0.15)]],
    [[(0.6, 0.2), (0.3, 0), (0.05, 0.25), (0.3, 0.5), (0.6, 0.25), (0.55, 1)]],
]


# Drawings: random generator -> strokes on the grid of 0 to 1000

def placed(strokes: Strokes, size: float, left: float, top: float, decimals: int = 0) -> list[list[float]]:
    """The strokes with a longer side of `size` and this top left corner."""
    points = np.concatenate(strokes)
    low = points.min(axis=0)
    scale = size / np.ptp(points, axis=0).max()
    return [plain((np.asarray(stroke) - low) * scale + (left, top), decimals) for stroke in strokes]


def plain(points: np.ndarray, decimals: int = 0) -> list[float]:
    """Points `(n, 2)` as a stroke of JSON numbers."""
    numbers = np.round(np.asarray(points, float), decimals).ravel().tolist()
    return [int(number) if number.is_integer() else number for number in numbers]


def written(digit: int, rng: np.random.Generator) -> list[np.ndarray]:
    """A digit in a random hand."""
    return varied([np.array(stroke) for stroke in DIGITS[digit]], Hand(), rng)


def digits(rng: np.random.Generator) -> Iterator[list]:
    yield from (SEVEN["strokes"], ONE["strokes"])
    for _ in range(8):
        for digit in range(10):
            size = rng.uniform(100, 900)
            yield placed(written(digit, rng), size, *rng.uniform(0, 1000 - size, 2))


def numbers(rng: np.random.Generator) -> Iterator[list]:
    """Two to five digits side by side, some of which touch."""
    yield FORTY_TWO["strokes"]
    for count in [2] * 25 + [3] * 15 + [4] * 4 + [5] * 2:
        left, strokes, width = rng.uniform(0, 40), [], 950 / count
        for digit in rng.integers(0, 10, count):
            one = placed(written(digit, rng), width * rng.uniform(0.6, 0.8), left, rng.uniform(300, 360))
            strokes += one
            left = max(max(stroke[::2]) for stroke in one) + width * rng.uniform(0.2, 0.6)
        yield strokes


def between_two_digits(rng: np.random.Generator) -> Iterator[list]:
    """Strokes on the way from one digit to another; only those that are read as two alike become cases."""
    for one, other in ((0, 1), (0, 9), (1, 2), (2, 7), (7, 9)):
        start, end = (evenly(DIGITS[digit][0]) for digit in (one, other))
        for share in np.linspace(0.2, 0.8, 61):
            yield placed([start + share * (end - start)], 700, 150, 150)


def evenly(stroke: Sequence[tuple[float, float]]) -> np.ndarray:
    """The stroke with forty points at equal distances."""
    points = np.array(stroke)
    length = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
    return np.stack([np.interp(np.linspace(0, length[-1], 40), length, axis) for axis in points.T], axis=1)


def digits_with_a_mark(rng: np.random.Generator) -> Iterator[list]:
    """A digit next to a dot, a comma or a short line."""
    for digit in (3, 5, 7):
        for mark in ([850, 900], [850, 850, 830, 930], [850, 400, 850, 700], [800, 500, 950, 500]):
            yield [*placed(written(digit, rng), 600, 100, 300), mark]


def non_digits(rng: np.random.Generator) -> Iterator[list]:
    samples = [written(digit, rng) for digit in range(10)]
    for strokes in synthetic_non_digits(70, samples, SEED):
        yield placed(strokes, rng.uniform(300, 900), 50, 50)


def at_the_edge(rng: np.random.Generator) -> Iterator[list]:
    for digit in range(10):
        yield placed(written(digit, rng), 1000, 0, 0)
        yield placed(written(digit, rng), 250, *rng.choice([0, 750], 2))


def outside(rng: np.random.Generator) -> Iterator[list]:
    for digit in range(10):
        yield placed(written(digit, rng), 900, *rng.choice([-300, 400], 2), decimals=2)


def lines(rng: np.random.Generator) -> Iterator[list]:
    for angle in np.linspace(0, np.pi, 13):
        way = 350 * np.array([np.cos(angle), np.sin(angle)])
        yield [plain(np.array([500 - way, 500 + way]))]
    yield from ([[100, 500, 900, 501]], [[500, 100, 501, 900]], [[900, 500, 100, 500.001]], [[0, 0, 1000, 1000]])


def corners(rng: np.random.Generator) -> Iterator[list]:
    """On a coarse grid, where many distances are equal."""
    for spacing in [50, 125, 62.5, 100] * 6:
        yield [plain(rng.integers(0, 1000 // spacing, (rng.integers(2, 7), 2)) * spacing, 1)
               for _ in range(rng.integers(1, 4))]


def fractions(rng: np.random.Generator) -> Iterator[list]:
    for _ in range(20):
        yield [plain(rng.uniform(0, 1000, (rng.integers(1, 12), 2)), 9) for _ in range(rng.integers(1, 3))]


def tiny(rng: np.random.Generator) -> Iterator[list]:
    """Just below and above the size of a dot."""
    for digit, size in enumerate((28, 29, 29.999, 30, 30.001, 31, 33, 40)):
        yield placed(written(digit, rng), size, 500, 500, 3)


def blank(rng: np.random.Generator) -> Iterator[list]:
    yield from ([], [[]], [[], []], [[500, 500]], [[500, 500, 505, 505]], [[0, 0], [10, 20]], [[-900, 0, 0, -900]])


def retraced(rng: np.random.Generator) -> Iterator[list]:
    """Strokes drawn twice, back and forth, with points repeated."""
    for digit in range(8):
        [stroke, *others] = placed(written(digit, rng), 700, 150, 150)
        points = np.reshape(stroke, (-1, 2))
        again = [np.concatenate([points, points[::-1]]), np.repeat(points, 3, axis=0)][digit % 2]
        yield [plain(again), *others, stroke]


def scribbles(rng: np.random.Generator) -> Iterator[list]:
    """Thousands of points, and as many strokes as allowed."""
    for count in (1000, 2000, 4000):
        steps = rng.normal(0, 12, (count, 2))
        yield [plain(np.abs((np.cumsum(steps, axis=0) + 500) % 2000 - 1000))]
    yield [plain(start + rng.uniform(-20, 20, (2, 2))) for start in rng.uniform(20, 980, (500, 2))]


KINDS: Sequence[Callable[[np.random.Generator], Iterator[list]]] = (
    digits, numbers, between_two_digits, digits_with_a_mark, non_digits, at_the_edge, outside, lines, corners,
    fractions, tiny, blank, retraced, scribbles)


# Cases

def is_clear(recognizer: Recognizer, image: np.ndarray) -> bool:
    """Whether no small difference of the computation would change the state or the digit."""
    probabilities, logits = recognizer.scores(image[None])
    second, highest = np.sort(probabilities[0])[-2:]
    least = -np.inf if recognizer.least_energy is None else recognizer.least_energy
    return (abs(energies(logits)[0] - least) > CLEAR_ENERGY
            and min(abs(highest - UNSURE), highest - second) > CLEAR_PROBABILITY)


def case(recognizer: Recognizer, kind: str, strokes: list, with_crop: bool) -> dict[str, Any] | None:
    """A drawing with its image and its reading, see `tests/support/cases.py`; None if it is not wanted."""
    reading = recognizer.read({"strokes": strokes}, [])
    steps = reading.steps
    if steps and not all(is_clear(recognizer, some.image) for some in (steps, *split_parts(steps))):
        return None
    if kind == "between two digits" and reading.doubt != "two alike":
        return None
    return {"kind": kind, "strokes": strokes, "image": steps and encoded(reading.image),
            "corner": steps and steps.corner, "fitted": steps and steps.fitted.shape,
            "crop": encoded(shrunk(steps.crop)) if steps and with_crop else None,
            "probabilities": [round(float(p), 6) for p in reading.probabilities], "state": reading.state,
            "digit": reading.digit, "doubt": reading.doubt, "digits": reading.digits}


def encoded(values: np.ndarray) -> str:
    return base64.b64encode(np.ascontiguousarray(values)).decode("ascii")


def main() -> None:
    recognizer = Recognizer.load()
    rng = np.random.default_rng(SEED)
    cases = [found for kind in KINDS for number, strokes in enumerate(kind(rng))
             if (found := case(recognizer, kind.__name__.replace("_", " "), strokes, number < 3))]
    PATH.write_bytes(gzip.compress(json.dumps(cases, separators=(",", ":")).encode(), mtime=0))
    print(f"{len(cases)} cases, {PATH.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
