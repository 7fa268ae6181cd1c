"""The first convolution of a network: its filters, and the layer whose feature maps show their responses."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from model.networks.chain import Anatomy

if TYPE_CHECKING:
    import keras


@dataclass(frozen=True)
class FirstLayer:
    """A convolution whose input is the image itself.

    Attributes:
        name: the convolution's name.
        kernels: `(filters, rows, columns)` `float32`, for pixels from 0 to 1.
        bias: `(filters,)` `float32`.
        shown: the name of the layer whose maps are shown: the ReLU after it, or the convolution if there is none.
    """

    name: str
    kernels: np.ndarray
    bias: np.ndarray
    shown: str


def first_layer(network: keras.Model) -> FirstLayer | None:
    """The first convolution of a network; None if there is none or its input is not the image."""
    from keras import layers  # imported here, because the page shows filters before Keras is loaded

    position = next((i for i, layer in enumerate(network.layers) if isinstance(layer, layers.Conv2D)), None)
    if position is None:
        return None
    layer = network.layers[position]
    kernel = layer.kernel.numpy()  # (rows, columns, channels in, filters)
    if kernel.shape[2] != 1:
        return None
    bias = layer.bias.numpy() if layer.use_bias else np.zeros(kernel.shape[3], np.float32)
    shown = next((after.name for after in network.layers[position + 1:position + 2] if isinstance(after, layers.ReLU)),
                 layer.name)
    return FirstLayer(layer.name, kernel[:, :, 0].transpose(2, 0, 1), bias, shown)


def first_layer_of(layers: Sequence[Anatomy]) -> FirstLayer | None:
    """The same from a list of layers; None also if it can't be told from that."""
    position = next((i for i, layer in enumerate(layers) if layer.kind == "convolution"), None)
    if position is None or layers[position].input[2] != 1:
        return None
    layer = layers[position]
    shown = next((after.name for after in layers[position + 1:position + 2] if after.kind == "relu"), layer.name)
    return FirstLayer(layer.name, layer.weights["kernel"][:, :, 0].transpose(2, 0, 1), layer.weights["bias"], shown)
