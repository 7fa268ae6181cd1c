"""A converted network matches Keras, needs no TensorFlow, and is used only for the file it was made from."""
from __future__ import annotations

import shutil
import subprocess
import sys

import numpy as np
import pytest

from model.networks.compiled import Compiled
from model.networks.conversion import save_lite
from model.networks.files import SAVED
from model.networks.first_layer import first_layer
from model.networks.layers import build_network, lesson_layers
from model.networks.lite import ENDING, load_lite
from model.networks.loading import load_network
from tests.support.project import PROJECT

NETWORKS = ["best", "lesson"]
WITHOUT_TENSORFLOW = """
import sys
from page.networks.networks import Networks
networks = Networks()
for network in (networks.find(name) for name in networks.names):
    network.load_lite()
    reading = network.read({"strokes": [[300, 200, 700, 200, 450, 800]]}, network.shown_layers)
    print(reading.digit, "tensorflow" in sys.modules)
"""


@pytest.mark.parametrize("name", NETWORKS)
def test_every_layer_of_a_saved_network_has_the_same_output_converted_as_in_keras(name, mnist):
    path = SAVED / f"{name}.keras"
    lite, compiled = load_lite(path), Compiled(load_network(path))
    assert lite.layers == compiled.layers
    for images in np.array_split(mnist.test_images[:50], 20):  # two or three at a time
        (probabilities, logits, values), expected = (way.forward(images, lite.layers) for way in (lite, compiled))
        np.testing.assert_allclose(probabilities, expected[0], atol=1e-5)
        np.testing.assert_allclose(logits, expected[1], atol=1e-4)  # of numbers up to 30
        for layer in lite.layers:
            np.testing.assert_allclose(values[layer], expected[2][layer], rtol=1e-4, atol=1e-4, err_msg=layer)


@pytest.mark.parametrize("name", NETWORKS)
def test_many_images_have_the_same_scores_converted_as_compiled(name, mnist):
    lite, compiled = load_lite(SAVED / f"{name}.keras"), Compiled(load_network(SAVED / f"{name}.keras"))
    images = mnist.test_images[:20]
    for found, expected in zip(lite.scores(images), compiled.scores(images), strict=True):
        np.testing.assert_allclose(found, expected, atol=1e-4)


@pytest.mark.parametrize("name", NETWORKS)
def test_the_conversion_includes_the_first_layers_filters(name):
    kept, expected = load_lite(SAVED / f"{name}.keras").first_layer, first_layer(load_network(SAVED / f"{name}.keras"))
    assert (kept.name, kept.shown) == (expected.name, expected.shown)
    np.testing.assert_array_equal(kept.kernels, expected.kernels)
    np.testing.assert_array_equal(kept.bias, expected.bias)


def test_the_page_reads_drawings_before_tensorflow_is_imported():
    answer = subprocess.run([sys.executable, "-c", WITHOUT_TENSORFLOW], cwd=PROJECT, capture_output=True, text=True,
                            check=True)
    assert answer.stdout.split() == ["7", "False", "7", "False"]


def test_the_conversion_of_a_network_that_was_overwritten_is_not_used(tmp_path):
    path = tmp_path / "own.keras"
    build_network(lesson_layers(4), "own").save(path)
    save_lite(load_network(path), path)
    assert load_lite(path).name == "own"
    build_network(lesson_layers(5), "own").save(path)
    assert load_lite(path) is None


def test_a_conversion_with_one_byte_changed_is_rejected_or_unaffected(tmp_path):
    shutil.copy(SAVED / "lesson.keras", tmp_path)
    content = (SAVED / f"lesson{ENDING}").read_bytes()
    for place in [*range(64), *range(64, len(content), len(content) // 40)]:
        changed = bytearray(content)
        changed[place] ^= 0xff
        (tmp_path / f"lesson{ENDING}").write_bytes(changed)
        lite = load_lite(tmp_path / "lesson.keras")
        assert lite is None or lite.name == "lesson"


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x03\x04 cut off"])
def test_a_damaged_conversion_is_rejected(tmp_path, content):
    shutil.copy(SAVED / "lesson.keras", tmp_path)
    (tmp_path / f"lesson{ENDING}").write_bytes(content)
    assert load_lite(tmp_path / "lesson.keras") is None
