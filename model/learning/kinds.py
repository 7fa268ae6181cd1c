"""Auxiliary task: predict which source an image comes from (MNIST, pen digits, non-digits). Used in training only.

The sources have different habits: a loop at the foot makes a 2 in MNIST and a barred 7 in UCI's pen digits. A network
that also predicts the source learns features that separate them, and the digit's answer can use these.

Source: Caruana, "Multitask learning", Machine Learning 28, 1997.
"""
from __future__ import annotations

import keras
import numpy as np

from model.digits.training_data import Examples
from model.drawings.drawing import DIGITS

LATER = 2  # ReLUs after the feature maps from which the kind is predicted


def with_kind(examples: Examples, kind: int, kinds: int) -> Examples:
    """The examples with their kind, one-hot, appended to the targets: `(n, 10 + kinds)`."""
    one_hot = np.tile(np.eye(kinds, dtype=np.float32)[kind], (len(examples.images), 1))
    return Examples(examples.images, np.hstack([examples.targets, one_hot]))


def learner(network: keras.Sequential, kinds: int) -> keras.Model:
    """The network, sharing its weights, with the probabilities of the kinds appended to its own: `(n, 10 + kinds)`.

    The kind is predicted `LATER` ReLUs before the last, so that later layers are free to discard it. Predicted from the
    last one, more round 0s come close to non-digits.
    """
    activations = [layer.output for layer in network.layers if isinstance(layer, keras.layers.ReLU)]
    maps = activations[max(len(activations) - 1 - LATER, 0)]
    features = keras.layers.GlobalAveragePooling2D()(maps) if len(maps.shape) == 4 else maps
    kind = keras.layers.Dense(kinds, activation="softmax", dtype="float32", name="kind")(features)
    return keras.Model(network.inputs[0], keras.layers.Concatenate(dtype="float32", name="answers")(
        [network.outputs[0], kind]))


class DigitAndKind(keras.losses.Loss):
    """The cross-entropy of the digit, plus the weighted cross-entropy of the kind if the targets contain one.

    Args:
        weight: of the kind's cross-entropy.
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
