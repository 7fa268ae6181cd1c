"""Files of networks and of data that are broken, or made to do harm: refused, and nothing in them is run."""
from __future__ import annotations

import json
import pickle
import zipfile
from pathlib import Path
from random import Random

import keras
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench.common import attacks
from model.digits.mnist import MnistError, load_mnist
from model.digits.pen_digits import PenDigitsError, load_pen_digits
from model.networks.files import NetworkError
from model.networks.layers import answer_layers, build_network
from model.networks.loading import load_network

SEEDS = st.integers(0, 2**32 - 1)
FEW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


# Networks

@pytest.fixture(scope="module")
def network_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("network") / "small.keras"
    build_network([keras.layers.Flatten(), *answer_layers()], "small").save(path)
    return path


def with_members(path: Path, changed: Path, members: dict[str, bytes]) -> Path:
    """A network's file with some of its members in place of its own, or beside them."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(changed, "w") as new:
        for name in {*old.namelist(), *members}:
            new.writestr(name, members[name] if name in members else old.read(name))
    return changed


def with_layer(path: Path, changed: Path, layer: dict) -> Path:
    """A network's file with one more layer in its middle."""
    config = json.loads(zipfile.ZipFile(path).read("config.json"))
    config["config"]["layers"].insert(2, layer)
    return with_members(path, changed, {"config.json": json.dumps(config).encode()})


class Evil:
    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self):
        return Path.touch, (self.mark,)


def lambda_of(mark: Path) -> dict:
    place = str(mark)
    layer = keras.layers.Lambda(lambda values: (open(place, "w").close(), values)[1], name="evil")
    return keras.saving.serialize_keras_object(layer)


def made_of(where: str, name: str, **config) -> dict:
    return {"module": where, "class_name": name, "config": config, "registered_name": name, "name": "evil",
            "build_config": {"input_shape": [None, 28, 28, 1]}}


MALICIOUS = {
    "a lambda": lambda mark: lambda_of(mark),
    "a function of the system": lambda mark: made_of("os", "system", command=f"touch {mark}"),
    "a program": lambda mark: made_of("subprocess", "Popen", args=["touch", str(mark)]),
    "a file's text": lambda mark: made_of("builtins", "open", file=str(mark), mode="w"),
    "a download": lambda mark: made_of("keras.utils", "get_file", fname=str(mark), origin=f"file://{__file__}"),
    "a class of this test": lambda mark: made_of(__name__, "Evil", mark=str(mark)),
    "a vocabulary of this machine": lambda mark: made_of("keras.layers", "StringLookup", vocabulary="/etc/passwd"),
    "a pickled module": lambda mark: made_of("keras.layers", "TorchModuleWrapper", output_shape=[28, 28, 1], **{
        "module": {"class_name": "__torch__", "config": pickle.dumps(Evil(mark)).hex()}}),
}


@pytest.mark.parametrize("what", MALICIOUS)
def test_a_malicious_network_is_refused_and_runs_nothing(what, network_file, tmp_path):
    mark = tmp_path / "ran"
    file = with_layer(network_file, tmp_path / "evil.keras", MALICIOUS[what](mark))
    with pytest.raises(NetworkError, match=r"evil\.keras"):
        load_network(file)
    assert not mark.exists()


@pytest.mark.filterwarnings("ignore:Skipping invalid path")
@pytest.mark.parametrize("name", ["../escaped", "/tmp/escaped-network", "assets/../../escaped", "a/" * 200 + "x"])
def test_a_path_in_a_networks_file_leads_nowhere(name, network_file, tmp_path):
    folder = tmp_path / "inner"
    folder.mkdir()
    file = with_members(network_file, folder / "odd.keras", {name: b"x"})
    try:
        load_network(file)
    except NetworkError as error:
        assert "odd.keras" in str(error)
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["odd.keras"]
    assert not Path("/tmp/escaped-network").exists()


@pytest.mark.parametrize("content", [b"", b"text", b"PK\x03\x04", pickle.dumps(Evil(Path("/nowhere/ran")))])
def test_what_is_no_network_is_refused_whatever_its_name(content, tmp_path):
    for name in ("x.keras", "x.h5", "x.pkl"):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(NetworkError, match="save the network again"):
            load_network(tmp_path / name)


def test_an_older_networks_file_is_refused(tmp_path):
    network = build_network([keras.layers.Flatten(), *answer_layers()], "old")
    network.save(tmp_path / "old.h5")
    with pytest.raises(NetworkError, match="save the network again"):
        load_network(tmp_path / "old.h5")


@pytest.mark.parametrize("count", [0.3, 0.7, 0.99])
def test_a_truncated_network_is_refused(count, network_file, tmp_path):
    content = network_file.read_bytes()
    (tmp_path / "cut.keras").write_bytes(content[:int(count * len(content))])
    with pytest.raises(NetworkError, match=r"cut\.keras"):
        load_network(tmp_path / "cut.keras")


@FEW
@given(SEEDS)
def test_a_spoiled_network_is_loaded_or_refused(network_file, tmp_path, seed):
    (tmp_path / "odd.keras").write_bytes(attacks.spoiled(network_file.read_bytes(), Random(seed)))
    try:
        load_network(tmp_path / "odd.keras")
    except NetworkError as error:
        assert "odd.keras" in str(error)


# Data

@FEW
@given(SEEDS)
def test_spoiled_data_is_read_or_refused(tmp_path, seed):
    random = np.random.default_rng(0)
    arrays = {f"{kind}_{part}": random.integers(0, 10, (9, 28, 28) if kind == "x" else 9, np.uint8)
              for kind in "xy" for part in ("train", "test")}
    np.savez(tmp_path / "data.npz", **arrays)
    (tmp_path / "data.npz").write_bytes(attacks.spoiled((tmp_path / "data.npz").read_bytes(), Random(seed)))
    try:
        load_mnist(tmp_path / "data.npz")
    except MnistError as error:
        assert "data.npz" in str(error)


def test_data_that_would_run_code_is_refused(tmp_path):
    evil = np.array([Evil(tmp_path / "ran")], object)
    np.savez(tmp_path / "data.npz", x_train=evil, y_train=evil, x_test=evil, y_test=evil)
    with pytest.raises(MnistError, match=r"data\.npz"):
        load_mnist(tmp_path / "data.npz")
    assert not (tmp_path / "ran").exists()


@FEW
@given(SEEDS)
def test_pen_digits_of_anything_are_read_or_refused(tmp_path, seed):
    (tmp_path / "pens.json").write_text(attacks.any_json(Random(seed)), encoding="utf-8")
    with pytest.raises(PenDigitsError, match=r"pens\.json"):
        load_pen_digits(tmp_path / "pens.json")
