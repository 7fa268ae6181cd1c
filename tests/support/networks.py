"""Networks for tests."""
from __future__ import annotations

import keras
from keras import layers


def odd_network() -> keras.Model:
    """One layer of each kind the page explains, with strides, uneven padding and fused activations."""
    image = keras.Input((28, 28))
    values = layers.Reshape((28, 28, 1))(image)
    values = layers.Conv2D(5, 4, strides=2, padding="same", activation="relu", bias_initializer="ones")(values)
    values = layers.BatchNormalization(beta_initializer="ones")(values)
    values = layers.AveragePooling2D(3, strides=2, padding="same")(values)
    values = layers.Conv2D(6, (2, 3), use_bias=False)(values)
    values = layers.MaxPooling2D(2, strides=1, padding="same")(values)
    values = layers.Flatten()(values)
    values = layers.Dense(12, activation="relu")(values)
    return keras.Model(image, layers.Dense(10, activation="softmax")(values), name="odd")
