"""Export formats. Imports nothing heavy, so that the page and the command line can list them."""
from __future__ import annotations

from importlib.util import find_spec
from typing import NamedTuple


class Format(NamedTuple):
    """An export format.

    Attributes:
        ending: file name extension; empty for a folder.
        words: its name on the page.
        needs: packages required to write it, besides TensorFlow.
    """

    ending: str
    words: str
    needs: tuple[str, ...] = ()

    @property
    def is_possible(self) -> bool:
        """Whether the required packages are installed."""
        return all(find_spec(package) for package in self.needs)


FORMATS = {
    "keras": Format(".keras", "Keras"),
    "tflite": Format(".tflite", "LiteRT"),
    "tflite_int8": Format(".tflite", "LiteRT, 8 bits"),
    "onnx": Format(".onnx", "ONNX", ("onnx", "tf2onnx")),
    "saved_model": Format("", "TensorFlow SavedModel"),
    "page": Format(".html", "This page, offline"),
}
