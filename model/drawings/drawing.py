"""The types of a drawing, the sizes of its image, and the errors raised if there is nothing to read."""
from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from PIL import Image

SIZE = 28  # pixels, height and width of an image
DIGITS = 10  # classes
BOX = 20  # pixels, the longer side of the ink in an image

BLANK = "The drawing is blank: draw a digit first."
DOT = "That is only a dot: draw a digit."

Drawing = str | Path | BinaryIO | Image.Image | np.ndarray | Mapping[str, Any]


class DrawingError(ValueError):
    """The input is not a drawing; the message tells a visitor what to do."""


class BlankDrawingError(DrawingError):
    """The drawing has no ink, or only a dot or a solid block."""
