"""The network, and everything that is done with it. Nothing here imports Gradio.

    from model import Recognizer
    Recognizer.load().read("seven.png").digit

Folders import in one direction (`tests/test_imports.py`):

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

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from model.recognizer import Reading, Recognizer

__all__ = ["Reading", "Recognizer"]

# Before TensorFlow is imported: it greets with ten lines on the machine's CPU, and leaves out oneDNN's operations where
# the CPU has no AVX-512, though with them `best` learns in little more than half the time there too.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")


def __getattr__(name: str):
    # Only when asked for: whoever wants one part of this package need not import the others.
    if name in __all__:
        from model import recognizer

        return getattr(recognizer, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
