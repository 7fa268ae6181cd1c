"""A second answer, learned beside the digit's and thrown away: which kind of example an image is.

People's drawings and MNIST's digits follow other habits: a loop at the foot makes a 2 of MNIST's and a barred 7 of
UCI's. Asked which of both an image is, or whether it is no digit at all, the maps learn what sets these apart, and the
digit's answer makes use of it.

Source: Caruana, "Multitask learning", Machine Learning 28, 1997.
"""
from __future__ import annotations

import keras
import numpy as np

from model.digits.training_data import Examples
from model.drawings.drawing import DIGITS

LATER = 2  # ReLUs that come after the maps from which the kind is told


def with_kind(examples: Examples, kind: int, kinds: int) -> Examples:
    """The examples with their kind behind the wanted probabilities: targets `(n, 10 + kinds)`, 1 for the kind's."""
    its_kind = np.tile(np.eye(kinds, dtype=np.float32)[kind], (len(examples.images), 1))
    return Examples(examples.images, np.hstack([examples.targets, its_kind]))


def learner(network: keras.Sequential, kinds: int) -> keras.Model:
    """The network, with the same weights, and the probabilities of so many kinds behind its own: `(n, 10 + kinds)`.

    The kind is told from the maps of the last ReLU but `LATER`, so that those after it are free to forget it: told from
    the very last, more round 0s come near to drawings of no digit.
    """
    activations = [layer.output for layer in network.layers if isinstance(layer, keras.layers.ReLU)]
    maps = activations[max(len(activations) - 1 - LATER, 0)]
    features = keras.layers.GlobalAveragePooling2D()(maps) if len(maps.shape) == 4 else maps
    kind = keras.layers.Dense(kinds, activation="softmax", dtype="float32", name="kind")(features)
    return keras.Model(network.inputs[0], keras.layers.Concatenate(dtype="float32", name="answers")(
        [network.outputs[0], kind]))


class DigitAndKind(keras.losses.Loss):
    """The cross-entropy of the digit, and so many times that of the kind where the targets name one.

    Args:
        weight: so many times.
    """

    def __init__(self, weight: float, name: str = "digit_and_kind", **options) -> None:
        super().__init__(name=name, **options)
        self.weight = weight

    def call(self, y_true, y_pred):
        of_digit = keras.losses.categorical_crossentropy(y_true[:, :DIGITS], y_pred[:, :DIGITS])
        if y_true.shape[-1] == DIGITS:
            return of_digit
        return of_digit + self.weight * keras.losses.categorical_crossentropy(y_true[:, DIGITS:], y_pred[:, DIGITS:])

    def get_config(self):
        return super().get_config() | {"weight": self.weight}
