"""Synthetic non-digits: random drawings from which a network learns to be unsure.

They combine lines, arcs, waves, polygons, letters and misplaced pieces of digits, and no doodles by people, so that
real doodles remain a fair test.
"""
from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from model.digits.pen_digits import Strokes

# Letters and signs that don't resemble a digit, as straight strokes on a grid of 0 to 1, y down.
LETTERS = {
    "A": [[(0, 1), (0.5, 0), (1, 1)], [(0.2, 0.6), (0.8, 0.6)]],
    "E": [[(0.9, 0), (0, 0), (0, 1), (0.9, 1)], [(0, 0.5), (0.7, 0.5)]],
    "F": [[(0.9, 0), (0, 0), (0, 1)], [(0, 0.5), (0.7, 0.5)]],
    "H": [[(0, 0), (0, 1)], [(0.9, 0), (0.9, 1)], [(0, 0.5), (0.9, 0.5)]],
    "K": [[(0, 0), (0, 1)], [(0.8, 0), (0, 0.55), (0.9, 1)]],
    "M": [[(0, 1), (0.1, 0), (0.5, 0.7), (0.9, 0), (1, 1)]],
    "N": [[(0, 1), (0, 0), (0.8, 1), (0.8, 0)]],
    "R": [[(0, 1), (0, 0), (0.6, 0), (0.8, 0.25), (0.6, 0.5), (0, 0.5), (0.8, 1)]],
    "W": [[(0, 0), (0.25, 1), (0.5, 0.3), (0.75, 1), (1, 0)]],
    "X": [[(0, 0), (1, 1)], [(1, 0), (0, 1)]],
    "#": [[(0.3, 0), (0.25, 1)], [(0.75, 0), (0.7, 1)], [(0, 0.3), (1, 0.3)], [(0, 0.7), (1, 0.7)]],
    "*": [[(0.5, 0), (0.5, 1)], [(0.1, 0.2), (0.9, 0.8)], [(0.9, 0.2), (0.1, 0.8)]],
}


def synthetic_non_digits(count: int, digits: Sequence[Strokes], seed: int) -> list[Strokes]:
    """Random drawings that are not digits.

    Args:
        count: number of drawings.
        digits: drawings of digits, used for the drawings made from pieces of digits; if empty, those are left out.
        seed: the same seed gives the same drawings.
    """
    rng = np.random.default_rng(seed)
    frequencies = {draw: frequency for draw, frequency in FREQUENCIES.items() if digits or draw not in FROM_DIGITS}
    kinds, weights = list(frequencies), np.array(list(frequencies.values()))
    return [kinds[kind](rng, digits) for kind in rng.choice(len(kinds), count, p=weights / weights.sum())]


# One function per kind of drawing: (random generator, digits) -> strokes, in a square of about 0 to 1.

def scene(rng: np.random.Generator, digits: Sequence[Strokes]) -> Strokes:
    """Two to eight shapes in random places: an object, a face, a house …"""
    return [stroke for _ in range(rng.integers(2, 9)) for stroke in placed(shape(rng), rng, 0.15, 1)]


def figure(rng: np.random.Generator, digits: Sequence[Strokes]) -> Strokes:
    """A large shape with smaller shapes on it."""
    body = placed(closed_shape(rng), rng, 0.7, 1, spread=0.05)
    parts = [placed(shape(rng), rng, 0.15, 0.5, spread=0.35) for _ in range(rng.integers(1, 7))]
    return [*body, *(stroke for part in parts for stroke in part)]


def plain(rng: np.random.Generator, digits: Sequence[Strokes]) -> Strokes:
    """A closed shape with corners, perhaps with a line across it or out of it: a box, a rod, a hat, a lamp."""
    body = [rectangle, polygon, dome, rod, tapered][rng.integers(5)](rng)
    return [*body, *(stroke for _ in range(rng.integers(0, 3)) for stroke in attached(line(rng), rng))]


def round_thing(rng: np.random.Generator, digits: Sequence[Strokes]) -> Strokes:
    """A circle with hands, a stem or a handle: a clock, an apple, a pan."""
    parts = [attached([line, line, arc, rectangle][rng.integers(4)](rng), rng) for _ in range(rng.integers(2, 5))]
    return [*ellipse(rng), *(stroke for part in parts for stroke in part)]


