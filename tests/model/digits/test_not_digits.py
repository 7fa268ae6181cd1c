from __future__ import annotations

import numpy as np
import pytest

from model.digits import not_digits
from model.digits.not_digits import KINDS, OF_DIGITS, made_up

DIGITS = [[np.array([(0, 0), (1, 0), (0.5, 0.5), (0.4, 1), (0.4, 1.1), (0.4, 1.2), (0.4, 1.3), (0.4, 1.4)])]]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_each_kind_gives_finite_strokes_of_several_points(kind):
    for seed in range(30):
        strokes = kind(np.random.default_rng(seed), DIGITS)
        assert strokes
        assert all(stroke.ndim == 2 and stroke.shape[1] == 2 and len(stroke) > 1 for stroke in strokes)
        assert all(np.isfinite(stroke).all() for stroke in strokes)


def test_the_same_seed_makes_up_the_same():
    first, second = made_up(20, DIGITS, 3), made_up(20, DIGITS, 3)
    for one, other in zip(first, second, strict=True):
        assert all(np.array_equal(*pair) for pair in zip(one, other, strict=True))


def test_without_digits_none_of_their_pieces_are_drawn(monkeypatch):
    def refuse(rng, digits):
        raise AssertionError("a kind that needs digits was drawn")

    kinds = {refuse if kind in OF_DIGITS else kind: weight for kind, weight in KINDS.items()}
    monkeypatch.setattr(not_digits, "KINDS", kinds)
    monkeypatch.setattr(not_digits, "OF_DIGITS", (refuse,))
    assert len(made_up(200, [], 0)) == 200


def test_a_rectangle_is_as_wide_as_the_square_and_closed():
    [corners] = not_digits.rectangle(np.random.default_rng(0))
    np.testing.assert_array_equal(corners[0], corners[-1])
    assert np.hypot(*(corners[1] - corners[0])) == pytest.approx(1)
