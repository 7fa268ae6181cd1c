"""The Train tab's server: what comes over the wire, and what goes back."""
from __future__ import annotations

import numpy as np
import pytest

from model.choices import Limits
from model.drawing import DrawingError
from model.preprocessing import prepare
from model.watching import Point
from page import train
from page.demo import build_demo
from page.reader import Readers

SEVEN = {"strokes": [[300, 220, 720, 225, 640, 400, 470, 800]]}


def test_without_training_there_is_no_train_tab():
    ids = [{block.elem_id for block in build_demo(Readers(), limits).blocks.values()} for limits in (None, Limits())]
    assert not ids[0] & {"tab-train", "train", "own-digits", "correction"}
    assert ids[1] >= {"tab-train", "train", "own-digits", "correction"}


@pytest.mark.parametrize("digits", [None, [], {}, [7], [{"label": 10, **SEVEN}], [{"label": True, **SEVEN}],
                                    [{"label": 7, "strokes": []}], [{"label": 7, "strokes": "x"}], [{"label": 7}],
                                    [{"label": 7, "image": "x"}], [{"label": 7, **SEVEN}] * 201])
def test_own_digits_that_are_none_get_a_sentence(digits):
    with pytest.raises(DrawingError):
        train.own_digits(digits)


def test_own_digits_come_as_strokes_and_as_pictures(tmp_path):
    [drawn] = train.own_digits([{"label": 7, **SEVEN}])
    np.testing.assert_array_equal(drawn.image, prepare(SEVEN).image)
    np.testing.assert_array_equal(drawn.strokes[0][0], [300, 220])


def test_a_quarter_done_in_three_seconds_leaves_nine():
    assert train.seconds_left(Point(0.5, 0.25, 1, 0.5, 1, 0.5, seconds=3)) == 9
