"""Rasterizes strokes: ink with the line width and size of MNIST's digits.

`assets/scripts/reading/strokes.js` does the same in the browser. Both use the same operations of 64-bit floating-point
numbers in the same order, so they draw the same image to the last bit; `tests/support/cases.json.gz` holds them to it.
"""
from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from model.drawings.drawing import BLANK, BOX, DOT, BlankDrawingError, DrawingError

GRID = 1000  # the largest coordinate of a stroke
# Line width of MNIST's digits, in pixels of the image: with it, the strokes of 7,489 pen digits (30 writers) have as
# much ink as MNIST's 60,000 training digits, averaged over the ten classes.
PEN = 2.5
OVERSAMPLING = 8  # strokes are drawn at this multiple of the image's resolution, then averaged down
SMALLEST = 30  # on the grid, the longer side; a smaller drawing is a dot, with nothing to read
MAX_POINTS = 20_000  # of one drawing; a minute of fast scribbling gives about 7,000
MAX_STROKES = 500
CHUNK = 500  # segments drawn at the same time, which bounds the memory of long scribbles


def checked_strokes(drawing: Mapping[str, Any]) -> list[np.ndarray]:
    """The strokes as arrays `(points, 2)` of x and y, 0 to 1000, without empty ones.

    Raises:
        DrawingError: if a stroke is not a list of finite numbers, alternately x and y, or there are too many.
    """
    strokes = drawing.get("strokes")
    if not isinstance(strokes, (list, tuple)):
        raise DrawingError('A drawing needs strokes: {"strokes": [[x0, y0, x1, y1, …], …]}.')
    if len(strokes) > MAX_STROKES:
        raise DrawingError(f"That drawing has too many strokes: {MAX_STROKES} are enough for any digit. Draw it again.")
    if sum(len(stroke) for stroke in strokes if isinstance(stroke, (list, tuple))) > 2 * MAX_POINTS:
        raise DrawingError(f"That drawing has too many points: {MAX_POINTS:,} are enough for any digit. Draw it again.")
    return [points for points in map(checked_stroke, strokes) if len(points)]


def checked_stroke(stroke: Any) -> np.ndarray:
    is_list = isinstance(stroke, (list, tuple))
    if not is_list or len(stroke) % 2 or not {*map(type, stroke)} <= {int, float}:
        raise DrawingError("A stroke is a list of numbers, alternating x and y: [x0, y0, x1, y1, …].")
    try:
        points = np.array(stroke, float).reshape(-1, 2)
    except OverflowError:  # an integer of hundreds of digits
        points = np.array([[np.inf, np.inf]])
    if not np.isfinite(points).all():
        raise DrawingError("A stroke's numbers must be finite, from 0 to 1000.")
    return np.clip(points, 0, GRID)


def draw_strokes(strokes: Sequence[np.ndarray], pen: float = PEN) -> tuple[np.ndarray, np.ndarray]:
    """Crop and fitted ink of strokes, drawn with MNIST's line width regardless of the pad's.

    Args:
        strokes: arrays `(points, 2)` of x and y, 0 to 1000.
        pen: line width in pixels of the image; training also uses other widths than MNIST's.

    Returns:
        The crop, at 8 times the resolution of the fitted ink, and the fitted ink, `(rows, columns)` `float32`, at most
        20 a side.

    Raises:
        BlankDrawingError: if there are no points, or all are in one place.
    """
    if not strokes:
        raise BlankDrawingError(BLANK)
    points = np.concatenate(strokes)
    low, size = points.min(axis=0), np.ptp(points, axis=0)
    if size.max() < SMALLEST:
        raise BlankDrawingError(DOT)
    pen *= OVERSAMPLING
    scale = (BOX * OVERSAMPLING - pen) / size.max()
    extent = size * scale + pen
    # Whole pixels; without the thousandth, a rounding error could add one.
    columns, rows = (math.ceil(side / OVERSAMPLING - 0.001) for side in extent)
    origin = low - (np.array([columns, rows]) * OVERSAMPLING - extent + pen) / 2 / scale
    segments = segments_of([(stroke - origin) * scale for stroke in strokes])
    crop = draw_segments(segments, pen / 2, rows * OVERSAMPLING, columns * OVERSAMPLING).astype(np.float32)
    sums = crop.reshape(rows, OVERSAMPLING, -1).sum(axis=1).reshape(rows, columns, OVERSAMPLING).sum(axis=2)
    return crop, sums / OVERSAMPLING**2


