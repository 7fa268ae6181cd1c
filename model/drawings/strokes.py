"""Rasterizes strokes: ink with the line width and size of MNIST's digits."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from PIL import Image, ImageDraw

from model.drawings.drawing import BLANK, BOX, DOT, BlankDrawingError, DrawingError

GRID = 1000  # the largest coordinate of a stroke
# Line width of MNIST's digits, in pixels of the image: with it, the strokes of 7,489 pen digits (30 writers) have as
# much ink as MNIST's 60,000 training digits, averaged over the ten classes.
PEN = 2.44
OVERSAMPLING = 8  # strokes are drawn at this multiple of the image's resolution, then averaged down
SMALLEST = 30  # on the grid, the longer side; a smaller drawing is a dot, with nothing to read
MAX_POINTS = 20_000  # of one drawing; a minute of fast scribbling gives about 7,000
MAX_STROKES = 500


def checked_strokes(drawing: Mapping[str, Any]) -> list[np.ndarray]:
    """The strokes as arrays `(points, 2)` of `float32` x and y, 0 to 1000, without empty ones.

    Raises:
        DrawingError: if a stroke is not a list of finite numbers, alternately x and y, or there are too many.
    """
    strokes = drawing.get("strokes")
    if not isinstance(strokes, (list, tuple)):
        raise DrawingError('A drawing needs strokes: {"strokes": [[x0, y0, x1, y1, …], …]}.')
    if len(strokes) > MAX_STROKES:
        raise DrawingError(f"That drawing has too many strokes: {MAX_STROKES} are enough for any digit. Draw it anew.")
    if sum(len(stroke) for stroke in strokes if isinstance(stroke, (list, tuple))) > 2 * MAX_POINTS:
        raise DrawingError(f"That drawing has too many points: {MAX_POINTS:,} are enough for any digit. Draw it anew.")
    return [points for points in map(checked_stroke, strokes) if len(points)]


def checked_stroke(stroke: Any) -> np.ndarray:
    is_list = isinstance(stroke, (list, tuple))
    if not is_list or len(stroke) % 2 or not {*map(type, stroke)} <= {int, float}:
        raise DrawingError("A stroke is a list of numbers, x and y in turn: [x0, y0, x1, y1, …].")
    try:
        points = np.array(stroke, float).reshape(-1, 2)
    except OverflowError:  # an integer of hundreds of digits
        points = np.array([[np.inf, np.inf]])
    if not np.isfinite(points).all():
        raise DrawingError("A stroke's numbers must be finite, from 0 to 1000.")
    return np.clip(points, 0, GRID).astype(np.float32)


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
    columns, rows = (OVERSAMPLING * int(np.ceil(side)) for side in np.round(extent / OVERSAMPLING, 3))
    origin = low - (np.array([columns, rows]) - extent + pen) / 2 / scale
    canvas = Image.new("L", (columns, rows))
    pencil = ImageDraw.Draw(canvas)
    for stroke in strokes:
        draw_stroke(pencil, (stroke - origin) * scale, pen)
    return as_ink(canvas), as_ink(canvas.reduce(OVERSAMPLING))


def draw_stroke(pencil: ImageDraw.ImageDraw, points: np.ndarray, pen: float) -> None:
    """Draw one stroke with a round pen, both in pixels of the canvas."""
    # Pillow's pixel i covers i to i + 1, but its lines and ellipses end on the pixel they name.
    corners = list(map(tuple, (thinned(points) - 0.5).tolist()))
    if len(corners) > 1:
        pencil.line(corners, fill=255, width=round(pen))
    radius = (round(pen) - 1) / 2  # an ellipse includes both ends of its box
    for x, y in corners:
        pencil.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)


def thinned(points: np.ndarray) -> np.ndarray:
    """The points at least a pixel apart along the stroke, and its last; the others would not be visible."""
    steps = np.hypot(*np.diff(points, axis=0).T)
    pixel = np.floor(np.concatenate([[0.0], np.cumsum(steps)]))
    keep = np.concatenate([[True], np.diff(pixel) > 0])
    keep[-1] = True
    return points[keep]


def as_ink(canvas: Image.Image) -> np.ndarray:
    return np.asarray(canvas, np.float32) / 255
