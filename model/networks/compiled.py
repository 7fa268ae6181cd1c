"""A network's forward pass in TensorFlow, compiled: any network, and many images at once."""
from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import keras
import numpy as np
import tensorflow as tf

from model.drawings.drawing import SIZE
from model.drawings.preprocessing import blank_image
from model.networks.files import NetworkError
from model.networks.network import followed

EVALUATION_BATCH = 250  # images per call; larger batches outgrow the processor's caches
AT_ONCE = 2  # such batches: where one has a last piece to wait for, the other keeps the cores busy


class Compiled:
    """A network, compiled.

    Args:
        network: takes 28 x 28 images, gives ten probabilities.

    Attributes:
        layers: the names of its layers, in order.

    Raises:
        NetworkError: if its outputs are no probabilities.
    """

    def __init__(self, network: keras.Model) -> None:
        self._twin, steps = followed(network)
        self._values = {layer.name: output for layer, _, output in steps}
        self.layers = tuple(self._values)
        # A network of someone else may have no layer of its own for its scores.
        self._outputs = [self._twin.outputs[0], self._values.get("logits", self._twin.outputs[0])]
        self._scores = compiled(self._twin, self._outputs)
        self._calls: dict[tuple[str, ...], Callable] = {}  # for each set of layers asked for, compiled when first asked
        [blank] = self.scores(blank_image()[None])[0]
        if not np.isclose(blank.sum(), 1, atol=1e-3) or blank.min() < 0:
            raise NetworkError(f"The network {network.name!r} must end in a softmax: ten probabilities that sum to 1. "
                               f"For an empty image it gives {blank.round(3).tolist()}.")

    def scores(self, images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Probabilities and logits, `(n, 10)` `float32`, of images `(n, 28, 28)` `uint8`; `n` is 1 or more."""
        if len(images) <= EVALUATION_BATCH:  # as of a live drawing's parts: a thread would take longer than it saves
            probabilities, logits = self._scores(images)
            return probabilities.numpy(), logits.numpy()
        batches = [images[start:start + EVALUATION_BATCH] for start in range(0, len(images), EVALUATION_BATCH)]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            probabilities, logits = zip(*pool.map(self._scores, batches), strict=True)
        return tuple(np.concatenate([part.numpy() for part in parts]) for parts in (probabilities, logits))

    def look_at(self, images: np.ndarray,
                layers: Sequence[str]) -> tuple[np.ndarray, np.ndarray, dict[str, np.ndarray]]:
        """Probabilities and logits, `(n, 10)`, and what the layers give for images `(n, 28, 28)`, by name.

        Fewer layers are faster: TensorFlow computes a convolution and its ReLU in one go where nobody looks between
        them.
        """
        names = tuple(layers)
        if names not in self._calls:
            self._calls[names] = compiled(self._twin, [*self._outputs, [self._values[name] for name in names]])
        probabilities, logits, outputs = self._calls[names](images)
        return probabilities.numpy(), logits.numpy(), {
            name: output.numpy() for name, output in zip(names, outputs, strict=True)}


def compiled(network: keras.Model, outputs: object) -> Callable[[np.ndarray], object]:
    """One compiled call from images `(n, 28, 28)` `uint8` to the outputs given."""
    model = keras.Model(network.inputs, outputs)
    has_channels = len(network.input_shape) == 4

    @tf.function(input_signature=[tf.TensorSpec((None, SIZE, SIZE), tf.uint8)])
    def run(images: tf.Tensor):
        pixels = tf.cast(images, tf.float32)
        return model(pixels[..., None] if has_channels else pixels, training=False)

    return run.get_concrete_function()
