"""Receptive fields: the position on the image that each pixel of a feature map responds to."""
from __future__ import annotations

from itertools import pairwise

import keras
import numpy as np

from model.drawings.drawing import SIZE
from model.networks.tracing import LayerCall
from model.networks.windows import padding_sizes


def enlargement(calls: list[LayerCall], maps: keras.KerasTensor) -> tuple[np.ndarray, np.ndarray]:
    """Matrices `(28, rows)` and `(columns, 28)` that enlarge a map so that each pixel is at its field's center.

    The map is spread evenly over the image instead if the network branches before it, or if a layer pads, crops,
    enlarges or dilates in a way that `centers` cannot follow.
    """
    below = calls[:1 + next(i for i, call in enumerate(calls) if call.output is maps)]
    is_known = all(call.inputs[0] is before.output for before, call in pairwise(below)) and all(map(is_plain, below))
    rows, columns = (
        interpolation(size, *(centers(below, axis) if is_known else (SIZE / size / 2 - 0.5, SIZE / size)))
        for axis, size in enumerate(maps.shape[1:3]))
    return rows, columns.T


def is_plain(call: LayerCall) -> bool:
    """Whether the layer has an undilated window, or no window and as many rows and columns as its input."""
    layer, inputs, output = call
    if hasattr(layer, "kernel_size") or hasattr(layer, "pool_size"):
        return getattr(layer, "dilation_rate", (1, 1)) in (1, (1, 1))
    return inputs[0].shape[1:3] == output.shape[1:3]


def centers(calls: list[LayerCall], axis: int) -> tuple[float, float]:
    """The center of the first pixel's receptive field after these calls, and the distance between fields, in pixels.

    Source: Araujo, Norris & Sim, "Computing receptive fields of convolutional neural networks", 2019.
    """
    start, distance = 0.0, 1
    for layer, inputs, _ in calls:
        window = getattr(layer, "kernel_size", None) or getattr(layer, "pool_size", None)
        if window is None:
            continue
        stride = layer.strides[axis]
        before, _ = padding_sizes(inputs[0].shape[1 + axis], window[axis], stride, layer.padding)
        start += ((window[axis] - 1) / 2 - before) * distance
        distance *= stride
    return start, distance


def interpolation(size: int, start: float, distance: float) -> np.ndarray:
    """The matrix `(28, size)` of linear interpolation between values at `start`, `start + distance`, …"""
    positions = np.clip((np.arange(SIZE) - start) / distance, 0, size - 1)
    return np.maximum(0, 1 - np.abs(positions[:, None] - np.arange(size))).astype(np.float32)
