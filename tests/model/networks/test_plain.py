"""The forward pass in NumPy, against Keras'."""
from __future__ import annotations

import keras
import numpy as np
import pytest
from keras import layers

from model.networks.anatomy import chain_of
from model.networks.compiled import Compiled
from model.networks.files import SAVED
from model.networks.loading import load_network
from model.networks.plain import Plain
from tests.support.networks import odd_network


def small(layer):
    """A network with one layer between the image and the answer."""
    return keras.Sequential([keras.Input((28, 28, 1)), layers.Conv2D(3, 9, strides=4), layer, layers.Flatten(),
                             layers.Dense(10, activation="softmax")], name="small")


NETWORKS = {
    "best": lambda: load_network(SAVED / "best.keras"), "lesson": lambda: load_network(SAVED / "lesson.keras"),
    "odd": odd_network,
    "softmax": lambda: small(layers.Softmax()), "global average": lambda: small(layers.GlobalAveragePooling2D()),
    "global max": lambda: small(layers.GlobalMaxPooling2D()),
    "average, same": lambda: small(layers.AveragePooling2D(2, padding="same")),
    "max, same": lambda: small(layers.MaxPooling2D(3, strides=1, padding="same")),
    "rescaling": lambda: small(layers.Rescaling(-2, offset=3)),
    "batch normalization": lambda: small(layers.BatchNormalization(beta_initializer="ones", epsilon=0.1))}


@pytest.mark.parametrize("name", NETWORKS)
def test_every_layers_values_are_those_of_keras(name, mnist):
    keras.utils.set_random_seed(1)
    network = NETWORKS[name]()
    plain, compiled, images = Plain(chain_of(network)), Compiled(network), mnist.test_images[:3]
    assert plain.layers == compiled.layers
    *scores, values = plain.forward(images, plain.layers)
    *expected_scores, expected = compiled.forward(images, plain.layers)
    np.testing.assert_allclose(scores, expected_scores, atol=1e-4)
    for layer in plain.layers:
        np.testing.assert_allclose(values[layer].reshape(expected[layer].shape), expected[layer], rtol=1e-3, atol=1e-3)
