"""JSON from the browser: whatever it holds, values are of the expected kind, or refused."""
from __future__ import annotations

import pytest

from model.drawings.drawing import DrawingError
from page.parts.assets import ASSETS
from page.parts.wire import as_digit, as_index, as_object, drawing_from, picture_file, picture_url
from tests.support.drawings import SEVEN


@pytest.mark.parametrize(("value", "digit"), [(7, 7), (0, 0), (9, 9), (True, None), (10, None), (-1, None), ("7", None),
                                              (7.0, None), ([], None)])
def test_a_digit_is_a_whole_number_from_0_to_9(value, digit):
    assert as_digit(value) == digit


def test_an_index_is_below_the_count():
    assert [as_index(value, 2) for value in (0, 1, 2, None)] == [0, 1, None, None]


@pytest.mark.parametrize("value", [None, 7, "a", [1]])
def test_a_value_that_is_not_an_object_counts_as_an_empty_one(value):
    assert as_object(value) == {} and as_object({"a": value}) == {"a": value}


def test_a_picture_in_a_data_url_is_the_file_itself():
    path = ASSETS / "examples" / "7-test-41.png"
    assert picture_file(picture_url(path)).read() == path.read_bytes()


@pytest.mark.parametrize("source", [None, 7, "", "data:image/png;base64,!!", "data:text/html;base64,AAAA", "x" * 9])
def test_a_value_that_is_not_a_picture_is_refused_with_a_sentence(source):
    with pytest.raises(DrawingError, match=r"^[A-Z]"):
        picture_file(source)


def test_a_drawing_is_its_strokes_or_the_file_of_its_picture():
    path = ASSETS / "examples" / "7-test-41.png"
    assert drawing_from(SEVEN) is SEVEN
    assert drawing_from({"image": picture_url(path)}).read() == path.read_bytes()


@pytest.mark.parametrize("value", [None, [], {}, {"stroke": []}, "image"])
def test_a_value_that_is_not_a_drawing_is_refused_with_a_sentence(value):
    with pytest.raises(DrawingError, match="A drawing is"):
        drawing_from(value)
