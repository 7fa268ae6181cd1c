"""Networks downloaded from the page."""
from __future__ import annotations

import base64
import io
import tempfile
import zipfile

import keras
import numpy as np
import pytest

from model.exports.formats import FORMATS
from model.exports.runtimes import load_exported
from model.recognizer import Recognizer
from page.demo import build_demo
from page.networks import exports
from page.networks.exports import network_file, offered
from page.networks.loaded_network import LoadedNetwork
from page.networks.networks import Networks


@pytest.fixture(scope="module")
def networks():
    networks = Networks()
    networks.first.load()
    return networks


@pytest.fixture(scope="module")
def export(networks):
    """The server function that the page's script calls."""
    demo = build_demo(networks)
    part = next(block for block in demo.blocks.values() if getattr(block, "elem_id", None) == "sharing")
    return part.export


def saved(message):
    return message["name"], base64.b64decode(message["file"])


@pytest.mark.parametrize(("form", "name"), [
    ("keras", "digits.keras"), ("tflite_int8", "digits.tflite"), ("onnx", "digits.onnx")])
def test_a_networks_file_reads_digits_as_the_network_does(networks, recognizer, mnist, tmp_path, form, name):
    given, content = saved(network_file(networks.first, form))
    assert given == name
    (tmp_path / name).write_bytes(content)
    images = mnist.test_images[:50]
    np.testing.assert_allclose(load_exported(form, tmp_path / name)(images), recognizer.probabilities(images), atol=0.1)


def test_a_saved_model_is_a_zip_file_of_its_folder(networks, recognizer, mnist, tmp_path):
    name, content = saved(network_file(networks.first, "saved_model"))
    assert name == "digits.zip"
    zipfile.ZipFile(io.BytesIO(content)).extractall(tmp_path)
    images = mnist.test_images[:5]
    read = load_exported("saved_model", tmp_path / "digits")
    np.testing.assert_allclose(read(images), recognizer.probabilities(images), atol=1e-5)


def test_an_export_leaves_no_file_on_the_server(networks, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    network_file(networks.first, "tflite")
    assert not list(tmp_path.iterdir())


def test_a_visitor_is_asked_to_try_again_when_too_many_are_waiting(networks):
    for _ in range(exports.MOST_WAITING):
        assert exports._place.acquire(blocking=False)
    assert network_file(networks.first, "keras") == {"error": "Busy: try again in a moment"}
    exports._place.release(exports.MOST_WAITING)
    assert network_file(networks.first, "keras")["name"] == "digits.keras"


def test_formats_whose_packages_are_not_installed_are_not_offered(monkeypatch):
    assert [form["name"] for form in offered()] == list(FORMATS)
    monkeypatch.setattr("model.exports.formats.find_spec", lambda package: None)
    assert "onnx" not in [form["name"] for form in offered()]


def test_the_downloaded_network_is_the_chosen_one(networks, export, tmp_path):
    small = keras.Sequential([keras.Input((28, 28, 1)), keras.layers.Rescaling(1 / 255), keras.layers.Flatten(),
                              keras.layers.Dense(10, activation="softmax")])
    networks.keep("trained-x", network := LoadedNetwork())
    network.use(Recognizer(small), {})
    (path := tmp_path / "got.keras").write_bytes(base64.b64decode(
        export({"network": "trained-x", "format": "keras"})["file"]))
    assert keras.saving.load_model(path).count_params() == small.count_params()
    networks.drop("trained-x")
    assert export({"network": "trained-x", "format": "keras"}) == {"error": "No longer available"}


@pytest.mark.parametrize("wish", [None, {}, {"format": "zip"}, {"format": ["keras"]}, {"format": None}, [1]])
def test_a_format_that_is_not_offered_is_refused(export, wish):
    assert export(wish) == {"error": "Format not available"}


def test_a_network_that_a_format_does_not_support_is_refused(export, monkeypatch):
    def fail(network, form):
        raise RuntimeError("no such operation")

    monkeypatch.setattr("page.tabs.sharing.network_file", fail)
    assert export({"format": "onnx"}) == {"error": "Not possible in this format"}
