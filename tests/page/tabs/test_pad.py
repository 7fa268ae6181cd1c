"""The pad's server: which network reads a drawing, and what of the reading is sent."""
from __future__ import annotations

import pytest

from page.networks.crowd import Crowd
from page.networks.networks import Networks
from page.tabs.pad import example_digits, is_quick, read_drawing
from tests.support.drawings import SEVEN
from tests.support.waiting import awaited


@pytest.fixture(scope="module")
def networks():
    """Of which the first one is there as its conversion, and the second one not at all."""
    networks = Networks()
    networks.first.load_lite()
    return networks


def reading(networks, drawing):
    return awaited(read_drawing(networks, drawing, Crowd()))


def test_a_reading_has_the_first_layers_maps_unless_they_are_not_wanted(networks):
    usual, odd, none = (reading(networks, SEVEN | options) for options in ({}, {"maps": 0}, {"maps": False}))
    assert usual == odd and usual["maps"]["shape"] == [24, 24, 16]
    assert none == usual | {"maps": None}


@pytest.mark.parametrize(("drawing", "expected"), [
    (SEVEN, True), ({"strokes": [[500] * 5000]}, False), ({"image": "x"}, False), (SEVEN | {"layers": True}, False),
    (SEVEN | {"atlas": True}, False), ({}, False)])
def test_only_few_strokes_without_details_are_read_in_the_event_loop(networks, drawing, expected):
    assert is_quick(networks.first, drawing) == expected
    assert not is_quick(networks.find("lesson"), drawing)  # which is not loaded yet


def test_an_example_is_read_from_its_picture(networks):
    example = next(example for example in example_digits() if example["title"].startswith("Digit 7"))
    assert reading(networks, {"image": example["source"]})["digit"] == 7


@pytest.mark.parametrize("name", ["trained-1", 7, ["best"], ""])
def test_a_drawing_for_a_network_that_is_not_kept_is_told_that_it_is_gone(networks, name):
    assert reading(networks, SEVEN | {"network": name}) == {"gone": True}


@pytest.mark.parametrize("drawing", [None, [], {}, {"strokes": "x"}, {"strokes": [[1, 2, 3]]}, {"image": "x"}])
def test_a_value_that_is_not_a_drawing_gets_a_sentence(networks, drawing):
    assert set(reading(networks, drawing)) == {"error"}
