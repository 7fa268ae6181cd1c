"""A network's layers described for people: kind, shapes, parameters, weights, and the formula of each output size."""
from __future__ import annotations

from itertools import pairwise
from math import prod
from typing import Any

import keras
import numpy as np
from keras import layers

from model.networks.chain import Anatomy, Chain, Shape
from model.networks.windows import FORMULA, padding_sizes, size_formula

KINDS: dict[type[keras.Layer], str] = {
    layers.Rescaling: "rescaling", layers.Conv2D: "convolution", layers.ReLU: "relu",
    layers.MaxPooling2D: "max pooling", layers.AveragePooling2D: "average pooling",
    layers.GlobalAveragePooling2D: "global average pooling", layers.GlobalMaxPooling2D: "global max pooling",
    layers.Flatten: "flatten", layers.Reshape: "flatten", layers.Dense: "dense", layers.Dropout: "dropout",
    layers.Softmax: "softmax", layers.BatchNormalization: "batch normalization", layers.Identity: "identity",
}
# Their values are not negative if their input is not negative and no negative offset is added.
KEEPS_SIGN = ("max pooling", "average pooling", "global average pooling", "global max pooling", "flatten", "dropout",
              "identity", "rescaling")
KNOWN_ACTIVATIONS = ("linear", "relu", "softmax")


def chain_of(network: keras.Model) -> Chain | None:
    """The network as a chain of layers; None if its layers do not form one."""
    return Chain(network.name, anatomy(network)) if is_chain(network) else None


def anatomy(network: keras.Model) -> list[Anatomy]:
    """A network's layers in order. They are meaningful only if `is_chain(network)`."""
    parts: list[Anatomy] = []
    for layer in network.layers:
        if not isinstance(layer, layers.InputLayer):
            parts.append(layer_anatomy(layer, is_below_signed=bool(parts) and parts[-1].is_signed))
    return parts


def is_chain(network: keras.Model) -> bool:
    """Whether the input of each layer is the output of the layer before it, and nothing more."""
    if isinstance(network, keras.Sequential):
        return True
    return all(layer.input is before.output for before, layer in pairwise(network.layers))


def layer_anatomy(layer: keras.Layer, is_below_signed: bool) -> Anatomy:
    """The anatomy of one layer; `is_below_signed` says whether its input can be negative."""
    kind = kind_of(layer)
    below, above = as_shape(layer.input.shape), as_shape(layer.output.shape)
    settings = settings_of(layer, kind, below)
    never_negative = kind in ("relu", "softmax") or settings.get("activation") in ("relu", "softmax")
    return Anatomy(layer.name, kind, below, above, layer.count_params(),
                   not never_negative and (kind not in KEEPS_SIGN or is_below_signed or settings.get("offset", 0) < 0),
                   formula_of(kind, below, above, settings, layer.count_params()), settings, weights_of(layer, kind))


def kind_of(layer: keras.Layer) -> str:
    if isinstance(layer, layers.Activation):
        return {"relu": "relu", "softmax": "softmax", "linear": "identity"}.get(layer.activation.__name__, "other")
    kind = next((kind for type_, kind in KINDS.items() if type(layer) is type_), "other")
    plain = getattr(layer, "dilation_rate", (1, 1)) in (1, (1, 1)) and getattr(layer, "groups", 1) == 1
    known = getattr(layer, "activation", None) is None or layer.activation.__name__ in KNOWN_ACTIVATIONS
    is_plain_relu = kind != "relu" or (not layer.negative_slope and layer.max_value is None and not layer.threshold)
    has_channels_last = getattr(layer, "data_format", "channels_last") == "channels_last"
    # The browser's pooling refuses windows of one pixel that leave pixels out.
    skips = kind.endswith("pooling") and getattr(layer, "pool_size", 2) == (1, 1) and layer.strides != (1, 1)
    return kind if plain and known and is_plain_relu and has_channels_last and not skips else "other"


def as_shape(shape: tuple[int | None, ...]) -> Shape:
    """The shape of one image's values; the units of a flat layer count as channels."""
    sizes = tuple(int(size) for size in shape[1:])
    if len(sizes) == 2:  # an image without channels
        return *sizes, 1
    return sizes if len(sizes) == 3 else (1, 1, prod(sizes))


def settings_of(layer: keras.Layer, kind: str, below: Shape) -> dict[str, Any]:
    if kind in ("convolution", "max pooling", "average pooling"):
        window = tuple(layer.kernel_size if kind == "convolution" else layer.pool_size)
        strides = tuple(layer.strides)
        rows, columns = (padding_sizes(below[axis], window[axis], strides[axis], layer.padding) for axis in (0, 1))
        settings = {"window": window, "strides": strides, "padding": (rows[0], columns[0], rows[1], columns[1])}
        return settings | ({"activation": layer.activation.__name__} if kind == "convolution" else {})
    if kind == "dense":
        return {"activation": layer.activation.__name__}
    if kind == "rescaling":
        return {"scale": float(np.ravel(layer.scale)[0]), "offset": float(np.ravel(layer.offset)[0])}
    return {}


def weights_of(layer: keras.Layer, kind: str) -> dict[str, np.ndarray]:
    """The weights of the layer's arithmetic; for batch normalization, one scale and one shift per channel."""
    if kind == "batch normalization":
        gamma, beta, mean, variance = (np.asarray(values, np.float64) for values in normalization_values(layer))
        factor = gamma / np.sqrt(variance + layer.epsilon)
        return {"kernel": factor.astype(np.float32), "bias": (beta - mean * factor).astype(np.float32)}
    if kind not in ("convolution", "dense"):
        return {}
    kernel = layer.kernel.numpy()
    return {"kernel": kernel, "bias": layer.bias.numpy() if layer.use_bias else np.zeros(kernel.shape[-1], np.float32)}


def normalization_values(layer: layers.BatchNormalization) -> tuple[Any, Any, Any, Any]:
    ones = np.ones(layer.moving_mean.shape)
    return (layer.gamma if layer.scale else ones, layer.beta if layer.center else 0 * ones, layer.moving_mean,
            layer.moving_variance)


def formula_of(kind: str, below: Shape, above: Shape, settings: dict[str, Any], parameters: int) -> str:
    """The computation of the output size and the number of parameters; empty if there is none."""
    if kind == "convolution":
        rows, columns = settings["window"]
        each = rows * columns * below[2]
        bias = " + 1" if parameters == (each + 1) * above[2] else ""
        return (f"{sliding_formula(below, settings)}; ({rows}·{columns}·{below[2]}{bias})·{above[2]} = "
                f"{parameters:,} parameters")
    if kind in ("max pooling", "average pooling"):
        return sliding_formula(below, settings)
    if kind == "flatten" and below != above:
        return f"{below[0]}·{below[1]}·{below[2]} = {prod(below):,}"
    if kind == "dense":
        bias = " + 1" if parameters == (below[2] + 1) * above[2] else ""
        return f"({below[2]:,}{bias})·{above[2]} = {parameters:,} parameters"
    return ""


def sliding_formula(below: Shape, settings: dict[str, Any]) -> str:
    """The formula of the output size with its numbers; once if rows and columns have the same."""
    padding = settings["padding"]
    rows, columns = (size_formula(below[axis], settings["window"][axis], settings["strides"][axis], padding[axis],
                                  padding[axis + 2]) for axis in (0, 1))
    return f"{FORMULA} = " + (rows if rows == columns else f"{rows} rows, {columns} columns")
