"""The exported Keras script, run and compared with the project's own training."""
from __future__ import annotations

import ast
import runpy
from dataclasses import asdict

import keras
import pytest

from model.learning.choices import PRESETS
from model.learning.live import train_live
from model.learning.script import keras_script
from model.learning.settings import LESSON_ONLY
from model.networks.layers import build_network, lesson_layers
from tests.model.learning.test_choices import ODD
from tests.model.learning.test_live import SMALL, listeners


@pytest.mark.parametrize("choices", [*PRESETS.values(), *ODD])
def test_the_script_builds_the_same_layers(choices):
    script = keras_script(choices)
    ast.parse(script)
    start = script.index("network = keras.Sequential(")
    built = {"keras": keras, "layers": keras.layers}
    exec(script[start:script.index("network.summary")], built)
    ours = build_network(lesson_layers(**{name: value for name, value in asdict(choices).items() if name in (
        "filters", "kernel_size", "dense_units", "dropout", *LESSON_ONLY)}), "lesson")
    assert [(type(a), a.output.shape) for a in built["network"].layers] == [
        (type(b), b.output.shape) for b in ours.layers]


def test_the_script_reaches_the_same_accuracy(monkeypatch, mnist, tmp_path):
    mnist = mnist._replace(test_images=mnist.test_images[:2000], test_labels=mnist.test_labels[:2000])
    monkeypatch.setattr(keras.datasets.mnist, "load_data", lambda: (
        (mnist.train_images, mnist.train_labels), (mnist.test_images, mnist.test_labels)))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "digits.py").write_text(keras_script(SMALL))
    accuracy = runpy.run_path("digits.py")["accuracy"]
    record = train_live(SMALL, mnist, **listeners())[1]
    assert accuracy == pytest.approx(record["test_accuracy"], abs=0.06)  # the order of the digits differs
    assert keras.saving.load_model(tmp_path / "digits.keras").count_params() == record["parameters"]