def symmetric(rng: np.random.Generator, digits: Sequence[Strokes]) -> Strokes:
    """One to three shapes and their mirror images."""
    half = [stroke + (0.3, 0) for _ in range(rng.integers(1, 4)) for stroke in placed(shape(rng), rng, 0.2, 0.7, 0.3)]
    return [*half, *(stroke * (-1, 1) for stroke in half)]


def row(rng: np.random.Generator, digits: Sequence[Strokes]) -> Strokes:
    """One shape repeated in a row or a ring."""
    one, count = placed(shape(rng), rng, 0.2, 0.5, spread=0), rng.integers(2, 8)
    if rng.random() < 0.5:
        return [stroke + (0.4 * i, 0) for i in range(count) for stroke in one]
    angles = np.linspace(0, 2 * np.pi, count + 2, endpoint=False)
    return [stroke @ rotation(a).T + 0.6 * np.array([np.cos(a), np.sin(a)]) for a in angles for stroke in one]


def outline(rng: np.random.Generator, digits: Sequence[Strokes]) -> Strokes:
    """A closed line with corners, dents or bumps: a star, a cloud, a house, a leaf."""
    angles = np.linspace(0, 2 * np.pi, 120)
    bumps = rng.integers(3, 9)
    radius = 1 + rng.uniform(0.2, 0.6) * wavelet(rng)(bumps * angles)
    ring = np.stack([np.cos(angles), np.sin(angles)], axis=1) * radius[:, None]
    return [ring * np.exp(rng.normal(0, 0.35, 2)) @ rotation(rng.uniform(0, 2 * np.pi)).T]


def scribble(rng: np.random.Generator, digits: Sequence[Strokes]) -> Strokes:
    """A long aimless line."""
    steps = rng.integers(40, 400)
    turns = np.cumsum(rng.normal(0, rng.uniform(0.1, 0.9), steps)) + rng.normal(0, 0.15) * np.arange(steps)
    points = np.cumsum(np.stack([np.cos(turns), np.sin(turns)], axis=1), axis=0)
    # Reflected at the edges of the paper.
    side = rng.uniform(6, 20)
    return [np.abs((points / side) % 2 - 1)]


def hatching(rng: np.random.Generator, digits: Sequence[Strokes]) -> Strokes:
    """Parallel or zigzag lines in one or two directions."""
    def lines(turn: float) -> list[np.ndarray]:
        count = rng.integers(4, 16)
        x = np.repeat(np.linspace(0, 1, count), 2) + rng.normal(0, 0.03, 2 * count)
        y = np.tile([0, 1, 1, 0], count)[:2 * count] + rng.normal(0, 0.06, 2 * count)
        path = (np.stack([x, y], axis=1) - 0.5) * (1, rng.uniform(0.4, 1.2)) @ rotation(turn).T
        return [path] if rng.random() < 0.5 else list(path.reshape(-1, 2, 2))
    turn = rng.uniform(0, np.pi)
    return lines(turn) + (lines(turn + rng.normal(np.pi / 2, 0.1)) if rng.random() < 0.5 else [])


def letter(rng: np.random.Generator, digits: Sequence[Strokes]) -> Strokes:
    """A letter or a sign; sometimes two or three in a row."""
    names = rng.choice(list(LETTERS), rng.choice([1, 2, 3], p=[0.7, 0.2, 0.1]))
    return [np.array(s, float) * (rng.uniform(0.5, 1.1), 1) + (1.2 * i, 0)
            for i, name in enumerate(names) for s in LETTERS[name]]


def several_digits(rng: np.random.Generator, digits: Sequence[Strokes]) -> Strokes:
    """Two to four digits next to or on top of each other."""
    count = rng.choice([2, 3, 4], p=[0.6, 0.3, 0.1])
    step = rng.uniform(0.55, 1.1) if rng.random() < 0.8 else 0.25
    return [stroke + (step * i, rng.normal(0, 0.06))
            for i in range(count) for stroke in resized(some_digit(rng, digits), rng.uniform(0.75, 1))]