def groups_side_by_side(strokes: Sequence[np.ndarray]) -> tuple[list[list[np.ndarray]], float]:
    """The strokes in groups with paper in between, from left to right, and the pen's width on the grid.

    Args:
        strokes: arrays `(points, 2)` of x and y, 0 to 1000, not all in one place.
    """
    pen = np.ptp(np.concatenate(strokes), axis=0).max() * PEN / (BOX - PEN)
    groups, right = [], -np.inf
    for stroke in sorted(strokes, key=lambda stroke: stroke[:, 0].min()):
        if stroke[:, 0].min() > right + pen:
            groups.append([])
        groups[-1].append(stroke)
        right = max(right, stroke[:, 0].max())
    return groups, pen


def segments_of(strokes: Sequence[np.ndarray]) -> np.ndarray:
    """The straight lines between the points of each stroke, `(segments, 4)`: x and y of the upper end, then the lower.

    Of the ends of a level line, the left one counts as the upper. A stroke of one point gives a line that ends where it
    begins.
    """
    starts = np.concatenate([stroke[:max(len(stroke) - 1, 1)] for stroke in strokes])
    ends = np.concatenate([stroke[min(len(stroke) - 1, 1):] for stroke in strokes])
    (x, y), (to_x, to_y) = starts.T, ends.T
    is_upward = ((to_y < y) | (to_y == y) & (to_x < x))[:, None]
    return np.hstack([np.where(is_upward, ends, starts), np.where(is_upward, starts, ends)])


def draw_segments(segments: np.ndarray, radius: float, rows: int, columns: int) -> np.ndarray:
    """The subpixels whose center is at most `radius` away from a segment, `(rows, columns)` `bool`.

    In each row, the ink of one segment is an interval: +1 where it begins and -1 after its end add up to the number of
    segments that cover a subpixel.
    """
    changes = np.zeros(rows * (columns + 1), int)
    for start in range(0, len(segments), CHUNK):
        segment, row = rows_of(segments[start:start + CHUNK], radius)
        left, right = edges(segment, row + 0.5, radius)
        first = np.ceil(left - 0.5).astype(int)
        after = np.maximum(np.floor(right + 0.5).astype(int), first)  # the same if no center is between the edges
        changes += np.bincount(row * (columns + 1) + first, minlength=len(changes))
        changes -= np.bincount(row * (columns + 1) + after, minlength=len(changes))
    return changes.cumsum().reshape(rows, columns + 1)[:, :-1] > 0


def rows_of(segments: np.ndarray, radius: float) -> tuple[np.ndarray, np.ndarray]:
    """Each segment repeated for each row of subpixels it covers, `(n, 4)`, and these rows, `(n,)`."""
    top = np.ceil(segments[:, 1] - radius - 0.5).astype(int)
    counts = np.floor(segments[:, 3] + radius + 0.5).astype(int) - top
    before = np.cumsum(counts) - counts  # rows of the segments before
    return np.repeat(segments, counts, axis=0), np.arange(counts.sum()) - np.repeat(before - top, counts)


def edges(segments: np.ndarray, y: np.ndarray, radius: float) -> np.ndarray:
    """Where the ink of each segment `(n, 4)` begins and ends at the height `y` `(n,)`: left and right x, `(2, n)`.

    Each edge is an arc around the upper end, a straight line `radius` away from the segment, and an arc around the
    lower end.
    """
    ax, ay, bx, by = segments.T
    dx, dy = bx - ax, by - ay
    length = np.sqrt(dx * dx + dy * dy)
    length[length == 0] = 1  # a dot
    side = np.array([[-1.0], [1.0]])
    start, end = (middle - side * (radius * (dx / length)) for middle in (ay, by))  # of the straight lines
    is_above, is_below = y <= start, y >= end  # both are true along one edge of a level line
    is_upper_arc = np.stack([is_above[0], ~is_below[1]])
    away = y - np.where(is_upper_arc, ay, by)
    arc = np.where(is_upper_arc, ax, bx) + side * np.sqrt(np.maximum(radius * radius - away * away, 0))
    is_straight = ~(is_above | is_below)
    share = np.divide(y - start, end - start, out=np.zeros_like(arc), where=is_straight)
    return np.where(is_straight, ax + side * (radius * (dy / length)) + share * dx, arc)
