from __future__ import annotations

import keras
import numpy as np
import pytest

from model.digits.training_data import predictions
from model.networks.calibration import energies, softmax
from model.networks.files import SAVED, NetworkError
from model.networks.network import (
    FusedBatchNormalization,
    answer_layers,
    balance_filters,
    best_layers,
    build_network,
    center_logits,
    fold_batch_normalization,
    load_network,
    network_until,
)


def filters_of(network, number):
    """The weights of a convolution's filters, a row for each."""
    kernel = network.get_layer(f"conv_{number}").get_weights()[0]
    return kernel.reshape(-1, kernel.shape[-1]).T


def test_folding_batch_normalization_leaves_the_answers_as_they_were():
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
        np.testing.assert_allclose(np.diff(np.linalg.norm(filters_of(folded, number), axis=1)), 0, atol=1e-4)


@pytest.mark.parametrize(("between", "are_equal"), [([keras.layers.ReLU(), keras.layers.Flatten()], True),
                                                    ([keras.layers.Softmax(), keras.layers.Flatten()], False)])
def test_filters_are_balanced_where_the_answers_stay_and_only_there(between, are_equal):
    network = build_network([keras.layers.Conv2D(4, 3, name="conv_1"), *between, *answer_layers()], "small")
    kernel, bias = network.layers[1].get_weights()
    network.layers[1].set_weights([kernel * (0, 1e-6, 1, 5), bias + 0.1])
    images = np.random.default_rng(0).integers(0, 256, (4, 28, 28, 1)).astype(np.float32)
    before = network(images)
    balance_filters(network, "conv_1")
    np.testing.assert_allclose(network(images), before, atol=1e-6)
    faint, small, *large = np.linalg.norm(filters_of(network, 1), axis=1)
    assert faint < small < min(large) and np.isclose(*large) == are_equal


def test_centered_logits_give_the_same_probabilities_and_the_energy_tells_how_far_these_are_from_all_alike(mnist):
    network = load_network(SAVED / "lesson.keras")
    images = mnist.test_images[:50]
    before = predictions(network, images)
    center_logits(network)
    logits = predictions(network_until(network, "logits"), images)
    np.testing.assert_allclose(predictions(network, images), before, atol=1e-6)
    np.testing.assert_allclose(energies(logits), -np.log(softmax(logits)).mean(axis=1), rtol=1e-4)


def test_normalizing_in_one_operation_is_keras_own():
    maps = np.random.default_rng(0).normal(3, 2, (4, 6, 6, 5)).astype(np.float32)
    ours, keras_own = (kind(momentum=0.9) for kind in (FusedBatchNormalization, keras.layers.BatchNormalization))
    np.testing.assert_allclose(ours(maps, training=True), keras_own(maps, training=True), atol=1e-5)
    np.testing.assert_allclose(ours(maps, training=False), keras_own(maps, training=False), atol=0.01)
    for kept, theirs in zip(ours.get_weights(), keras_own.get_weights(), strict=True):
        np.testing.assert_allclose(kept, theirs, rtol=0.01)  # the variance is divided by n - 1 in place of n: 144 here


@pytest.mark.parametrize("name", ["best", "lesson"])
def test_a_saved_network_is_made_of_the_articles_parts_only(name):
    parts = {type(layer).__name__ for layer in load_network(SAVED / f"{name}.keras").layers}
    assert parts <= {"Rescaling", "Conv2D", "ReLU", "MaxPooling2D", "GlobalAveragePooling2D", "Flatten", "Dense",
                     "Dropout", "Softmax"}


def test_a_missing_network_gives_an_error_that_names_it(tmp_path):
    with pytest.raises(NetworkError, match="nowhere"):
        load_network(tmp_path / "nowhere.keras")


def test_a_file_that_is_no_network_gives_an_error_that_names_it(tmp_path):
    file = tmp_path / "text.keras"
    file.write_text("not a network")
    with pytest.raises(NetworkError, match="text"):
        load_network(file)


def test_a_network_for_other_images_is_refused(tmp_path):
    other = keras.Sequential([keras.Input((32, 32, 3)), keras.layers.Flatten(), keras.layers.Dense(10)])
    other.save(tmp_path / "other.keras")
    with pytest.raises(NetworkError, match="28 x 28"):
        load_network(tmp_path / "other.keras")
