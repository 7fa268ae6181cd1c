"""The auxiliary task of predicting an image's source."""
from __future__ import annotations

import keras
import numpy as np
import pytest

from model.digits.training_data import digit_examples
from model.learning.kinds import DigitAndKind, learner, with_kind
from model.learning.training import DigitAccuracy
from model.networks.layers import build_network, lesson_layers

IMAGES = np.random.default_rng(0).integers(0, 256, (3, 28, 28), dtype=np.uint8)
ANSWERS = np.array([[0.05] * 9 + [0.55, 0.9, 0.1]], np.float32)  # read as a 9 of the first of two kinds


def targets(digit: int, *kind: float) -> np.ndarray:
    return np.concatenate([np.eye(10)[digit], kind]).astype(np.float32)[None]


def test_the_kind_is_appended_to_the_target():
    extended = with_kind(digit_examples(IMAGES, np.array([7, 1, 0])), 2, kinds=3).targets
    assert extended.shape == (3, 13) and extended.dtype == np.float32
    np.testing.assert_array_equal(extended[:, :10].argmax(axis=1), [7, 1, 0])
    np.testing.assert_array_equal(extended[:, 10:], [[0, 0, 1]] * 3)


def test_the_model_to_fit_answers_the_networks_probabilities_and_those_of_the_kinds():
    network = build_network(lesson_layers(4), "lesson")
    pixels = IMAGES[..., None].astype(np.float32)
    answers = learner(network, kinds=3)(pixels).numpy()
    np.testing.assert_array_equal(answers[:, :10], network(pixels).numpy())
    np.testing.assert_allclose(answers[:, 10:].sum(axis=1), 1, rtol=1e-5)
    assert network.output_shape == (None, 10)


def test_the_loss_adds_the_weighted_cross_entropy_of_the_kind():
    loss = float(DigitAndKind(0.3)(targets(9, 0, 1), ANSWERS))
    # Keras divides probabilities by their sum, which is 0.05 · 9 + 0.55 = 1.
    assert loss == pytest.approx(-np.log(0.55) - 0.3 * np.log(0.1), rel=1e-5)


def test_without_a_kind_the_loss_is_the_digits_cross_entropy():
    assert float(DigitAndKind(0.3)(targets(9), ANSWERS)) == pytest.approx(-np.log(0.55), rel=1e-5)


def test_the_loss_keeps_its_weight_when_saved():
    saved = keras.saving.serialize_keras_object(DigitAndKind(0.3))["config"]
    assert DigitAndKind(**saved).weight == 0.3


def test_accuracy_ignores_the_kind_and_non_digits():
    accuracy = DigitAccuracy()
    accuracy.update_state(targets(9, 0, 1), ANSWERS)
    accuracy.update_state(np.concatenate([np.full(10, 0.1), [0, 1]]).astype(np.float32)[None], ANSWERS)  # a non-digit
    assert float(accuracy.result()) == 1
    accuracy.update_state(targets(3, 1, 0), ANSWERS)
    assert float(accuracy.result()) == 0.5
