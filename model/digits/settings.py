"""How far training images are changed: settings without Keras or NumPy, for a quick start of the command line."""
from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Augmentation:
    """How far an image may be changed; each change is drawn at random for each image and epoch.

    Attributes:
        turn: standard deviation of the rotation, radians.
        slant: standard deviation of the shear: columns per row.
        stretch: largest relative change of height and of width.
        shift: largest move along each axis, pixels.
        bend: standard deviation of the elastic displacement at the knots of its grid, pixels.
        knots: knots of that grid along each axis.
        pen: largest change of the pen's width; 1 adds (or removes) a pixel on each side of a stroke.
        untouched: share of images left unchanged, 0 to 1. Moving an image by a fraction of a pixel blurs it a little,
            and no image on the pad is blurred that way.
    """

    turn: float = 0.12
    slant: float = 0.2
    stretch: float = 0.12
    shift: float = 1.0
    bend: float = 0.4
    knots: int = 5
    pen: float = 0.35
    untouched: float = 0.0


@dataclass(frozen=True)
class Hand:
    """How far strokes may be changed, as if another hand had drawn them.

    Attributes:
        turn: standard deviation of the rotation, radians.
        slant: standard deviation of the shear: columns per row.
        stretch: standard deviation of the logarithm of height and of width.
        bend: standard deviation of a wave through the whole drawing, as a fraction of its longer side.
        wobble: the same for a wave a third as long.
        drift: standard deviation of the displacement that varies along each stroke, as a fraction of the drawing's
            longer side. Strokes meet elsewhere and loops open or close, which one wave through the drawing can't do.
        haste: largest fraction of a stroke over which a corner is rounded, as in quick handwriting.
        cut: largest fraction of a stroke that may be missing at each end.
        reach: largest fraction of a stroke by which it may be continued at each end, along the curve it has there: a 0
            whose ends overlap, a longer tail.
        pens: widths of the thinnest and the thickest pen, pixels of the image.
    """

    turn: float = 0.12
    slant: float = 0.2
    stretch: float = 0.14
    bend: float = 0.03
    wobble: float = 0.008
    drift: float = 0.04
    haste: float = 0.06
    cut: float = 0.06
    reach: float = 0.15
    pens: tuple[float, float] = (0.7, 3.6)
