"""The stages of a network's loading: its layers first, the Keras model later; errors; and the swap between them."""
from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import keras
import numpy as np
import pytest

from model.drawings.drawing import DrawingError
from model.networks.files import SAVED, NetworkError
from model.networks.layers import answer_layers, build_network
from model.recognizer import Recognizer
from page.networks.loaded_network import LoadedNetwork
from tests.support.drawings import ONE

PATH = SAVED / "best.keras"  # it reads a 1


@pytest.fixture(scope="module")
def recognizer():
    """With a Keras model that is not trained, and reads a 3 in everything."""
    keras_model = build_network([keras.layers.Flatten(), *answer_layers()], "small")
    kernel, bias = keras_model.get_layer("logits").get_weights()
    keras_model.get_layer("logits").set_weights([kernel * 0, bias + 9 * np.eye(10)[3]])
    return Recognizer(keras_model)


@pytest.fixture
def early():
    """A network whose first stage is loaded."""
    network = LoadedNetwork(PATH)
    network.load_chain()
    return network


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

    monkeypatch.setattr(Recognizer, "load", recognizer_or_error)
    monkeypatch.setattr("model.inside.atlas.load_atlas", lambda path, keras_model: None)
    network.load()


def test_a_network_whose_layers_are_saved_reads_before_the_keras_model_is_loaded(early):
    assert (early.read(ONE, []).digit, early.name, early.is_loaded, early.is_lost) == (1, "best", True, False)
    assert early.layers[-1].name == "probabilities"


def test_a_network_without_saved_layers_is_not_loaded_early(tmp_path):
    network = LoadedNetwork(tmp_path / "new.keras")
    network.load_chain()
    assert not network.is_loaded


def test_a_reading_of_a_network_without_saved_layers_waits_for_the_keras_model(pool, recognizer):
    network = LoadedNetwork()
    reading = pool.submit(network.read, ONE, [])
    network.use(recognizer, {})
    assert reading.result(10).digit == 3


def test_the_keras_model_replaces_the_layers(early, recognizer, monkeypatch):
    load(early, monkeypatch, recognizer)
    assert early.recognizer is recognizer and early.keras_model is recognizer.network
    assert (early.read(ONE, []).digit, early.name, early.layers[-1].name) == (3, "small", "probabilities")


def test_a_reading_that_has_begun_with_the_layers_ends_with_them(pool, early, recognizer, monkeypatch):
    has_begun, may_go_on, read = Event(), Event(), early.recognizer.read

    def slow_read(*arguments):
        has_begun.set()
        assert may_go_on.wait(10)
        return read(*arguments)

    monkeypatch.setattr(early.recognizer, "read", slow_read)
    reading = pool.submit(early.read, ONE, [])
    assert has_begun.wait(10)
    load(early, monkeypatch, recognizer)
    may_go_on.set()
    assert (reading.result(10).digit, early.read(ONE, []).digit) == (1, 3)


def test_if_loading_fails_everything_that_waits_raises_the_error(pool, monkeypatch):
    network = LoadedNetwork(PATH)
    waiting = [pool.submit(call) for call in (network.wait, lambda: network.layers, lambda: network.read(ONE))]
    load(network, monkeypatch, NetworkError("best.keras is damaged."))
    for future in waiting:
        with pytest.raises(NetworkError, match=r"best\.keras"):
            future.result(10)
    assert network.is_lost


def test_a_network_whose_loading_fails_is_lost_although_its_layers_could_be_read(early, monkeypatch):
    load(early, monkeypatch, NetworkError("best.keras is damaged."))
    assert early.is_lost
    with pytest.raises(NetworkError, match=r"best\.keras"):
        early.read(ONE)


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
