"""A network's forward pass compiled by TensorFlow: works for any Keras network, and fast with many images."""
from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import keras
import numpy as np
import tensorflow as tf

from model.drawings.drawing import SIZE
from model.networks.tracing import trace

EVALUATION_BATCH = 250  # images per call; larger batches outgrow the processor's caches


class Compiled:
    """A compiled Keras network.

    Args:
        network: takes 28 x 28 images and gives ten probabilities.

    Attributes:
        layers: the names of its layers, in order.
    """

    def __init__(self, network: keras.Model) -> None:
        self._twin, calls = trace(network)
        self._values = {call.layer.name: call.output for call in calls}
        self.layers = tuple(self._values)
        # Other people's networks need not have a layer for their logits.
        self._outputs = [self._twin.outputs[0], self._values.get("logits", self._twin.outputs[0])]
        self._scores = compile_outputs(self._twin, self._outputs)
        self._calls: dict[tuple[str, ...], Callable] = {}  # one per set of layers, compiled on first use

    def scores(self, images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Probabilities and logits, `(n, 10)` `float32`, of images `(n, 28, 28)` `uint8`; `n` is 1 or more."""
        batches = [images[start:start + EVALUATION_BATCH] for start in range(0, len(images), EVALUATION_BATCH)]
        with ThreadPoolExecutor(2) as pool:  # while one batch finishes its last operation, the other keeps cores busy
            probabilities, logits = zip(*pool.map(self._scores, batches), strict=True)
        return np.concatenate(probabilities), np.concatenate(logits)

    def forward(self, images: np.ndarray,
                layers: Sequence[str]) -> tuple[np.ndarray, np.ndarray, dict[str, np.ndarray]]:
        """Probabilities and logits, `(n, 10)`, and the named layers' outputs for images `(n, 28, 28)`.

        Fewer layers are faster: TensorFlow fuses a convolution with its ReLU if the values in between are not needed.
        """
        names = tuple(layers)
        if names not in self._calls:
            self._calls[names] = compile_outputs(self._twin, [*self._outputs, [self._values[name] for name in names]])
        probabilities, logits, outputs = self._calls[names](images)
        return probabilities.numpy(), logits.numpy(), {
            name: output.numpy() for name, output in zip(names, outputs, strict=True)}


def compile_outputs(network: keras.Model, outputs: object) -> Callable[[np.ndarray], object]:
    """A compiled function from images `(n, 28, 28)` `uint8` to these outputs of the network."""
    model = keras.Model(network.inputs, outputs)
    has_channels = len(network.input_shape) == 4

    @tf.function(input_signature=[tf.TensorSpec((None, SIZE, SIZE), tf.uint8)])
    def run(images: tf.Tensor):
        pixels = tf.cast(images, tf.float32)
        return model(pixels[..., None] if has_channels else pixels, training=False)

    return run.get_concrete_function()
