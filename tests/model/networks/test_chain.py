"""A network as a chain of layers: its weights as planes of bytes, and the file next to the network."""
from __future__ import annotations

import json
import shutil
import struct

import numpy as np
import pytest

from model.networks.anatomy import anatomy, chain_of
from model.networks.chain import ENDING, Anatomy, Chain, load_chain, save_chain
from model.networks.files import SAVED
from model.networks.loading import load_network


def layer(name, kind="identity", **weights):
    return Anatomy(name, kind, (1, 1, 2), (1, 1, 2), 0, True, "", {}, weights)


def test_weights_are_sent_byte_by_byte_the_most_significant_ones_first():
    chain = Chain("small", [layer("a", kernel=np.float32([[1.5, -2.0]])), layer("b", bias=np.float32([3.1]))])
    numbers = [struct.pack(">f", value) for value in (1.5, -2.0, 3.1)]
    assert chain.weights == bytes(number[plane] for plane in range(4) for number in numbers)


def test_the_description_says_where_each_layers_weights_are():
    chain = Chain("small", [layer("a", kernel=np.zeros((2, 3), np.float32), bias=np.zeros(3, np.float32)), layer("b"),
                            layer("c", bias=np.zeros(2, np.float32))])
    places = [part["weights"] for part in chain.description()]
    assert places == [{"kernel": [0, 6], "bias": [6, 3]}, {}, {"bias": [9, 2]}]


def test_a_chain_with_a_layer_of_unknown_kind_is_not_complete():
    assert Chain("whole", [layer("a")]).is_complete
    assert not Chain("part", [layer("a"), layer("b", "other")]).is_complete


@pytest.mark.parametrize("name", ["best", "lesson"])
def test_the_saved_layers_are_those_of_the_saved_network(name):
    saved, expected = load_chain(SAVED / f"{name}.keras"), chain_of(load_network(SAVED / f"{name}.keras"))
    assert (saved.name, saved.weights) == (expected.name, expected.weights)
    assert json.dumps(saved.description()) == json.dumps(expected.description())
    for one, other in zip(saved.layers, expected.layers, strict=True):
        assert all(np.array_equal(one.weights[array], other.weights[array]) for array in other.weights)


def test_layers_are_not_loaded_for_another_network(tmp_path):
    path = tmp_path / "own.keras"
    shutil.copy(SAVED / "lesson.keras", path)
    save_chain(Chain("own", anatomy(load_network(path))), path.with_suffix(ENDING), path)
    assert load_chain(path).name == "own"
    shutil.copy(SAVED / "best.keras", path)
    assert load_chain(path) is None


@pytest.mark.parametrize("content", [
    None, b"", b"PK\x03\x04 and nothing more", (SAVED / f"best{ENDING}").read_bytes()[:9000]])
def test_a_missing_or_damaged_file_has_no_layers(tmp_path, content):
    shutil.copy(SAVED / "best.keras", tmp_path / "best.keras")
    if content is not None:
        (tmp_path / f"best{ENDING}").write_bytes(content)
    assert load_chain(tmp_path / "best.keras") is None
