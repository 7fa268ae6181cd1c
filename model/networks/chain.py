"""A network as a chain of layers: what a browser runs, and what NumPy runs without TensorFlow.

`<name>.layers.npz` is saved next to each network. It holds the layers' description in JSON and their weights.
"""
from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from model.networks.files import UNREADABLE, checksum

ENDING = ".layers.npz"

Shape = tuple[int, int, int]  # rows, columns, channels; 1, 1, units for a flat layer


@dataclass(frozen=True)
class Anatomy:
    """One layer.

    Attributes:
        name: the layer's name.
        kind: one of the values of `model.networks.anatomy.KINDS`, or "other" if only Keras can run it.
        input, output: the shapes of its input and output.
        parameters: the number of its weights.
        is_signed: whether its values can be negative.
        formula: the computation of its output size or its number of parameters, with numbers.
        settings: parameters of its arithmetic, by kind: `window` (rows, columns), `strides` and `padding` (top, left,
            bottom, right) of convolution and pooling; `activation` of a convolution or dense layer; `scale` and
            `offset` of a rescaling.
        weights: `kernel` and `bias`, `float32`; for batch normalization, a scale and a shift per channel.
    """

    name: str
    kind: str
    input: Shape
    output: Shape
    parameters: int
    is_signed: bool
    formula: str
    settings: dict[str, Any]
    weights: dict[str, np.ndarray] = field(default_factory=dict)


@dataclass(frozen=True)
class Chain:
    """A network whose layers each take the output of the layer before.

    Attributes:
        name: the network's name.
        layers: in order.
    """

    name: str
    layers: Sequence[Anatomy]

    @property
    def is_complete(self) -> bool:
        """Whether all layers are of a known kind."""
        return all(layer.kind != "other" for layer in self.layers)

    @cached_property
    def weights(self) -> bytes:
        """All layers' weights as `float32`, as four planes of bytes: every weight's most significant byte, then every
        second one, and so on. They compress better than the weights themselves, whose last bytes are alike.
        """
        arrays = [np.ravel(values) for layer in self.layers for values in layer.weights.values()]
        return np.concatenate([*arrays, []]).astype(">f4").view(np.uint8).reshape(-1, 4).T.tobytes()

    @cached_property
    def sha256(self) -> str:
        """Checksum of the weights, hexadecimal."""
        return hashlib.sha256(self.weights).hexdigest()

    def description(self) -> list[dict[str, Any]]:
        """The layers as JSON values. Of each array of weights, it has the start among all weights and the length."""
        described, start = [], 0
        for layer in self.layers:
            places = {}
            for name, values in layer.weights.items():
                places[name] = [start, values.size]
                start += values.size
            described.append({
                "name": layer.name, "kind": layer.kind, "input": list(layer.input), "output": list(layer.output),
                "parameters": layer.parameters, "isSigned": layer.is_signed, "formula": layer.formula,
                "settings": layer.settings, "weights": places})
        return described


def save_chain(chain: Chain, path: Path, source: Path) -> None:
    """Save a chain to `path`; it is that of the Keras file `source`."""
    description = json.dumps({"name": chain.name, "source": checksum(source), "layers": chain.description()})
    np.savez_compressed(path, description=description, weights=np.frombuffer(chain.weights, np.uint8))


def load_chain(source: Path) -> Chain | None:
    """The chain saved next to the Keras file `source`; None if there is none or it belongs to another network."""
    try:
        with np.load(source.with_suffix(ENDING)) as file:
            saved, planes = json.loads(str(file["description"])), file["weights"]
        if saved["source"] != checksum(source):
            return None
        weights = np.ascontiguousarray(planes.reshape(4, -1).T).view(">f4").ravel().astype(np.float32)
        return Chain(saved["name"], [layer_from(described, weights) for described in saved["layers"]])
    except UNREADABLE:
        return None


def layer_from(described: dict[str, Any], weights: np.ndarray) -> Anatomy:
    """A layer from its description and all layers' weights."""
    arrays = {name: weights[start:start + length] for name, (start, length) in described["weights"].items()}
    settings, output = described["settings"], described["output"]
    if described["kind"] in ("convolution", "dense"):
        arrays["kernel"] = arrays["kernel"].reshape(*settings.get("window", ()), -1, output[2])
    return Anatomy(described["name"], described["kind"], tuple(described["input"]), tuple(output),
                   described["parameters"], described["isSigned"], described["formula"], settings, arrays)
