"""Preprocessing: turns a drawing into the network's input image the way MNIST was made.

MNIST's digits were scaled to fit a box of 20 x 20 pixels, with their aspect ratio kept and anti-aliased edges. The box
was then moved by whole pixels until its center of mass was in the middle of 28 x 28. A network trained on them expects
that form, so a drawing of any size, position, pen and color is brought into it first:

    drawing -> ink -> crop -> fitted (20 x 20) -> image (28 x 28)

Source: LeCun, Cortes & Burges, "The MNIST database of handwritten digits".
"""
from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from model.drawings.drawing import BLANK, SIZE, BlankDrawingError, Drawing
from model.drawings.pictures import EDGE, fit, ink_of, open_picture
from model.drawings.strokes import checked_strokes, draw_strokes, groups_side_by_side

# Not the geometric middle, 13.5: MNIST's digits were shifted by whole pixels, which leaves their center of mass within
# half a pixel of 14 on both axes.
CENTER = 14  # row and column
MAX_PARTS = 4  # digits side by side; longer numbers are not expected on a pad for one digit
MIN_PART_HEIGHT = 0.4  # of the drawing's height; a lower part is a dot or a comma


class Steps(NamedTuple):
    """The stages of a drawing on its way to the network.

    Attributes:
        crop: `(rows, columns)` `float32`, the ink cut to its box; 0 is paper, 1 is full ink.
        fitted: `(rows, columns)` `float32`, the crop scaled so that the longer side is 20 pixels.
        image: `(28, 28)` `uint8`, ink 255 on paper 0: the network's input.
        corner: (row, column) of the fitted ink's top-left pixel in the image.
        strokes: arrays `(points, 2)` of x and y, 0 to 1000; None if the drawing is a picture.
    """

    crop: np.ndarray
    fitted: np.ndarray
    image: np.ndarray
    corner: tuple[int, int]
    strokes: list[np.ndarray] | None = None


def prepare(drawing: Drawing) -> Steps:
    """The image of a drawing, and the stages before it.

    Args:
        drawing: a picture (a path, a file, a PIL image of any mode, or an array `(height, width[, channels])` of
            integers, of floats 0 to 1, or of booleans), or strokes, `{"strokes": [[x0, y0, x1, y1, …], …]}` with
            coordinates from 0 to 1000, y down. Pictures may be dark on light or light on dark.

    Raises:
        BlankDrawingError: if there is no ink.
        DrawingError: if it is not a drawing.

    Example:
        >>> steps = prepare({"strokes": [[500, 200, 500, 800]]})
        >>> steps.fitted.shape, steps.image.shape
        ((20, 3), (28, 28))
    """
    if isinstance(drawing, Mapping):
        return prepare_strokes(checked_strokes(drawing))
    return center(*fit(ink_of(open_picture(drawing))))


def prepare_strokes(strokes: list[np.ndarray]) -> Steps:
    return center(*draw_strokes(strokes))._replace(strokes=strokes)


def split_parts(steps: Steps) -> list[Steps]:
    """The parts of a drawing that are side by side with paper in between, each prepared like a drawing of its own.

    Returns:
        The parts from left to right; none if there is only one, if there are more than 4, or if one is only a dot or
        much lower than the whole drawing.
    """
    try:
        return parts_of_picture(steps.crop) if steps.strokes is None else parts_of_strokes(steps.strokes)
    except BlankDrawingError:
        return []


def parts_of_strokes(strokes: list[np.ndarray]) -> list[Steps]:
    groups, pen = groups_side_by_side(strokes)
    if not 1 < len(groups) <= MAX_PARTS:
        return []
    whole, *heights = (np.ptp(np.concatenate(some)[:, 1]) + pen for some in (strokes, *groups))
    if min(heights) < MIN_PART_HEIGHT * whole:
        return []
    return [prepare_strokes(group) for group in groups]


def parts_of_picture(crop: np.ndarray) -> list[Steps]:
    inked = (crop > EDGE).any(axis=0)
    ends = np.flatnonzero(np.diff(inked)) + 1
    pieces = [piece for piece in np.split(crop, ends, axis=1) if (piece > EDGE).any()]
    if not 1 < len(pieces) <= MAX_PARTS:
        return []
    fitted = [fit(piece) for piece in pieces]
    if any(piece.shape[0] < MIN_PART_HEIGHT * crop.shape[0] for piece, _ in fitted):
        return []
    return [center(*pair) for pair in fitted]


def blank_image() -> np.ndarray:
    """The image of a blank drawing."""
    return np.zeros((SIZE, SIZE), np.uint8)


def center_of_mass(ink: np.ndarray) -> tuple[float, float]:
    """Intensity-weighted mean position of the ink.

    Args:
        ink: float array of shape (height, width); 0 is paper, 1 is full ink.

    Returns:
        (row, column) in pixels; the middle of the top-left pixel is (0, 0).

    Raises:
        ValueError: if `ink` is not two-dimensional.
        BlankDrawingError: if there is no ink, so the position is undefined.

    Example:
        >>> ink = np.zeros((28, 28))
        >>> ink[10, 4] = ink[10, 6] = 1.0
        >>> center_of_mass(ink)
        (10.0, 5.0)

    Source: LeCun, Cortes & Burges, "The MNIST database of handwritten digits".
    """
    if ink.ndim != 2:
        raise ValueError(f"`ink` must have shape (height, width). Received shape {ink.shape}.")
    ink = ink.astype(float)  # an exact sum, so that the browser rounds the same way
    total = ink.sum()
    if total == 0:
        raise BlankDrawingError(BLANK)
    row = (ink.sum(axis=1) @ np.arange(ink.shape[0])) / total
    column = (ink.sum(axis=0) @ np.arange(ink.shape[1])) / total
    return float(row), float(column)


def center(crop: np.ndarray, fitted: np.ndarray) -> Steps:
    """The fitted ink moved by whole pixels so that its center of mass is within half a pixel of (14, 14)."""
    # No further than the edge, so that even a lopsided drawing stays on the image completely.
    top, left = (min(max(math.ceil(CENTER - 0.5 - middle), 0), SIZE - side)
                 for middle, side in zip(center_of_mass(fitted), fitted.shape, strict=True))
    image = blank_image()
    image[top:top + fitted.shape[0], left:left + fitted.shape[1]] = np.round(fitted * 255)
    return Steps(crop, fitted, image, (top, left))
