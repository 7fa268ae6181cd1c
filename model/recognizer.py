"""One saved network, compiled: a drawing in, a reading out."""
from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import keras
import numpy as np
import tensorflow as tf

from model.calibration import energies
from model.drawing import SIZE, BlankDrawingError, Drawing
from model.network import DIGITS, SAVED, NetworkError, followed, load_network, load_record
from model.preprocessing import Steps, blank_image, parts_of, prepare

# Below even odds, the answer is as likely wrong as right.
UNSURE = 0.5
BATCH = 250  # images at once, of many; larger batches outgrow the processor's caches

Doubt = Literal["no digit", "several digits", "two alike"]


@dataclass(frozen=True)
class Reading:
    """All that one drawing gives.

    Attributes:
        state: "digit"; "unsure", for one of three doubts; or "blank", where there is nothing to read.
        digit: 0 to 9, the likeliest; None where there is nothing to read.
        probabilities: `(10,)` `float32`, sums to 1; all 0.1 where there is nothing to read.
        image: `(28, 28)` `uint8`, ink 255 on paper 0: what the network saw.
        activations: for each layer asked for, by name, in order, its output for this image, `(rows, columns, channels)`
            `float32`; a layer without rows and columns gives `(1, 1, channels)`.
        steps: the way from the drawing to the image; None where there is nothing to read.
        doubt: why the state is "unsure": "no digit", where too little speaks for any digit; "several digits", where
            there stand some beside one another; "two alike", where none has even odds. Else None.
        digits: the digits beside one another, from left to right, where there are several; else empty.
    """

    state: Literal["digit", "unsure", "blank"]
    digit: int | None
    probabilities: np.ndarray
    image: np.ndarray
    activations: dict[str, np.ndarray]
    steps: Steps | None
    doubt: Doubt | None = None
    digits: tuple[int, ...] = ()


class Recognizer:
    """Reads drawings with one network.

    Args:
        network: takes 28 x 28 images, gives ten probabilities.
        least_energy: of its logits (`model.calibration.energies`), below which a drawing counts as no digit; None if
            the network has not learned to tell.

    Example:
        >>> recognizer = Recognizer.load()
        >>> recognizer.read({"strokes": [[300, 200, 700, 200, 450, 800]]}).digit
        7
    """

    def __init__(self, network: keras.Model, least_energy: float | None = None) -> None:
        self.network = network
        self.least_energy = least_energy
        self._twin, steps = followed(network)
        self._layers = {layer.name: output for layer, _, output in steps}
        # A network of someone else may have no layer of its own for its scores.
        self._outputs = [self._twin.outputs[0], self._layers.get("logits", self._twin.outputs[0])]
        self._scores = compiled(self._twin, self._outputs)
        self._calls: dict[tuple[str, ...], Callable] = {}  # for each set of layers asked for, compiled when first asked
        blank = self.probabilities(blank_image()[None])
        if not np.allclose(blank.sum(), 1, atol=1e-3) or blank.min() < 0:
            raise NetworkError(f"The network {network.name!r} must end in a softmax: ten probabilities that sum to 1. "
                               f"For an empty image it gives {blank[0].round(3).tolist()}.")

    @classmethod
    def load(cls, path: str | Path | None = None) -> Recognizer:
        """A recognizer with a saved network, the project's best one if no path is given.

        When to refuse an answer comes from the record beside it, if there is one.

        Raises:
            NetworkError: if the file is no network that reads digits.
        """
        path = SAVED / "best.keras" if path is None else Path(path)
        calibration = load_record(path).get("calibration")
        least_energy = calibration.get("least_energy") if isinstance(calibration, dict) else None
        return cls(load_network(path), least_energy if isinstance(least_energy, float) else None)

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
        probabilities, logits, activations = self._look_at(steps.image, layers)
        [doubt], digits = self.doubts(probabilities[None], logits[None]), ()
        if doubt:
            digits = self._digits_beside_one_another(steps)
            doubt = "several digits" if digits else doubt
        return Reading("unsure" if doubt else "digit", int(probabilities.argmax()), probabilities, steps.image,
                       activations, steps, doubt, digits)

    def probabilities(self, images: np.ndarray) -> np.ndarray:
        """For each image in MNIST's form, `(n, 28, 28)` `uint8`, its probabilities: `(n, 10)` `float32`."""
        return self.scores(images)[0]

    def scores(self, images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """For each image in MNIST's form, `(n, 28, 28)` `uint8`, its probabilities and logits, `(n, 10)` `float32`."""
        images = np.asarray(images)
        if images.ndim != 3 or images.shape[1:] != (SIZE, SIZE) or images.dtype != np.uint8:
            raise ValueError(f"`images` must be (n, 28, 28) uint8. Received {images.shape} {images.dtype}.")
        batches = [[output.numpy() for output in self._scores(images[start:start + BATCH])]
                   for start in range(0, len(images), BATCH)]
        if not batches:
            return np.zeros((0, DIGITS), np.float32), np.zeros((0, DIGITS), np.float32)
        probabilities, logits = zip(*batches, strict=True)
        return np.concatenate(probabilities), np.concatenate(logits)

    def doubts(self, probabilities: np.ndarray, logits: np.ndarray) -> list[Doubt | None]:
        """For each image's scores, `(n, 10)` both, why its answer is refused; None where it is not."""
        least = -np.inf if self.least_energy is None else self.least_energy
        return ["no digit" if energy < least else "two alike" if highest < UNSURE else None
                for energy, highest in zip(energies(logits), probabilities.max(axis=1), strict=True)]

    def _digits_beside_one_another(self, steps: Steps) -> tuple[int, ...]:
        """The digits in a drawing's parts, if it has several and each is one; else none."""
        parts = parts_of(steps.crop)
        if not parts:
            return ()
        probabilities, logits = self.scores(np.stack([part.image for part in parts]))
        if any(self.doubts(probabilities, logits)):
            return ()
        return tuple(probabilities.argmax(axis=1).tolist())

    def _look_at(self, image: np.ndarray,
                 layers: Sequence[str] | None) -> tuple[np.ndarray, np.ndarray, dict[str, np.ndarray]]:
        names = tuple(self._layers if layers is None else layers)
        if names not in self._calls:
            self._calls[names] = compiled(self._twin, [*self._outputs, [self._layers[name] for name in names]])
        probabilities, logits, outputs = self._calls[names](image[None])
        activations = {name: as_maps(output.numpy()[0]) for name, output in zip(names, outputs, strict=True)}
        return probabilities.numpy()[0], logits.numpy()[0], activations

    def _blank_reading(self, layers: Sequence[str] | None) -> Reading:
        even = np.full(DIGITS, 1 / DIGITS, np.float32)
        return Reading("blank", None, even, blank_image(), self._look_at(blank_image(), layers)[2], None)


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
