"""A saved network's forward pass in LiteRT: one drawing takes less time than in TensorFlow, and no import of it.

TensorFlow takes seconds to import and hands even small computations to threads that must first wake up. LiteRT loads
in milliseconds and needs a third of the time per drawing. Its file is written when a network is saved
(`model.networks.conversion.save_lite`) and kept next to the network.
"""
from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from threading import Lock

import numpy as np
from ai_edge_litert.interpreter import Interpreter

from model.networks.files import UNREADABLE, checksum
from model.networks.first_layer import FirstLayer
from model.process import without_log_lines

ENDING = ".lite.npz"


class Lite:
    """A converted network.

    Args:
        content: its LiteRT file, whose outputs are those of all layers by name; the last are the probabilities.
        layers: the names of its layers, in order.
        name: the network's name.
        first_layer: its first convolution; None if there is none.
    """

    def __init__(self, content: bytes, layers: Sequence[str], name: str, first_layer: FirstLayer | None) -> None:
        self.layers, self.name, self.first_layer = tuple(layers), name, first_layer
        # One thread: a second one saves a tenth of a millisecond, and costs as much when many people draw.
        self._interpreter = Interpreter(model_content=content, num_threads=1)
        with without_log_lines():
            self._interpreter.allocate_tensors()
        [self._input] = self._interpreter.get_input_details()
        self._count = 1  # images that the tensors have room for
        outputs = self._interpreter.get_signature_runner().get_output_details()
        self._indices = {name: outputs[name]["index"] for name in layers}
        self._lock = Lock()  # an interpreter stores the values of the last images it ran

    def forward(self, images: np.ndarray,
                layers: Sequence[str]) -> tuple[np.ndarray, np.ndarray, dict[str, np.ndarray]]:
        """Probabilities and logits, `(n, 10)`, and the named layers' outputs for a few images `(n, 28, 28)`.

        Few, because the interpreter keeps every layer's output for them until the next call.
        """
        pixels = images.astype(np.float32).reshape(-1, *self._input["shape"][1:])
        with self._lock:
            if len(pixels) != self._count:
                self._interpreter.resize_tensor_input(self._input["index"], pixels.shape)
                self._interpreter.allocate_tensors()
                self._count = len(pixels)
            self._interpreter.set_tensor(self._input["index"], pixels)
            self._interpreter.invoke()
            found = {name: self._interpreter.get_tensor(self._indices[name])
                     for name in {*layers, "logits", self.layers[-1]} & self._indices.keys()}
        probabilities = found[self.layers[-1]]
        return probabilities, found.get("logits", probabilities), {name: found[name] for name in layers}

    def scores(self, images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Probabilities and logits, `(n, 10)` `float32`, of images `(n, 28, 28)` `uint8`; `n` is 1 or more."""
        probabilities, logits, _ = zip(*(self.forward(image[None], []) for image in images), strict=True)
        return np.concatenate(probabilities), np.concatenate(logits)


def load_lite(path: Path) -> Lite | None:
    """The conversion of the network saved at `path`; None if there is none or it belongs to another network."""
    try:
        with np.load(path.with_suffix(ENDING)) as file:
            kept = dict(file)
        if str(kept["source"]) != checksum(path):
            return None
        first = FirstLayer(str(kept["first"]), kept["kernels"], kept["bias"], str(kept["shown"])) if "first" in kept \
            else None
        return Lite(kept["content"].tobytes(), kept["layers"].tolist(), str(kept["name"]), first)
    except UNREADABLE:
        return None
