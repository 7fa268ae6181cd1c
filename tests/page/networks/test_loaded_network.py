"""The stages of a network's loading: its conversion first, the Keras model later; errors; and the swap between them."""
from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import keras
import numpy as np
import pytest

from model.drawings.drawing import DrawingError
from model.networks.files import NetworkError
from model.networks.lite import Lite
from model.networks.network import answer_layers, build_network
from model.recognizer import Recognizer
from page.networks import loaded_network
from page.networks.loaded_network import LoadedNetwork

ONE = {"strokes": [[500, 200, 500, 800]]}
PATH = Path("somewhere/small.keras")


class Conversion(Lite):
    """Instead of a LiteRT file: reads an 8 in everything, once it may."""

    def __init__(self):
        self.layers, self.name, self.first_layer = ("logits",), "converted", None
        self.has_begun, self.may_go_on = Event(), Event()
        self.may_go_on.set()

    def look_at(self, images, layers):
        self.has_begun.set()
        assert self.may_go_on.wait(10)
        return np.eye(10, dtype=np.float32)[[8]], np.zeros((1, 10), np.float32), {}


@pytest.fixture(scope="module")
def recognizer():
    """With a Keras model that is not trained, and reads a 3 in everything."""
    keras_model = build_network([keras.layers.Flatten(), *answer_layers()], "small")
    kernel, bias = keras_model.get_layer("logits").get_weights()
    keras_model.get_layer("logits").set_weights([kernel * 0, bias + 9 * np.eye(10)[3]])
    return Recognizer(keras_model)


@pytest.fixture
def conversion(monkeypatch):
    monkeypatch.setattr(loaded_network, "load_lite", lambda path: conversion)
    monkeypatch.setattr(loaded_network, "least_energy_of", lambda path: None)
    conversion = Conversion()
    return conversion


@pytest.fixture
def pool():
    with ThreadPoolExecutor(4) as pool:
        yield pool


def load(network, monkeypatch, outcome):
    """Load it; its file gives this recognizer, or raises this error."""
    def recognizer_or_error(path):
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    monkeypatch.setattr(loaded_network.Recognizer, "load", recognizer_or_error)
    monkeypatch.setattr("model.inside.atlas.load_atlas", lambda path, keras_model: None)
    network.load()


def test_a_converted_network_reads_before_the_keras_model_is_loaded(conversion):
    network = LoadedNetwork(PATH)
    network.load_lite()
    assert (network.read(ONE, []).digit, network.name, network.is_quick, network.is_lost) == (
        8, "converted", True, False)


def test_a_network_without_a_conversion_is_not_quick_before_it_is_loaded(monkeypatch):
    monkeypatch.setattr(loaded_network, "load_lite", lambda path: None)
    network = LoadedNetwork(PATH)
    network.load_lite()
    assert not network.is_quick


def test_a_reading_of_a_network_without_a_conversion_waits_for_the_keras_model(pool, recognizer):
    network = LoadedNetwork()
    reading = pool.submit(network.read, ONE, [])
    network.use(recognizer, {})
    assert reading.result(10).digit == 3


def test_the_layers_of_a_converted_network_wait_for_the_keras_model(pool, conversion, recognizer, monkeypatch):
    network = LoadedNetwork(PATH)
    network.load_lite()
    layers = pool.submit(lambda: network.layers)
    load(network, monkeypatch, recognizer)
    assert [layer.name for layer in layers.result(10)] == [
        layer.name for layer in recognizer.network.layers if layer.name != "image"]


def test_the_loaded_network_replaces_its_conversion(conversion, recognizer, monkeypatch):
    network = LoadedNetwork(PATH)
    network.load_lite()
    load(network, monkeypatch, recognizer)
    assert network.recognizer is recognizer and network.keras_model is recognizer.network
    assert (network.read(ONE, []).digit, network.name, network.is_quick) == (3, "small", False)


def test_a_reading_that_has_begun_with_the_conversion_ends_with_it(pool, conversion, recognizer, monkeypatch):
    network = LoadedNetwork(PATH)
    network.load_lite()
    conversion.may_go_on.clear()
    reading = pool.submit(network.read, ONE, [])
    assert conversion.has_begun.wait(10)
    load(network, monkeypatch, recognizer)
    conversion.may_go_on.set()
    assert (reading.result(10).digit, network.read(ONE, []).digit) == (8, 3)


def test_if_loading_fails_everything_that_waits_raises_the_error(pool, monkeypatch):
    network = LoadedNetwork(PATH)
    waiting = [pool.submit(call) for call in (network.wait, lambda: network.layers, lambda: network.read(ONE))]
    load(network, monkeypatch, NetworkError("small.keras is damaged."))
    for future in waiting:
        with pytest.raises(NetworkError, match=r"small\.keras"):
            future.result(10)
    assert network.is_lost


def test_a_network_whose_loading_fails_is_lost_although_its_conversion_could_be_read(conversion, monkeypatch):
    network = LoadedNetwork(PATH)
    network.load_lite()
    load(network, monkeypatch, NetworkError("small.keras is damaged."))
    assert network.is_lost
    with pytest.raises(NetworkError, match=r"small\.keras"):
        network.read(ONE)


def test_a_trained_network_has_the_record_that_comes_with_it(recognizer):
    network = LoadedNetwork()
    network.use(recognizer, {"seed": 1})
    assert network.record == {"seed": 1} and network.atlas is None


@pytest.mark.parametrize("drawing", [None, [], {}, {"strokes": 1}, {"image": 7}, "image"])
def test_a_value_that_is_not_a_drawing_is_refused(recognizer, drawing):
    network = LoadedNetwork()
    network.use(recognizer, {})
    with pytest.raises(DrawingError):
        network.read(drawing)
