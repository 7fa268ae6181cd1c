"""Converts a Keras network to LiteRT; `model.networks.lite` runs the result without TensorFlow."""
from __future__ import annotations

from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

from model.networks.files import checksum
from model.networks.first_layer import first_layer
from model.networks.lite import ENDING
from model.networks.tracing import trace


def save_lite(network: keras.Model, path: Path, lite_path: Path | None = None) -> None:
    """Save the converted network next to the Keras file at `path`, or at `lite_path` if that is given."""
    twin, calls = trace(network)
    values = {call.layer.name: call.output for call in calls}
    content = tf.lite.TFLiteConverter.from_keras_model(keras.Model(twin.inputs, values)).convert()
    first = first_layer(network)
    shown = {"first": first.name, "kernels": first.kernels, "bias": first.bias, "shown": first.shown} if first else {}
    np.savez_compressed(lite_path or path.with_suffix(ENDING), content=np.frombuffer(content, np.uint8),
                        layers=list(values), name=network.name, source=checksum(path), **shown)
