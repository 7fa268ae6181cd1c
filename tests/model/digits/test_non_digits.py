from __future__ import annotations

import numpy as np
import pytest

from model.digits import non_digits
from model.digits.non_digits import FREQUENCIES, FROM_DIGITS, synthetic_non_digits

ONE_DIGIT = [[np.array([(0, 0), (1, 0), (0.5, 0.5), (0.4, 1), (0.4, 1.1), (0.4, 1.2), (0.4, 1.3), (0.4, 1.4)])]]


@pytest.mark.parametrize("kind", FREQUENCIES, ids=lambda kind: kind.__name__)
def test_each_kind_gives_finite_strokes_of_several_points(kind):
    for seed in range(30):
        strokes = kind(np.random.default_rng(seed), ONE_DIGIT)
        assert strokes
        assert all(stroke.ndim == 2 and stroke.shape[1] == 2 and len(stroke) > 1 for stroke in strokes)
        assert all(np.isfinite(stroke).all() for stroke in strokes)


def test_the_same_seed_gives_the_same_drawings():
    first, second = (synthetic_non_digits(20, ONE_DIGIT, 3) for _ in range(2))
    for one, other in zip(first, second, strict=True):
        assert all(np.array_equal(*pair) for pair in zip(one, other, strict=True))


def test_without_digits_no_kind_that_needs_them_is_drawn(monkeypatch):
    def refuse(rng, digits):
        raise AssertionError("a kind that needs digits was drawn")

    frequencies = {refuse if kind in FROM_DIGITS else kind: frequency for kind, frequency in FREQUENCIES.items()}
    monkeypatch.setattr(non_digits, "FREQUENCIES", frequencies)
    monkeypatch.setattr(non_digits, "FROM_DIGITS", (refuse,))
    assert len(synthetic_non_digits(200, [], 0)) == 200


def test_a_rectangle_is_closed_and_one_unit_wide():
    [corners] = non_digits.rectangle(np.random.default_rng(0))
    np.testing.assert_array_equal(corners[0], corners[-1])
    assert np.hypot(*(corners[1] - corners[0])) == pytest.approx(1)
