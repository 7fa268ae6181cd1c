"""What a drawing is, and what is said where there is none."""
from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from PIL import Image

SIZE = 28  # pixels, both sides of an image
DIGITS = 10
BOX = 20  # pixels, the longer side of the ink in it

BLANK = "The drawing is blank: draw a digit first."
DOT = "That is only a dot: draw a digit."

Drawing = str | Path | BinaryIO | Image.Image | np.ndarray | Mapping[str, Any]


class DrawingError(ValueError):
    """What was given is no drawing; the message tells a visitor what to do."""


class BlankDrawingError(DrawingError):
    """There is no ink, or only a dot or a block of it."""
