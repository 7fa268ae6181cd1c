"""The layer calls between a network's input and output, and copies of the network."""
from __future__ import annotations

from typing import NamedTuple

import keras


class LayerCall(NamedTuple):
    """One layer applied to its inputs on the way from the image to the probabilities."""

    layer: keras.Operation
    inputs: tuple[keras.KerasTensor, ...]
    output: keras.KerasTensor


def trace(network: keras.Model) -> tuple[keras.Model, list[LayerCall]]:
    """A functional network with the same layers, and each layer call that leads from its input to its output.

    `layer.output` does not serve: of a layer that was called more than once, it need not lead to the network's output,
    and then it has no gradient. A `Sequential` from a file is such a case, because Keras calls all of its layers again
    whenever it adds one.
    """
    calls = []

    def record(layer: keras.Operation, *inputs: keras.KerasTensor, **settings: object) -> keras.KerasTensor:
        output = layer(*inputs, **settings)
        calls.append(LayerCall(layer, inputs, output))
        return output

    path = keras.Model(network.inputs, network.outputs)
    return keras.models.clone_model(path, clone_function=lambda layer: layer, call_function=record), calls


def copy_of(network: keras.Model) -> keras.Model:
    """A copy with its own layers: calling the original would change it while other threads read with it."""
    copy = keras.models.clone_model(network)
    copy.set_weights(network.get_weights())
    return copy
