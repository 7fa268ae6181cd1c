"""The formats a network can be exported to; nothing heavy in here, so that a page or a command line can offer them."""
from __future__ import annotations

from importlib.util import find_spec
from typing import NamedTuple


class Format(NamedTuple):
    """A format of other programs.

    Attributes:
        ending: of its files' names; empty for a folder.
        words: what it is, for people.
        needs: the packages that write it, beside TensorFlow.
    """

    ending: str
    words: str
    needs: tuple[str, ...] = ()

    @property
    def is_possible(self) -> bool:
        """Whether all it needs is installed."""
        return all(find_spec(package) for package in self.needs)


FORMATS = {
    "keras": Format(".keras", "Keras"),
    "tflite": Format(".tflite", "LiteRT"),
    "tflite_int8": Format(".tflite", "LiteRT, 8 bits"),
    "onnx": Format(".onnx", "ONNX", ("onnx", "tf2onnx")),
    "saved_model": Format("", "TensorFlow SavedModel"),
}
