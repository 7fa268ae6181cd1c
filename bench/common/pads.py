"""Rendering strokes as pads the way people draw: pen width, size, position, slant and rotation vary."""
from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

import numpy as np
from PIL import Image, ImageDraw

SIDE = 280  # pixels of a pad
FINE = 4  # supersampling factor, for smooth edges

# Drawing styles, as changes to `draw_pad`'s defaults.
MANNERS: Mapping[str, Mapping[str, Any]] = {
    "plain": {},
    "thin pen": {"pen": 0.02},
    "thick pen": {"pen": 0.11},
    "small": {"size": 0.3, "pen": 0.045},
    "corner": {"size": 0.35, "place": (-0.28, 0.26)},
    "edge to edge": {"size": 0.92},
    "leaning": {"slant": 0.35},
    "turned": {"turn": 0.26},
}


def draw_pad(strokes: Sequence[np.ndarray], size: float = 0.7, pen: float = 0.065, place: tuple[float, float] = (0, 0),
             slant: float = 0, turn: float = 0) -> np.ndarray:
    """The pad with these strokes on it, `(280, 280)` `uint8`, black ink on white.

    Args:
        strokes: arrays `(points, 2)` of x and y, y down, in any unit.
        size: longer side of the drawing's box before slant and turn, as a fraction of the pad's side.
        pen: width of the pen, as a fraction of the pad's side.
        place: offset of the drawing's center from the pad's, right and down, as fractions of the pad's side.
        slant: shear, columns per row.
        turn: radians.
    """
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    cos, sin = np.cos(turn), np.sin(turn)
    matrix = np.array([[cos, -sin], [sin, cos]]) @ [[1, -slant], [0, 1]] * size / max((high - low).max(), 1e-9)
    side = SIDE * FINE
    radius = pen * side / 2
    canvas = Image.new("L", (side, side), 255)
    pencil = ImageDraw.Draw(canvas)
    for stroke in strokes:
        places = (((stroke - (low + high) / 2) @ matrix.T + 0.5 + place) * side).tolist()
        pencil.line(list(map(tuple, places)), fill=0, width=round(2 * radius), joint="curve")
        for x, y in places:
            pencil.ellipse((x - radius, y - radius, x + radius, y + radius), fill=0)
    return np.asarray(canvas.resize((SIDE, SIDE), Image.Resampling.LANCZOS))


def drawn(jobs: Sequence[tuple[Sequence[np.ndarray], str]]) -> Iterator[np.ndarray]:
    """The pads of (strokes, manner), drawn in parallel."""
    # Spawned, not forked: TensorFlow has started threads by now.
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        for start in range(0, len(jobs), 2000):  # bounds the memory of pads drawn in advance
            yield from pool.map(_draw, jobs[start:start + 2000], chunksize=50)


def _draw(job: tuple[Sequence[np.ndarray], str]) -> np.ndarray:
    strokes, manner = job
    return draw_pad(strokes, **MANNERS[manner])
