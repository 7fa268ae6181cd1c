"""The pad's server: which network reads a drawing, and what of the reading is sent."""
from __future__ import annotations

import pytest

from page.networks.networks import Networks
from page.tabs.pad import example_digits, read_drawing
from tests.support.drawings import SEVEN


@pytest.fixture(scope="module")
def networks():
    """Of which the first one is there as its layers, and the second one not at all."""
    networks = Networks()
    networks.first.load_chain()
    return networks


def test_a_reading_has_the_first_layers_maps(networks):
    message = read_drawing(networks, SEVEN)
    assert message["digit"] == 7 and message["maps"]["shape"] == [24, 24, 16] and message["layers"] is None


def test_a_reading_has_all_layers_maps_if_they_are_wanted(networks):
    layers = read_drawing(networks, SEVEN | {"layers": True})["layers"]
    assert list(layers) == [layer.name for layer in networks.first.layers]


def test_an_example_is_read_from_its_picture(networks):
    example = next(example for example in example_digits() if example["title"].startswith("Digit 7"))
    assert read_drawing(networks, {"image": example["source"]})["digit"] == 7


@pytest.mark.parametrize("name", ["trained-1", 7, ["best"], ""])
def test_a_drawing_for_a_network_that_is_not_kept_is_told_that_it_is_gone(networks, name):
    assert read_drawing(networks, SEVEN | {"network": name}) == {"gone": True}


@pytest.mark.parametrize("drawing", [None, [], {}, {"strokes": "x"}, {"strokes": [[1, 2, 3]]}, {"image": "x"}])
def test_a_value_that_is_not_a_drawing_gets_a_sentence(networks, drawing):
    assert set(read_drawing(networks, drawing)) == {"error"}
