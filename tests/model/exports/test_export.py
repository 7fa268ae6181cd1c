"""Exported networks, run in their own runtimes and compared with the original."""
from __future__ import annotations

import sys

import keras
import numpy as np
import pytest

from model import __main__ as command_line
from model.exports.export import ExportError, export
from model.exports.formats import FORMATS
from model.exports.runtimes import OPENERS, compare, load_exported
from model.networks.layers import build_network, lesson_layers
from model.recognizer import Recognizer

EXACT = [form for form in OPENERS if form != "tflite_int8"]


@pytest.fixture(scope="module")
def exported(recognizer, tmp_path_factory):
    """The path of the exported best network, by format."""
    folder = tmp_path_factory.mktemp("exported")
    return {form: export(recognizer.network, form, folder / f"{form}{FORMATS[form].ending}") for form in OPENERS}


@pytest.mark.parametrize("form", EXACT)
def test_an_exported_network_gives_the_same_probabilities(exported, recognizer, mnist, form):
    images = mnist.test_images[:300]
    np.testing.assert_allclose(load_exported(form, exported[form])(images), recognizer.probabilities(images), atol=1e-5)


def test_an_8_bit_network_reads_nearly_all_digits_the_same(exported, recognizer, mnist):
    found = compare(load_exported("tflite_int8", exported["tflite_int8"]), recognizer.probabilities,
                     mnist.test_images[:500], mnist.test_labels[:500])
    assert found.differing <= 2 and found.accuracy >= 0.99
    assert exported["tflite_int8"].stat().st_size < exported["tflite"].stat().st_size / 3


@pytest.mark.parametrize("form", OPENERS)
def test_an_exported_network_gives_the_same_probabilities_for_one_image_and_for_a_batch(exported, mnist, form):
    read = load_exported(form, exported[form])
    one_by_one = np.concatenate([read(mnist.test_images[i:i + 1]) for i in range(5)])
    np.testing.assert_allclose(read(mnist.test_images[:5]), one_by_one, atol=1e-5)


@pytest.mark.parametrize("form", ["tflite", "tflite_int8", "onnx", "saved_model"])
def test_an_exported_network_refuses_float_images(exported, form):
    """An image scaled to 0…1 would be read as blank."""
    with pytest.raises(Exception, match=r"(?i)uint8"):
        load_exported(form, exported[form])(np.zeros((1, 28, 28), np.float32))


def test_an_8_bit_network_takes_pixels_without_scaling(exported):
    from ai_edge_litert.interpreter import Interpreter

    [given] = Interpreter(str(exported["tflite_int8"])).get_input_details()
    assert (given["dtype"], given["quantization"]) == (np.uint8, (1.0, 0))


def test_exporting_does_not_change_the_network(recognizer, tmp_path):
    network = recognizer.network
    before = [(layer.name, len(layer._inbound_nodes)) for layer in network.layers]
    export(network, "tflite", tmp_path / "a.tflite")
    assert [(layer.name, len(layer._inbound_nodes)) for layer in network.layers] == before
    assert [path.name for path in tmp_path.iterdir()] == ["a.tflite"]


@pytest.mark.parametrize("form", OPENERS)
def test_a_network_without_a_channel_axis_can_be_exported(tmp_path, mnist, form):
    network = keras.Sequential([keras.Input((28, 28)), keras.layers.Rescaling(1 / 255), keras.layers.Flatten(),
                                keras.layers.Dense(10, activation="softmax")])
    path = export(network, form, tmp_path / f"network{FORMATS[form].ending}")
    images = mnist.test_images[:20]
    np.testing.assert_allclose(load_exported(form, path)(images), Recognizer(network).probabilities(images), atol=0.03)


def test_a_comparison_counts_differing_digits():
    first, second = np.eye(10)[[1, 2, 3, 4]], np.eye(10)[[1, 2, 3, 5]] * 0.75
    found = compare(lambda images: second, lambda images: first, np.zeros((4, 28, 28)), np.array([1, 2, 0, 5]))
    assert found == (4, 0.75, 0.5, 1, 1.0)


@pytest.mark.parametrize(("form", "name", "sentence"), [
    ("tflite", "a.onnx", "must be a file that ends in .tflite"), ("saved_model", "a.zip", "a folder"),
    ("onyx", "a.onnx", "must be one of keras, tflite, tflite_int8, onnx, saved_model")])
def test_a_path_or_format_that_does_not_fit_is_refused(recognizer, tmp_path, form, name, sentence):
    with pytest.raises(ExportError, match=sentence):
        export(recognizer.network, form, tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_an_existing_folder_is_not_overwritten(recognizer, tmp_path):
    (tmp_path / "kept.txt").write_text("mine")
    with pytest.raises(ExportError, match="already exists"):
        export(recognizer.network, "saved_model", tmp_path)
    assert (tmp_path / "kept.txt").read_text() == "mine"


def test_onnx_without_its_packages_names_the_command_that_installs_them(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "tf2onnx", None)  # imports now fail
    with pytest.raises(ExportError, match=r"pip install -r requirements-export\.txt"):
        export(build_network(lesson_layers(), "lesson"), "onnx", tmp_path / "a.onnx")
    assert not list(tmp_path.iterdir())


def test_the_command_writes_the_network_and_reports_its_accuracy(recognizer, tmp_path, capsys, monkeypatch, mnist):
    few = mnist._replace(test_images=mnist.test_images[:200], test_labels=mnist.test_labels[:200])
    monkeypatch.setattr("model.digits.mnist.load_mnist", lambda: few)
    path = tmp_path / "new" / "seven.tflite"
    assert command_line.main(["export", "--format", "tflite", str(path)]) == 0
    size, checked = capsys.readouterr().out.splitlines()
    assert size == f"{path}: {path.stat().st_size:,} bytes"
    right = f"{(recognizer.probabilities(few.test_images).argmax(axis=1) == few.test_labels).mean():.2%}"
    assert checked.startswith(f"200 test digits: {right} right, as against {right} before; 0 read differently")


def test_the_command_reports_an_invalid_output_path(tmp_path, capsys):
    assert command_line.main(["export", "--format", "onnx", str(tmp_path / "a.tflite")]) == 2
    assert capsys.readouterr().err.startswith("model: The output of onnx must be a file that ends in .onnx.")
