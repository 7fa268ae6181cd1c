"""The second answer that is learned beside the digit's."""
from __future__ import annotations

import keras
import numpy as np
import pytest

from model.digits.training_data import digit_examples
from model.learning.kinds import DigitAndKind, learner, with_kind
from model.learning.training import DigitAccuracy
from model.networks.layers import build_network, lesson_layers

IMAGES = np.random.default_rng(0).integers(0, 256, (3, 28, 28), dtype=np.uint8)
ANSWERS = np.array([[0.05] * 9 + [0.55, 0.9, 0.1]], np.float32)  # a 9, of the first of two kinds


def targets(digit: int, *kind: float) -> np.ndarray:
    return np.concatenate([np.eye(10)[digit], kind]).astype(np.float32)[None]


def test_an_examples_kind_stands_behind_its_digit():
    told = with_kind(digit_examples(IMAGES, np.array([7, 1, 0])), 2, kinds=3).targets
    assert told.shape == (3, 13) and told.dtype == np.float32
    np.testing.assert_array_equal(told[:, :10].argmax(axis=1), [7, 1, 0])
    np.testing.assert_array_equal(told[:, 10:], [[0, 0, 1]] * 3)


def test_what_learns_gives_the_networks_own_answer_and_a_probability_for_each_kind():
    network = build_network(lesson_layers(4), "lesson")
    pixels = IMAGES[..., None].astype(np.float32)
    answers = learner(network, kinds=3)(pixels).numpy()
    np.testing.assert_array_equal(answers[:, :10], network(pixels).numpy())
    np.testing.assert_allclose(answers[:, 10:].sum(axis=1), 1, rtol=1e-5)
    assert network.output_shape == (None, 10)


def test_the_kind_counts_so_many_times_beside_the_digit():
    loss = float(DigitAndKind(0.3)(targets(9, 0, 1), ANSWERS))
    # Keras divides probabilities by their sum: 0.05 · 9 + 0.55 = 1.
    assert loss == pytest.approx(-np.log(0.55) - 0.3 * np.log(0.1), rel=1e-5)


def test_where_no_kind_is_told_only_the_digit_counts():
    assert float(DigitAndKind(0.3)(targets(9), ANSWERS)) == pytest.approx(-np.log(0.55), rel=1e-5)


def test_the_loss_is_saved_with_its_weight():
    kept = keras.saving.serialize_keras_object(DigitAndKind(0.3))["config"]
    assert DigitAndKind(**kept).weight == 0.3


def test_a_kind_is_no_digit_that_could_be_read_right():
    accuracy = DigitAccuracy()
    accuracy.update_state(targets(9, 0, 1), ANSWERS)
    accuracy.update_state(np.concatenate([np.full(10, 0.1), [0, 1]]).astype(np.float32)[None], ANSWERS)  # no digit
    assert float(accuracy.result()) == 1
    accuracy.update_state(targets(3, 1, 0), ANSWERS)
    assert float(accuracy.result()) == 0.5
