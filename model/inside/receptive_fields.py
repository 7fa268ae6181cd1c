"""Where the pixels of a feature map look at the image: each at its receptive field."""
from __future__ import annotations

from itertools import pairwise

import keras
import numpy as np

from model.drawings.drawing import SIZE
from model.networks.network import Step


def enlargement(steps: list[Step], maps: keras.KerasTensor) -> tuple[np.ndarray, np.ndarray]:
    """Matrices `(28, rows)` and `(columns, 28)` that lay a map's pixels where their fields on the image are centered.

    Where a network branches there is no one such place, and where a layer pads, crops, enlarges or spreads its window
    out `centers` does not know it; there the map is spread evenly over the image.
    """
    below = steps[:1 + next(i for i, (_, _, output) in enumerate(steps) if output is maps)]
    is_known = all(inputs[0] is before[2] for before, (_, inputs, _) in pairwise(below)) and all(map(is_plain, below))
    rows, columns = (
        interpolation(size, *(centers(below, axis) if is_known else (SIZE / size / 2 - 0.5, SIZE / size)))
        for axis, size in enumerate(maps.shape[1:3]))
    return rows, columns.T


def is_plain(step: Step) -> bool:
    """Whether the layer has a window without gaps, or gives as many rows and columns as it gets."""
    layer, inputs, output = step
    if hasattr(layer, "kernel_size") or hasattr(layer, "pool_size"):
        return getattr(layer, "dilation_rate", (1, 1)) in (1, (1, 1))
    return inputs[0].shape[1:3] == output.shape[1:3]


def centers(steps: list[Step], axis: int) -> tuple[float, float]:
    """Where the field of the first pixel after these steps is centered on the image, and how far apart the fields are.

    Source: Araujo, Norris & Sim, "Computing receptive fields of convolutional neural networks", 2019.
    """
    start, apart = 0.0, 1
    for layer, inputs, output in steps:
        window = getattr(layer, "kernel_size", None) or getattr(layer, "pool_size", None)
        if window is None:
            continue
        stride = layer.strides[axis]
        before = 0
        if layer.padding == "same":
            before = max((output.shape[1 + axis] - 1) * stride + window[axis] - inputs[0].shape[1 + axis], 0) // 2
        start += ((window[axis] - 1) / 2 - before) * apart
        apart *= stride
    return start, apart


def interpolation(size: int, start: float, apart: float) -> np.ndarray:
    """The matrix `(28, size)` that draws straight lines between values at `start`, `start + apart`, …"""
    places = np.clip((np.arange(SIZE) - start) / apart, 0, size - 1)
    return np.maximum(0, 1 - np.abs(places[:, None] - np.arange(size))).astype(np.float32)
