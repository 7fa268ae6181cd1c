"""A Keras network converted for LiteRT, which answers before TensorFlow is there: `model.networks.lite` runs it."""
from __future__ import annotations

from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

from model.networks.files import checksum
from model.networks.first_layer import first_layer
from model.networks.lite import ENDING
from model.networks.network import followed


def save_lite(network: keras.Model, path: Path, lite_path: Path | None = None) -> None:
    """What LiteRT needs of the network saved at `path`, beside it unless another path is given."""
    twin, steps = followed(network)
    values = {layer.name: output for layer, _, output in steps}
    content = tf.lite.TFLiteConverter.from_keras_model(keras.Model(twin.inputs, values)).convert()
    first = first_layer(network)
    shown = {"first": first.name, "kernels": first.kernels, "bias": first.bias, "shown": first.shown} if first else {}
    np.savez_compressed(lite_path or path.with_suffix(ENDING), content=np.frombuffer(content, np.uint8),
                        layers=list(values), name=network.name, source=checksum(path), **shown)
