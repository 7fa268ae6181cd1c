"""One saved network, compiled: a drawing in, a reading out."""
from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import keras
import numpy as np
import tensorflow as tf

from model.network import DIGITS, NetworkError, load_network
from model.preprocessing import SIZE, BlankDrawingError, Drawing, Steps, blank_image, prepare

# Below even odds, the answer is as likely wrong as right.
UNSURE = 0.5
BATCH = 250  # images at once, of many; larger batches outgrow the processor's caches


@dataclass(frozen=True)
class Reading:
    """All that one drawing gives.

    Attributes:
        state: "digit"; "unsure", where no digit has even odds; or "blank", where there is nothing to read.
        digit: 0 to 9, the likeliest; None where there is nothing to read.
        probabilities: `(10,)` `float32`, sums to 1; all 0.1 where there is nothing to read.
        image: `(28, 28)` `uint8`, ink 255 on paper 0: what the network saw.
        activations: for each layer asked for, by name, in order, its output for this image, `(rows, columns, channels)`
            `float32`; a layer without rows and columns gives `(1, 1, channels)`.
        steps: the way from the drawing to the image; None where there is nothing to read.
    """

    state: Literal["digit", "unsure", "blank"]
    digit: int | None
    probabilities: np.ndarray
    image: np.ndarray
    activations: dict[str, np.ndarray]
    steps: Steps | None


class Recognizer:
    """Reads drawings with one network.

    Example:
        >>> recognizer = Recognizer.load()
        >>> recognizer.read({"strokes": [[300, 200, 700, 200, 450, 800]]}).digit
        7
    """

    def __init__(self, network: keras.Model) -> None:
        self.network = network
        self._layers = {layer.name: layer.output for layer in network.layers
                        if not isinstance(layer, keras.layers.InputLayer)}
        self._probabilities = compiled(network, network.outputs[0])
        self._calls: dict[tuple[str, ...], Callable] = {}  # for each set of layers asked for, compiled when first asked
        blank = self._probabilities(blank_image()[None]).numpy()
        if not np.allclose(blank.sum(), 1, atol=1e-3) or blank.min() < 0:
            raise NetworkError(f"The network {network.name!r} must end in a softmax: ten probabilities that sum to 1. "
                               f"For an empty image it gives {blank[0].round(3).tolist()}.")

    @classmethod
    def load(cls, path: str | Path | None = None) -> Recognizer:
        """A recognizer with a saved network, the project's best one if no path is given.

        Raises:
            NetworkError: if the file is no network that reads digits.
        """
        return cls(load_network(path))

    def read(self, drawing: Drawing, layers: Sequence[str] | None = None) -> Reading:
        """The reading of one drawing.

        Args:
            drawing: a picture (path, file, PIL image or array) or `{"strokes": …}`.
            layers: the names of the layers whose activations are wanted; all if None. Fewer are faster: TensorFlow
                computes a convolution and its ReLU in one go where nobody looks between them.

        Raises:
            DrawingError: if it is neither; the message tells a visitor what to do.
        """
        try:
            steps = prepare(drawing)
        except BlankDrawingError:
            return self._blank_reading(layers)
        probabilities, activations = self._look_at(steps.image, layers)
        state = "digit" if probabilities.max() >= UNSURE else "unsure"
        return Reading(state, int(probabilities.argmax()), probabilities, steps.image, activations, steps)

    def probabilities(self, images: np.ndarray) -> np.ndarray:
        """For each image in MNIST's form, `(n, 28, 28)` `uint8`, its probabilities: `(n, 10)` `float32`."""
        images = np.asarray(images)
        if images.ndim != 3 or images.shape[1:] != (SIZE, SIZE) or images.dtype != np.uint8:
            raise ValueError(f"`images` must be (n, 28, 28) uint8. Received {images.shape} {images.dtype}.")
        batches = [self._probabilities(images[start:start + BATCH]).numpy() for start in range(0, len(images), BATCH)]
        return np.concatenate(batches) if batches else np.zeros((0, DIGITS), np.float32)

    def _look_at(self, image: np.ndarray, layers: Sequence[str] | None) -> tuple[np.ndarray, dict[str, np.ndarray]]:
        names = tuple(self._layers if layers is None else layers)
        if names not in self._calls:
            self._calls[names] = compiled(self.network, [self.network.outputs[0], [self._layers[n] for n in names]])
        probabilities, outputs = self._calls[names](image[None])
        activations = {name: as_maps(output.numpy()[0]) for name, output in zip(names, outputs, strict=True)}
        return probabilities.numpy()[0], activations

    def _blank_reading(self, layers: Sequence[str] | None) -> Reading:
        even = np.full(DIGITS, 1 / DIGITS, np.float32)
        return Reading("blank", None, even, blank_image(), self._look_at(blank_image(), layers)[1], None)


def compiled(network: keras.Model, outputs: object) -> Callable[[np.ndarray], object]:
    """One compiled call from images `(n, 28, 28)` `uint8` to the outputs given."""
    model = keras.Model(network.inputs, outputs)
    has_channels = len(network.input_shape) == 4

    @tf.function(input_signature=[tf.TensorSpec((None, SIZE, SIZE), tf.uint8)])
    def run(images: tf.Tensor):
        pixels = tf.cast(images, tf.float32)
        return model(pixels[..., None] if has_channels else pixels, training=False)

    return run.get_concrete_function()


def as_maps(output: np.ndarray) -> np.ndarray:
    """One layer's output for one image, with rows and columns: `(rows, columns, channels)`."""
    return output if output.ndim == 3 else output.reshape(1, 1, -1)
