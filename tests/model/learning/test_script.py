"""A visitor's network as a script of plain Keras: run, and compared with what was trained here."""
from __future__ import annotations

import ast
import runpy
from dataclasses import asdict

import keras
import pytest

from model.learning.choices import PRESETS
from model.learning.recipes import LESSON_ONLY
from model.learning.script import keras_script
from model.learning.watching import train_watched
from model.networks.layers import build_network, lesson_layers
from tests.model.learning.test_choices import ODD
from tests.model.learning.test_watching import FEW, listeners


@pytest.mark.parametrize("choices", [*PRESETS.values(), *ODD])
def test_the_script_has_the_same_layers(choices):
    script = keras_script(choices)
    ast.parse(script)
    start = script.index("network = keras.Sequential(")
    built = {"keras": keras, "layers": keras.layers}
    exec(script[start:script.index("network.summary")], built)
    ours = build_network(lesson_layers(**{name: value for name, value in asdict(choices).items() if name in (
        "filters", "kernel_size", "dense_units", "dropout", *LESSON_ONLY)}), "lesson")
    assert [(type(a), a.output.shape) for a in built["network"].layers] == [
        (type(b), b.output.shape) for b in ours.layers]


def test_the_script_trains_the_same_network(monkeypatch, mnist, tmp_path):
    mnist = mnist._replace(test_images=mnist.test_images[:2000], test_labels=mnist.test_labels[:2000])
    monkeypatch.setattr(keras.datasets.mnist, "load_data", lambda: (
        (mnist.train_images, mnist.train_labels), (mnist.test_images, mnist.test_labels)))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "digits.py").write_text(keras_script(FEW))
    accuracy = runpy.run_path("digits.py")["accuracy"]
    record = train_watched(FEW, mnist, **listeners())[1]
    assert accuracy == pytest.approx(record["test_accuracy"], abs=0.06)  # the digits come in another order
    assert keras.saving.load_model(tmp_path / "digits.keras").count_params() == record["parameters"]
