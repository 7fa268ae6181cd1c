"""The network and everything done with it. Nothing in this package imports Gradio.

    from model import Recognizer
    Recognizer.load().read("seven.png").digit

Folders import in one direction (`tests/test_imports.py`):

    process.py     environment and log of TensorFlow and LiteRT
    drawings/      strokes and pictures become a 28 x 28 image      (NumPy, Pillow)
    networks/      layer lists, loading, calibration                (Keras, LiteRT)
    digits/        MNIST, pen digits, non-digits, augmentation
    recognizer.py  one loaded network: a drawing in, a Reading out
    inside/        shapes, formulas, receptive fields, saliency, the map of digits
    learning/      recipes, fitting, records; live and personal training
    exports/       other formats, each read back; the model card
    __main__.py    the command line: python -m model read | export
"""
from __future__ import annotations

from typing import TYPE_CHECKING

import model.process  # noqa: F401  # sets environment variables, which must precede the import of TensorFlow

if TYPE_CHECKING:
    from model.recognizer import Reading, Recognizer

__all__ = ["Reading", "Recognizer"]


def __getattr__(name: str):
    # On first use, so that importing one part of this package does not import the others.
    if name in __all__:
        from model import recognizer

        return getattr(recognizer, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