def pieces(rng: np.random.Generator, digits: Sequence[Strokes]) -> Strokes:
    """One or two digits cut into pieces that are rotated and moved."""
    strokes = [stroke for _ in range(rng.integers(1, 3)) for stroke in resized(some_digit(rng, digits))]
    parts = [part for stroke in strokes for part in np.array_split(stroke, rng.integers(2, 4)) if len(part) > 3]
    return [(part - part.mean(axis=0)) @ rotation(rng.uniform(0, 2 * np.pi)).T * rng.uniform(0.7, 1.6)
            + rng.uniform(-0.45, 0.45, 2) for part in parts] or scene(rng, digits)


def framed_digit(rng: np.random.Generator, digits: Sequence[Strokes]) -> Strokes:
    """A digit among other shapes."""
    extra = [stroke for _ in range(rng.integers(2, 5)) for stroke in placed(shape(rng), rng, 0.3, 1)]
    return [*resized(some_digit(rng, digits), rng.uniform(0.4, 1)), *extra]


# Relative frequency of each kind.
FREQUENCIES: dict[Callable[[np.random.Generator, Sequence[Strokes]], Strokes], float] = {
    scene: 4, figure: 5, plain: 3, round_thing: 3, symmetric: 3, row: 2, outline: 3, scribble: 2, hatching: 1,
    letter: 2, several_digits: 2, pieces: 2, framed_digit: 1,
}
FROM_DIGITS = (several_digits, pieces, framed_digit)


# Shapes: random generator -> strokes, in a square of about 0 to 1.

def shape(rng: np.random.Generator) -> Strokes:
    if rng.random() < 0.5:
        return closed_shape(rng)
    return [line, line, arc, zigzag, spiral, arrow][rng.integers(6)](rng)


def closed_shape(rng: np.random.Generator) -> Strokes:
    return [ellipse, ellipse, polygon, rectangle, rectangle, outline_shape, dome, rod, tapered][rng.integers(9)](rng)


def line(rng: np.random.Generator) -> Strokes:
    bow = rng.normal(0, 0.08)
    along = np.linspace(0, 1, 12)
    return [np.stack([along, bow * np.sin(np.pi * along)], axis=1) @ rotation(quarter_turns(rng)).T]


def arc(rng: np.random.Generator) -> Strokes:
    start = rng.uniform(0, 2 * np.pi)
    angles = np.linspace(start, start + rng.uniform(1.5, 5), 30)
    return [np.stack([np.cos(angles), rng.uniform(0.3, 1) * np.sin(angles)], axis=1) / 2]


def ellipse(rng: np.random.Generator) -> Strokes:
    angles = np.linspace(0, 2 * np.pi + rng.normal(0, 0.15), 40) + rng.uniform(0, 2 * np.pi)
    ring = np.stack([np.cos(angles), rng.uniform(0.3, 1) * np.sin(angles)], axis=1) / 2
    return [ring @ rotation(quarter_turns(rng)).T]


def polygon(rng: np.random.Generator) -> Strokes:
    corners = rng.integers(3, 8)
    places = (rng.uniform(0, 0.5, corners) + np.arange(corners)) / corners
    angles = 2 * np.pi * places + rng.uniform(0, 2 * np.pi)
    ring = np.stack([np.cos(angles), np.sin(angles)], axis=1) * rng.uniform(0.6, 1, (corners, 1)) / 2
    return [np.concatenate([ring, ring[:1]])]


def rectangle(rng: np.random.Generator) -> Strokes:
    height = rng.uniform(0.25, 1)
    corners = np.array([(0, 0), (1, 0), (1, height), (0, height), (0, 0)]) - (0.5, height / 2)
    return [corners @ rotation(quarter_turns(rng)).T]


def dome(rng: np.random.Generator) -> Strokes:
    angles = np.linspace(0, np.pi, 20)
    bow = np.stack([np.cos(angles), -rng.uniform(0.5, 1.5) * np.sin(angles)], axis=1) / 2
    return [np.concatenate([bow, bow[:1]]) @ rotation(quarter_turns(rng)).T]


