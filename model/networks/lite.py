"""A saved network's forward pass in LiteRT: sooner than TensorFlow for one drawing, and there before TensorFlow is.

TensorFlow takes seconds to import, and hands even a small computation to threads that must first wake up. LiteRT is
there in milliseconds and needs a third of the time. What it runs is made when a network is saved
(`model.networks.conversion.save_lite`), and kept beside it.
"""
from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from threading import Lock

import numpy as np
from ai_edge_litert.interpreter import Interpreter

from model.networks.files import UNREADABLE, checksum
from model.networks.first_layer import FirstLayer

ENDING = ".lite.npz"


class Lite:
    """A network, converted.

    Args:
        content: its LiteRT file, whose outputs are those of all layers by name, the last of them the probabilities.
        layers: the names of its layers, in order.
        name: the network's.
        first_layer: what its first convolution looks for; None where it has none.
    """

    def __init__(self, content: bytes, layers: Sequence[str], name: str, first_layer: FirstLayer | None) -> None:
        self.layers, self.name, self.first_layer = tuple(layers), name, first_layer
        # One thread: a second one saves a tenth of a millisecond, and costs as much where many people draw.
        self._interpreter = Interpreter(model_content=content, num_threads=1)
        self._interpreter.allocate_tensors()
        [self._input] = self._interpreter.get_input_details()
        self._count = 1  # of the images it has room for
        outputs = self._interpreter.get_signature_runner().get_output_details()
        self._places = {name: outputs[name]["index"] for name in layers}
        self._lock = Lock()  # an interpreter keeps the values of the images it was last given

    def look_at(self, images: np.ndarray,
                layers: Sequence[str]) -> tuple[np.ndarray, np.ndarray, dict[str, np.ndarray]]:
        """Probabilities and logits, `(n, 10)`, and what the layers give for images `(n, 28, 28)`, by name; for a few
        images, since all that every layer gives for them is kept until the next."""
        pixels = images.astype(np.float32).reshape(-1, *self._input["shape"][1:])
        with self._lock:
            if len(pixels) != self._count:
                self._interpreter.resize_tensor_input(self._input["index"], pixels.shape)
                self._interpreter.allocate_tensors()
                self._count = len(pixels)
            self._interpreter.set_tensor(self._input["index"], pixels)
            self._interpreter.invoke()
            found = {name: self._interpreter.get_tensor(self._places[name])
                     for name in {*layers, "logits", self.layers[-1]} & self._places.keys()}
        probabilities = found[self.layers[-1]]
        return probabilities, found.get("logits", probabilities), {name: found[name] for name in layers}

    def scores(self, images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Probabilities and logits, `(n, 10)` `float32`, of images `(n, 28, 28)` `uint8`; `n` is 1 or more."""
        probabilities, logits, _ = zip(*(self.look_at(image[None], []) for image in images), strict=True)
        return np.concatenate(probabilities), np.concatenate(logits)


def load_lite(path: Path) -> Lite | None:
    """What was converted of the network saved at `path`; None where nothing was, or of another network."""
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
