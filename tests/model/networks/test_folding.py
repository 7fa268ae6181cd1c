from __future__ import annotations

import keras
import numpy as np
import pytest

from model.networks.calibration import energies
from model.networks.compiled import Compiled
from model.networks.files import SAVED
from model.networks.folding import center_logits, divide_logits, equalize_filters, fold_batch_normalization
from model.networks.layers import answer_layers, best_layers, build_network
from model.networks.loading import load_network


def filter_norms(network, number):
    kernel = network.get_layer(f"conv_{number}").get_weights()[0]
    return np.linalg.norm(kernel.reshape(-1, kernel.shape[-1]), axis=0)


def test_folding_batch_normalization_does_not_change_the_answers():
    network = build_network(best_layers(), "best")
    random = np.random.default_rng(0)
    for layer in network.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.set_weights([random.uniform(0.5, 1.5, w.shape) for w in layer.get_weights()])
    images = random.integers(0, 256, (4, 28, 28, 1)).astype(np.float32)
    folded = fold_batch_normalization(network)
    assert not any(isinstance(layer, keras.layers.BatchNormalization) for layer in folded.layers)
    np.testing.assert_allclose(folded(images), network(images), atol=1e-5)
    for number in range(1, 9):
        np.testing.assert_allclose(np.diff(filter_norms(folded, number)), 0, atol=1e-4)


def test_a_batch_normalization_that_does_not_follow_a_convolution_is_not_folded():
    layers = [keras.layers.BatchNormalization(name="norm"), keras.layers.Flatten(), *answer_layers()]
    network = build_network(layers, "unfoldable")
    with pytest.raises(ValueError, match="`norm` must follow a convolution"):
        fold_batch_normalization(network)


@pytest.mark.parametrize(("between", "are_equal"), [([keras.layers.ReLU(), keras.layers.Flatten()], True),
                                                    ([keras.layers.Softmax(), keras.layers.Flatten()], False)])
def test_filters_get_equal_norms_only_if_the_answers_stay_the_same(between, are_equal):
    network = build_network([keras.layers.Conv2D(4, 3, name="conv_1"), *between, *answer_layers()], "small")
    kernel, bias = network.layers[1].get_weights()
    network.layers[1].set_weights([kernel * (0, 1e-6, 1, 5), bias + 0.1])
    images = np.random.default_rng(0).integers(0, 256, (4, 28, 28, 1)).astype(np.float32)
    before = network(images)
    equalize_filters(network, "conv_1")
    np.testing.assert_allclose(network(images), before, atol=1e-6)
    faint, small, *large = filter_norms(network, 1)
    assert faint < small < min(large) and np.isclose(*large) == are_equal


@pytest.fixture
def lesson():
    return load_network(SAVED / "lesson.keras")


def test_centering_the_logits_does_not_change_the_probabilities(lesson, mnist):
    images = mnist.test_images[:50]
    before = Compiled(lesson).scores(images)[0]
    center_logits(lesson)
    np.testing.assert_allclose(Compiled(lesson).scores(images)[0], before, atol=1e-6)


def test_the_energy_of_centered_logits_is_the_cross_entropy_to_the_uniform_distribution(lesson, mnist):
    images = mnist.test_images[:50]
    center_logits(lesson)
    logits = Compiled(lesson).scores(images)[1].astype(np.float64)
    log_probabilities = np.log(np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True))
    np.testing.assert_allclose(energies(logits), -log_probabilities.mean(axis=1), rtol=1e-4)


def test_dividing_the_logits_divides_what_the_network_gives(lesson, mnist):
    images = mnist.test_images[:5]
    before = Compiled(lesson).scores(images)[1]
    divide_logits(lesson, 2.0)
    np.testing.assert_allclose(Compiled(lesson).scores(images)[1], before / 2, rtol=1e-4, atol=1e-5)
