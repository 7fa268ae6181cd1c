from __future__ import annotations

import keras
import numpy as np
import pytest
from keras import layers

from model.networks.anatomy import anatomy, is_chain
from model.networks.files import SAVED
from model.networks.layers import answer_layers, build_network
from model.networks.loading import load_network


@pytest.fixture(scope="module")
def lesson():
    return {layer.name: layer for layer in anatomy(load_network(SAVED / "lesson.keras"))}


def test_the_kinds_of_the_lessons_layers_come_in_order(lesson):
    assert [layer.kind for layer in lesson.values()] == [
        "rescaling", "convolution", "relu", "max pooling", "flatten", "dense", "relu", "dropout", "dense", "softmax"]


@pytest.mark.parametrize(("name", "formula"), [
    ("conv_1", "⌊(n + 2p − k) / s⌋ + 1 = ⌊(28 + 2·0 − 3) / 1⌋ + 1 = 26; (3·3·1 + 1)·28 = 280 parameters"),
    ("pool_1", "⌊(n + 2p − k) / s⌋ + 1 = ⌊(26 + 2·0 − 2) / 2⌋ + 1 = 13"),
    ("flatten", "13·13·28 = 4,732"),
    ("dense_1", "(4,732 + 1)·128 = 605,824 parameters"),
    ("relu_1", ""),
])
def test_a_formula_shows_the_numbers_of_its_layer(lesson, name, formula):
    assert lesson[name].formula == formula


def formula_of(layer):
    return anatomy(build_network([layer, layers.Flatten(), *answer_layers()], "one"))[1].formula


def test_same_padding_appears_in_the_formula():
    assert "⌊(28 + 2·2 − 5) / 1⌋ + 1 = 28;" in formula_of(layers.Conv2D(4, 5, padding="same"))


def test_a_window_that_is_not_square_has_a_formula_for_rows_and_one_for_columns():
    assert ("= ⌊(28 + 2·0 − 3) / 1⌋ + 1 = 26 rows, ⌊(28 + 2·0 − 5) / 1⌋ + 1 = 24 columns;"
            in formula_of(layers.Conv2D(4, (3, 5))))


def test_the_parameters_of_a_convolution_without_bias_include_none():
    assert "(3·3·1)·4 = 36 parameters" in formula_of(layers.Conv2D(4, 3, use_bias=False))


def test_values_are_signed_before_a_relu_and_not_after_it(lesson):
    assert [lesson[name].is_signed for name in ("rescaling", "conv_1", "relu_1", "pool_1", "flatten", "logits")] == [
        False, True, False, False, False, True]


def test_an_image_scaled_to_negative_values_is_signed():
    centered = layers.Rescaling(2, offset=-1, name="centered")
    network = build_network([centered, layers.Flatten(), *answer_layers()], "plain")
    assert [part.is_signed for part in anatomy(network)[:3]] == [False, True, True]


def test_a_pooling_of_signed_values_is_signed():
    network = build_network([layers.Conv2D(2, 3), layers.MaxPooling2D(2), layers.Flatten(), *answer_layers()], "plain")
    assert anatomy(network)[2].is_signed


@pytest.mark.parametrize("layer", [layers.Conv2D(2, 3, dilation_rate=2), layers.Conv2D(2, 3, activation="tanh"),
                                   layers.ReLU(max_value=6), layers.UpSampling2D(2),
                                   layers.MaxPooling2D(1, strides=2)])
def test_a_layer_whose_arithmetic_the_page_cannot_explain_is_of_the_kind_other(layer):
    assert anatomy(build_network([layer, layers.Flatten(), *answer_layers()], "odd"))[1].kind == "other"


@pytest.mark.parametrize("layer", [layers.Identity(), layers.Activation("linear")])
def test_a_layer_that_changes_nothing_is_an_identity(layer):
    assert anatomy(build_network([layer, layers.Flatten(), *answer_layers()], "plain"))[1].kind == "identity"


def test_a_batch_normalization_is_a_scale_and_a_shift():
    network = build_network([layers.BatchNormalization(), layers.Flatten(), *answer_layers()], "norm")
    network.layers[1].set_weights([np.array([2.0]), np.array([0.5]), np.array([3.0]), np.array([4.0])])
    weights = anatomy(network)[1].weights
    assert weights["kernel"][0] == pytest.approx(2 / np.sqrt(4.001))
    assert weights["bias"][0] == pytest.approx(0.5 - 3 * 2 / np.sqrt(4.001))


def test_a_network_that_branches_is_not_a_chain():
    image = keras.Input((28, 28, 1))
    once = layers.Conv2D(2, 3, padding="same")(image)
    both = layers.Add()([once, layers.Conv2D(2, 3, padding="same")(once)])
    network = keras.Model(image, layers.Dense(10, activation="softmax")(layers.Flatten()(both)))
    assert not is_chain(network)
    assert is_chain(load_network(SAVED / "best.keras"))
