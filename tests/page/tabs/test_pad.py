"""The pad's server: which network reads a drawing, and what of the reading is sent."""
from __future__ import annotations

from threading import current_thread

import pytest

from page.networks.crowd import Crowd
from page.networks.networks import Networks
from page.tabs.pad import example_digits, read_drawing
from tests.support.waiting import awaited

SEVEN = {"strokes": [[300, 200, 700, 200, 450, 800]]}


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


def test_a_picture_is_read_in_a_thread_and_strokes_are_not(networks, monkeypatch):
    threads, read = [], networks.first.recognizer.look_at

    def look_at(images, layers):
        threads.append(current_thread().name)
        return read(images, layers)

    monkeypatch.setattr(networks.first.recognizer, "look_at", look_at)
    for drawing in (SEVEN, {"image": example_digits()[0]["source"]}):
        assert reading(networks, drawing)["state"] == "digit"
    assert ["AnyIO" in name for name in threads] == [False, True]


@pytest.mark.parametrize("name", ["trained-1", 7, ["best"], ""])
def test_a_drawing_for_a_network_that_is_not_kept_is_told_that_it_is_gone(networks, name):
    assert reading(networks, SEVEN | {"network": name}) == {"gone": True}


@pytest.mark.parametrize("drawing", [None, [], {}, {"strokes": "x"}, {"strokes": [[1, 2, 3]]}, {"image": "x"}])
def test_a_value_that_is_not_a_drawing_gets_a_sentence(networks, drawing):
    assert set(reading(networks, drawing)) == {"error"}
