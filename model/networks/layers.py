"""The layer lists of the three recipes, and the network built from one.

All three consist of the same four parts: convolution, ReLU, pooling and fully connected ("dense") layers. ReLU and
softmax are layers of their own, so that the values before and after them can be shown. The last two layers are always
named `logits` and `probabilities`.
"""
from __future__ import annotations

from collections.abc import Sequence

import keras
from keras import layers

from model.drawings.drawing import DIGITS

IMAGE_SHAPE = (28, 28, 1)  # rows, columns, channels


def lesson_layers(filters: int = 28, kernel_size: int = 3, dense_units: int = 128, dropout: float = 0.2,
                  convolutions: int = 1, stride: int = 1, padding: str = "valid",
                  pooling: int = 2) -> list[keras.Layer]:
    """The first network of a lesson on CNNs: one layer of each kind. A setting of 0 leaves its layer out."""
    found = []
    for number in range(1, convolutions + 1):
        found += [layers.Conv2D(filters, kernel_size, stride, padding, name=f"conv_{number}"),
                  layers.ReLU(name=f"relu_{number}")]
        if pooling:
            found.append(layers.MaxPooling2D(pooling, name=f"pool_{number}"))
    found.append(layers.Flatten(name="flatten"))
    if dense_units:
        found += [layers.Dense(dense_units, name="dense_1"), layers.ReLU(name=f"relu_{convolutions + 1}")]
    if dropout:
        found.append(layers.Dropout(dropout, name="dropout"))
    return [*found, *answer_layers()]


def quick_layers(filters: int = 16, kernel_size: int = 5, dense_units: int = 64,
                 dropout: float = 0.0) -> list[keras.Layer]:
    """Two small convolutions, each followed by pooling: little to compute, so that a class can watch it learn."""
    return [
        layers.Conv2D(filters, kernel_size, name="conv_1"),
        layers.ReLU(name="relu_1"),
        layers.MaxPooling2D(2, name="pool_1"),
        layers.Conv2D(2 * filters, 3, name="conv_2"),
        layers.ReLU(name="relu_2"),
        layers.MaxPooling2D(2, name="pool_2"),
        layers.Flatten(name="flatten"),
        layers.Dense(dense_units, name="dense_1"),
        layers.ReLU(name="relu_3"),
        layers.Dropout(dropout, name="dropout"),
        *answer_layers(),
    ]


def best_layers(filters: int = 16, kernel_size: int = 5, dense_units: int = 0,
                dropout: float = 0.1) -> list[keras.Layer]:
    """Eight convolutions, with more filters as the maps shrink; batch normalization during training.

    Global average pooling instead of a hidden dense layer (`dense_units` 0) keeps it small.
    """
    hidden = [layers.Dense(dense_units, name="dense_1"), layers.ReLU(name="relu_9")] if dense_units else []
    return [
        *normalized_convolution(1, filters, kernel_size, "valid"),
        *normalized_convolution(2, 32, 3, "valid"),
        *normalized_convolution(3, 48, 3),
        layers.MaxPooling2D(2, name="pool_1"),
        *normalized_convolution(4, 64, 3),
        *normalized_convolution(5, 96, 3),
        layers.MaxPooling2D(2, name="pool_2"),
        *normalized_convolution(6, 112, 3),
        *normalized_convolution(7, 128, 3),
        *normalized_convolution(8, 128, 3, "valid"),
        layers.GlobalAveragePooling2D(name="average"),
        *hidden,
        layers.Dropout(dropout, name="dropout"),
        *answer_layers(),
    ]


def normalized_convolution(number: int, filters: int, kernel_size: int, padding: str = "same") -> list[keras.Layer]:
    """Convolution, batch normalization and ReLU; "same" padding keeps the size of the maps."""
    return [
        layers.Conv2D(filters, kernel_size, padding=padding, name=f"conv_{number}"),
        # Its averages follow the weights quickly, because they already serve the validation after each epoch.
        layers.BatchNormalization(momentum=0.9, name=f"norm_{number}"),
        layers.ReLU(name=f"relu_{number}"),
    ]


def answer_layers() -> list[keras.Layer]:
    """Ten logits and their softmax, in `float32` even when the other layers compute in lower precision."""
    return [layers.Dense(DIGITS, name="logits", dtype="float32"),
            layers.Softmax(name="probabilities", dtype="float32")]


def build_network(hidden_layers: Sequence[keras.Layer], name: str) -> keras.Sequential:
    """The whole network: input image, rescaling, then the given layers.

    Returns:
        A network from images `(n, 28, 28, 1)`, 0 to 255, to probabilities `(n, 10)`. It scales to 0…1 itself, so that
        no caller can pass values in another range.
    """
    return keras.Sequential([keras.Input(IMAGE_SHAPE, name="image"), layers.Rescaling(1 / 255, name="rescaling"),
                             *hidden_layers], name=name)
