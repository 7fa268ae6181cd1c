from __future__ import annotations

import numpy as np
import pytest

from model.networks.calibration import (
    best_temperature,
    cross_entropy,
    energies,
    expected_calibration_error,
    reliability,
)


def softmax(logits):
    powers = np.exp(logits)
    return powers / powers.sum(axis=1, keepdims=True)


def test_the_energy_of_ten_equal_logits_is_the_logit_plus_the_logarithm_of_ten():
    assert energies(np.full((1, 10), 3.0))[0] == pytest.approx(3 + np.log(10))


def test_energies_of_huge_logits_stay_finite():
    assert energies(np.array([[1000.0] + [0.0] * 9]))[0] == pytest.approx(1000)


def test_cross_entropy_is_the_mean_negative_logarithm_of_the_right_digits_probability():
    logits, labels = np.random.default_rng(1).normal(size=(6, 10)), np.array([0, 1, 2, 3, 4, 5])
    expected = -np.mean([np.log(softmax(logits)[i, label]) for i, label in enumerate(labels)])
    assert cross_entropy(logits, labels) == pytest.approx(expected)


def test_the_best_temperature_undoes_a_scaling_of_calibrated_logits():
    rng = np.random.default_rng(2)
    logits = rng.normal(0, 2, (20_000, 10))
    labels = np.array([rng.choice(10, p=row) for row in softmax(logits)])  # calibrated by construction
    assert best_temperature(logits, labels) == pytest.approx(1, abs=0.05)
    assert best_temperature(3 * logits, labels) == pytest.approx(3, abs=0.15)


def test_the_calibration_error_matches_a_case_worked_out_by_hand():
    # Two answers with confidence 0.9, one of them right: a gap of 0.4. Two with 0.6, both right: a gap of 0.4 too.
    probabilities = np.array([[0.9, 0.1], [0.9, 0.1], [0.6, 0.4], [0.4, 0.6]])
    labels = np.array([0, 1, 0, 1])
    assert expected_calibration_error(probabilities, labels) == pytest.approx(0.4)
    assert [bin["count"] for bin in reliability(probabilities, labels)] == [2, 2]


def test_a_confidence_of_1_falls_into_the_last_bin():
    assert reliability(np.array([[1.0, 0.0]]), np.array([0])) == [{"count": 1, "confidence": 1.0, "accuracy": 1.0}]
