"""The network and all that is done with it; nothing of the page is in here.

Each file imports from lower floors only:

    floor 10  __main__.py          the command line: python -m model read, export
    floor 9   teaching.py          a network learns a visitor's own hand
    floor 8   watching.py          a training that others watch
    floor 7   training.py          fit and calibrate                                              (TensorFlow)
    floor 6   record.py            what is known of a training, and saving it
              kinds.py             a second answer, learned beside the digit's                    (Keras)
              runtimes.py          exported networks read, each in its own runtime
    floor 5   recognizer.py        one saved network: a drawing in, a Reading out
              training_data.py     what is learned from, in batches
              explanation.py       what a network looked at                                       (TensorFlow)
    floor 4   compiled.py          a network's forward pass for many images                       (TensorFlow)
              conversion.py        a network converted for LiteRT                                 (TensorFlow)
              anatomy.py           a network taken apart: kinds, shapes, formulas, weights
              receptive_fields.py  where a map's pixels look at the image
              atlas.py             where a drawing lives among MNIST's digits
              not_digits.py        made-up drawings that are no digits                            (NumPy)
              export.py            a network in the formats of other programs                     (TensorFlow)
              recipes.py           which network, and how it is trained
    floor 3   network.py           the networks as layer lists, and loading a saved one           (Keras)
              augmentation.py      digits as other hands would have drawn them                    (TensorFlow)
              pen_digits.py        digits as a pen's strokes, drawn anew by other hands
    floor 2   card.py              the model card beside the saved networks                       (NumPy)
              preprocessing.py     drawing -> ink -> 28 x 28 image, exactly as MNIST was made     (NumPy, Pillow)
    floor 1   mnist.py             the data set: bundled copy, Keras' loader, a given file        (NumPy)
              lite.py              a saved network's forward pass for one drawing                 (LiteRT)
              strokes.py           strokes become ink
              pictures.py          a picture becomes ink
              results.py           what a network said to test digits, and what that tells        (NumPy)
              script.py            a visitor's network as a script of plain Keras
    floor 0   drawing.py           what a drawing is, and what is said where there is none
              files.py             where networks are saved, and what lies beside them; damaged files
              inspection.py        the first layer's filters
              calibration.py       whether a confidence can be believed                           (NumPy)
              rendering.py         arrays become pictures                                         (NumPy)
              choices.py           what a visitor chooses of a network, and the layers that come of it
              formats.py           the formats a network can be exported to
              saved/               the trained networks, their records and atlases

    from model import Recognizer
    Recognizer.load().read("seven.png").digit
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
