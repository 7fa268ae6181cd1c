"""A network's forward pass in NumPy, one image at a time: it starts without TensorFlow, which takes seconds to import.

Values are `(rows, columns, channels)` `float32`; a flat layer has shape `(1, 1, units)`.
"""
from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from model.networks.chain import Anatomy, Chain


class Plain:
    """The forward pass of a chain of layers.

    Args:
        chain: all its layers are of a known kind.

    Attributes:
        layers: the names of its layers, in order.
    """

    def __init__(self, chain: Chain) -> None:
        self._chain, self.layers = chain, tuple(layer.name for layer in chain.layers)

    def forward(self, images: np.ndarray,
                layers: Sequence[str]) -> tuple[np.ndarray, np.ndarray, dict[str, np.ndarray]]:
        """Probabilities and logits, `(n, 10)`, and the named layers' outputs for images `(n, 28, 28)` `uint8`."""
        outputs = [self._run(image) for image in images]
        found = {name: np.stack([values[name] for values in outputs]) for name in self.layers}
        probabilities = found[self.layers[-1]].reshape(len(images), -1)
        logits = found.get("logits", probabilities).reshape(len(images), -1)
        return probabilities, logits, {name: found[name] for name in layers}

    def scores(self, images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Probabilities and logits, `(n, 10)` `float32`, of images `(n, 28, 28)` `uint8`; `n` is 1 or more."""
        return self.forward(images, [])[:2]

    def _run(self, image: np.ndarray) -> dict[str, np.ndarray]:
        """All layers' outputs for one image."""
        values, outputs = image.astype(np.float32)[..., None], {}
        for layer in self._chain.layers:
            values = outputs[layer.name] = RUN[layer.kind](layer, values).astype(np.float32)
        return outputs


def convolution(layer: Anatomy, values: np.ndarray) -> np.ndarray:
    patches = windows(layer, values, 0)
    sums = np.tensordot(patches, layer.weights["kernel"], ([3, 4, 2], [0, 1, 2]))
    return activated(layer, sums + layer.weights["bias"])


def dense(layer: Anatomy, values: np.ndarray) -> np.ndarray:
    return activated(layer, values @ layer.weights["kernel"] + layer.weights["bias"])


def activated(layer: Anatomy, values: np.ndarray) -> np.ndarray:
    return {"linear": lambda: values, "relu": lambda: np.maximum(values, 0),
            "softmax": lambda: softmax(values)}[layer.settings["activation"]]()


def windows(layer: Anatomy, values: np.ndarray, padding: float) -> np.ndarray:
    """The window of each output pixel, `(rows, columns, channels, window rows, window columns)`."""
    top, left, bottom, right = layer.settings["padding"]
    padded = np.pad(values, ((top, bottom), (left, right), (0, 0)), constant_values=padding)
    down, across = layer.settings["strides"]
    return np.lib.stride_tricks.sliding_window_view(padded, layer.settings["window"], (0, 1))[::down, ::across]


def softmax(values: np.ndarray) -> np.ndarray:
    powers = np.exp(values - values.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def unchanged(layer: Anatomy, values: np.ndarray) -> np.ndarray:
    return values


RUN: dict[str, Callable[[Anatomy, np.ndarray], np.ndarray]] = {
    "rescaling": lambda layer, values: values * layer.settings["scale"] + layer.settings["offset"],
    "convolution": convolution,
    "relu": lambda layer, values: np.maximum(values, 0),
    "max pooling": lambda layer, values: windows(layer, values, -np.inf).max(axis=(3, 4)),
    "average pooling": lambda layer, values: np.nanmean(windows(layer, values, np.nan), axis=(3, 4)),
    "global average pooling": lambda layer, values: values.mean(axis=(0, 1), keepdims=True),
    "global max pooling": lambda layer, values: values.max(axis=(0, 1), keepdims=True),
    "batch normalization": lambda layer, values: values * layer.weights["kernel"] + layer.weights["bias"],
    "flatten": lambda layer, values: values.reshape(layer.output),
    "dense": dense,
    "dropout": unchanged,
    "identity": unchanged,
    "softmax": lambda layer, values: softmax(values),
}
