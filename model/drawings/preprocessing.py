"""A drawing becomes the image a network sees, made exactly as MNIST was made.

MNIST's digits were fitted into a box of 20 x 20 pixels, keeping their aspect ratio, by a scaling that leaves gray
edges, and the box was then moved by whole pixels until its center of mass lay in the middle of 28 x 28. A network
trained on them expects that form, so a drawing of any size, place, pen and color is brought into it first:

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
from model.drawings.strokes import checked_strokes, draw_strokes

# Not the geometric middle, 13.5: MNIST digits were shifted by whole pixels, which leaves their center
# of mass within half a pixel of 14 on both axes.
CENTER = 14  # row and column
MOST_PARTS = 4  # read beside one another; more is no number someone would draw on a pad for one digit
LOWEST_PART = 0.4  # of the drawing's height; lower is a dot or a comma, no digit


class Steps(NamedTuple):
    """A drawing on its way to the network.

    Attributes:
        crop: `(rows, columns)` `float32`, the ink cut to its box; 0 is paper, 1 is full ink.
        fitted: `(rows, columns)` `float32`, the crop scaled so that the longer side is 20 pixels.
        image: `(28, 28)` `uint8`, ink 255 on paper 0: what the network sees.
        corner: (row, column) of the fitted ink's top-left pixel in the image.
    """

    crop: np.ndarray
    fitted: np.ndarray
    image: np.ndarray
    corner: tuple[int, int]


def prepare(drawing: Drawing) -> Steps:
    """The image of a drawing, and the steps to it.

    Args:
        drawing: a picture (a path, a file, a PIL image of any mode, or an array `(height, width[, channels])` of
            integers, of floats 0 to 1, or of booleans), or strokes, `{"strokes": [[x0, y0, x1, y1, …], …]}` with
            coordinates from 0 to 1000, y down. Pictures may be dark on light or light on dark.

    Raises:
        BlankDrawingError: if there is no ink.
        DrawingError: if it is no drawing at all.

    Example:
        >>> steps = prepare({"strokes": [[500, 200, 500, 800]]})
        >>> steps.fitted.shape, steps.image.shape
        ((20, 3), (28, 28))
    """
    if isinstance(drawing, Mapping):
        return center(*draw_strokes(checked_strokes(drawing)))
    return center(*fit(ink_of(open_picture(drawing))))


def split_parts(crop: np.ndarray) -> list[Steps]:
    """A drawing's parts that stand beside one another, paper between them, as if each were drawn alone.

    Args:
        crop: `(rows, columns)` `float32`, the ink cut to its box.

    Returns:
        From left to right; none if it is in one piece, in too many, or one of them is much lower than the whole.
    """
    inked = (crop > EDGE).any(axis=0)
    ends = np.flatnonzero(np.diff(inked)) + 1
    pieces = [piece for piece in np.split(crop, ends, axis=1) if (piece > EDGE).any()]
    if not 1 < len(pieces) <= MOST_PARTS:
        return []
    try:
        fitted = [fit(piece) for piece in pieces]
    except BlankDrawingError:
        return []
    if any(piece.shape[0] < LOWEST_PART * crop.shape[0] for piece, _ in fitted):
        return []
    return [center(*pair) for pair in fitted]


def blank_image() -> np.ndarray:
    """The image of paper alone."""
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
    total = ink.sum()
    if total == 0:
        raise BlankDrawingError(BLANK)
    row = (ink.sum(axis=1) @ np.arange(ink.shape[0])) / total
    column = (ink.sum(axis=0) @ np.arange(ink.shape[1])) / total
    return float(row), float(column)


def center(crop: np.ndarray, fitted: np.ndarray) -> Steps:
    """The fitted ink moved by whole pixels so that its center of mass lies within half a pixel of (14, 14)."""
    # No further than to the edge: all of the drawing stays on the image, however lopsided it is.
    top, left = (min(max(math.ceil(CENTER - 0.5 - middle), 0), SIZE - side)
                 for middle, side in zip(center_of_mass(fitted), fitted.shape, strict=True))
    image = blank_image()
    image[top:top + fitted.shape[0], left:left + fitted.shape[1]] = np.round(fitted * 255)
    return Steps(crop, fitted, image, (top, left))