def rod(rng: np.random.Generator) -> Strokes:
    """A box with a pointed end, like a pencil or a house."""
    half, point = rng.uniform(0.14, 0.35), rng.uniform(0.1, 0.5)
    corners = [(-0.5, -half), (0.5 - point, -half), (0.5, 0), (0.5 - point, half), (-0.5, half), (-0.5, -half)]
    return [np.array(corners) @ rotation(quarter_turns(rng)).T]


def tapered(rng: np.random.Generator) -> Strokes:
    """A box wider at one end, like a cup or a lampshade."""
    top, bottom, height = rng.uniform(0.3, 1), rng.uniform(0.1, 1), rng.uniform(0.4, 1.2)
    corners = [(-top, -height), (top, -height), (bottom, height), (-bottom, height), (-top, -height)]
    return [np.array(corners) / 2 @ rotation(rng.normal(0, 0.3)).T]


def outline_shape(rng: np.random.Generator) -> Strokes:
    return [stroke / 2 for stroke in outline(rng, ())]


def zigzag(rng: np.random.Generator) -> Strokes:
    along = np.linspace(0, 1, 60)
    up = rng.uniform(0.08, 0.3) * wavelet(rng)(2 * np.pi * along * rng.integers(2, 7))
    return [np.stack([along, up], axis=1) @ rotation(quarter_turns(rng)).T]


def spiral(rng: np.random.Generator) -> Strokes:
    angles = np.linspace(0, rng.uniform(9, 22), 90)
    return [np.stack([np.cos(angles), np.sin(angles)], axis=1) * (angles / angles[-1])[:, None] / 2]


def arrow(rng: np.random.Generator) -> Strokes:
    head = rng.uniform(0.1, 0.35)
    strokes = [[(0, 0), (1, 0)], [(1 - head, -head), (1, 0), (1 - head, head)]]
    return [np.array(stroke, float) @ rotation(quarter_turns(rng)).T for stroke in strokes]


def wavelet(rng: np.random.Generator) -> Callable[[np.ndarray], np.ndarray]:
    """A wave of period 2π from -1 to 1: sine, triangle, square or rectified sine."""
    return [np.sin, lambda x: 2 * np.abs((x / np.pi) % 2 - 1) - 1, lambda x: np.sign(np.sin(x)),
            lambda x: 2 * np.abs(np.sin(x / 2)) - 1][rng.integers(4)]


# Placement

def placed(strokes: Strokes, rng: np.random.Generator, smallest: float, largest: float,
           spread: float = 0.5) -> list[np.ndarray]:
    """The strokes at a random size and position."""
    size = rng.uniform(smallest, largest) * np.exp(rng.normal(0, 0.2, 2))
    place = rng.uniform(-spread, spread, 2)
    return [stroke * size + place for stroke in strokes]


def attached(strokes: Strokes, rng: np.random.Generator) -> list[np.ndarray]:
    """The strokes, made smaller, near the edge of a shape or inside it."""
    angle, radius = rng.uniform(0, 2 * np.pi), rng.choice([rng.uniform(0, 0.3), rng.uniform(0.4, 0.7)])
    size = rng.uniform(0.25, 0.7)
    return [stroke * size + radius * np.array([np.cos(angle), np.sin(angle)]) for stroke in strokes]


def resized(strokes: Strokes, height: float = 1.0) -> list[np.ndarray]:
    """The strokes centered on 0 and scaled, so that the longer side of their bounding box is `height`."""
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    return [(stroke - (low + high) / 2) / max((high - low).max(), 1e-9) * height for stroke in strokes]


def some_digit(rng: np.random.Generator, digits: Sequence[Strokes]) -> Strokes:
    return digits[rng.integers(len(digits))]


def rotation(angle: float) -> np.ndarray:
    return np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])


def quarter_turns(rng: np.random.Generator) -> float:
    """A random angle in radians, usually close to horizontal or vertical."""
    return rng.choice([0, 1, 2, 3]) * np.pi / 2 + rng.normal(0, rng.choice([0.1, 0.6]))
