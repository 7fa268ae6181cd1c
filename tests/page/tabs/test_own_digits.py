"""Own digits as they come over the wire."""
from __future__ import annotations

import base64

import numpy as np
import pytest

from model.drawings.drawing import DrawingError
from model.drawings.preprocessing import prepare
from page.tabs.own_digits import own_digits
from tests.support.drawings import SEVEN
from tests.support.project import PROJECT


@pytest.mark.parametrize("digits", [None, [], {}, [7], [{"label": 10, **SEVEN}], [{"label": True, **SEVEN}],
                                    [{"label": 7, "strokes": []}], [{"label": 7, "strokes": "x"}], [{"label": 7}],
                                    [{"label": 7, "image": "x"}], [{"label": 7, **SEVEN}] * 201])
def test_own_digits_that_are_none_get_a_sentence(digits):
    with pytest.raises(DrawingError):
        own_digits(digits)


def test_own_digits_come_as_strokes_and_as_pictures():
    path = PROJECT / "assets" / "examples" / "7-test-41.png"
    picture = {"image": f"data:image/png;base64,{base64.b64encode(path.read_bytes()).decode()}"}
    drawn, opened = own_digits([{"label": 7, **SEVEN}, {"label": 7, **picture}])
    np.testing.assert_array_equal(drawn.image, prepare(SEVEN).image)
    np.testing.assert_array_equal(drawn.strokes[0][0], [300, 200])
    np.testing.assert_array_equal(opened.image, prepare(path).image)
