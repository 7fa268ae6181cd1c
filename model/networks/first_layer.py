"""What a network's first layer looks for, and where to see what it found."""
from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import keras


@dataclass(frozen=True)
class FirstLayer:
    """The convolution that looks at the image itself.

    Attributes:
        name: the convolution's name.
        kernels: `(filters, rows, columns)` `float32`, for an image of 0 to 1.
        bias: `(filters,)` `float32`.
        shown: the layer whose maps are shown: the ReLU behind it, or the convolution itself where there is none.
    """

    name: str
    kernels: np.ndarray
    bias: np.ndarray
    shown: str


def first_layer(network: keras.Model) -> FirstLayer | None:
    """The first convolution of a network; None if there is none, or it does not see the image itself."""
    from keras import layers  # only where there is a network already: the page shows filters before Keras is loaded

    position = next((i for i, layer in enumerate(network.layers) if isinstance(layer, layers.Conv2D)), None)
    if position is None:
        return None
    layer = network.layers[position]
    kernel = layer.kernel.numpy()  # (rows, columns, channels in, filters)
    if kernel.shape[2] != 1:
        return None
    bias = layer.bias.numpy() if layer.use_bias else np.zeros(kernel.shape[3], np.float32)
    return FirstLayer(layer.name, kernel[:, :, 0].transpose(2, 0, 1), bias, shown_layer(network, position))


def shown_layer(network: keras.Model, position: int) -> str:
    """The ReLU right behind the layer at this position, or the layer itself."""
    from keras import layers

    behind = network.layers[position + 1] if position + 1 < len(network.layers) else None
    return behind.name if isinstance(behind, layers.ReLU) else network.layers[position].name
