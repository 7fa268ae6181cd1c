"""The networks on offer: their names, which one a name means, and the order in which they are loaded."""
from __future__ import annotations

from threading import enumerate as threads

import pytest

from model.networks.files import NetworkError
from page.networks import networks as module
from page.networks.loaded_network import LoadedNetwork
from page.networks.networks import Networks


def test_the_projects_networks_are_offered_and_a_given_one_first():
    assert Networks().names == ["best", "lesson"]
    assert Networks("somewhere/mine.keras").names == ["mine", "best", "lesson"]
    assert Networks("somewhere/best.keras").names == ["best.keras", "best", "lesson"]


def test_a_name_finds_its_network_and_none_the_first_one():
    networks = Networks()
    assert networks.find("best") is networks.find(None) is networks.first is not networks.find("lesson")


@pytest.mark.parametrize("name", ["no such", "", 7, ["best"], {}])
def test_an_unknown_name_finds_nothing_or_the_first_network(name):
    networks = Networks()
    assert networks.find(name) is None and networks.find_or_first(name) is networks.first


def test_a_trained_network_is_found_by_its_name_until_it_is_dropped():
    networks, trained = Networks(), LoadedNetwork()
    networks.keep("trained-x", trained)
    assert networks.find("trained-x") is trained and "trained-x" not in networks.names
    networks.drop("trained-x")
    assert networks.find("trained-x") is None


def test_a_network_that_could_not_be_loaded_is_not_found(tmp_path):
    networks = Networks(tmp_path / "missing.keras")
    networks.first.load()
    assert networks.find("missing") is None


def test_weights_are_found_by_their_checksum_if_their_network_is_on_offer_and_loaded():
    networks = Networks()
    networks.first.load_chain()
    chain = networks.first.chain
    assert networks.find_weights(chain.sha256) is chain.weights
    assert networks.find_weights("0" * 64) is None


@pytest.fixture
def loading(monkeypatch):
    """What `start` does with the networks, in order; `lost` are the paths whose network can't be loaded."""
    events, lost = [], set()

    def load(self):
        events.append(f"load {self._path.stem}")
        if self._path.stem in lost:
            self._complete.set_exception(NetworkError("It is damaged."))

    monkeypatch.setattr(LoadedNetwork, "load_chain", lambda self: events.append(f"layers of {self._path.stem}"))
    monkeypatch.setattr(LoadedNetwork, "load", load)
    monkeypatch.setattr(module, "freeze_objects", lambda: events.append("freeze"))
    return events, lost


def start(networks):
    networks.start()
    for thread in threads():
        if thread.name == "load the networks":
            thread.join(10)


def test_all_layers_are_loaded_before_the_first_keras_model(loading):
    start(Networks())
    assert loading[0] == ["layers of best", "layers of lesson", "load best", "load lesson", "freeze"]


def test_a_lost_first_network_ends_the_loading(loading):
    events, lost = loading
    lost.add("best")
    start(Networks())
    assert events == ["layers of best", "layers of lesson", "load best"]


def test_a_lost_second_network_does_not(loading):
    events, lost = loading
    lost.add("best")
    start(Networks("mine.keras"))
    assert events[3:] == ["load mine", "load best", "load lesson", "freeze"]
