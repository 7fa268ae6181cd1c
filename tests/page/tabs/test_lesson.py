"""The Lesson tab's server: training digits by number, the learning curves, and the numbers in the steps' texts."""
from __future__ import annotations

import base64
import json
import re
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from model.digits.mnist import MnistError
from model.exports import contents
from model.exports.contents import STEPS
from model.networks.files import SAVED
from model.networks.layers import build_network, lesson_layers
from page.networks import digits
from page.parts.assets import ASSETS, read_asset
from page.tabs import lesson
from page.tabs.lesson import learning, sample

RECORD = json.loads((SAVED / "lesson.json").read_text())


def text_of(name):
    """The text of a step, without tags."""
    return " ".join(re.sub(r"<[^>]+>", "", read_asset(f"templates/lesson/{name}.html")).split())


def test_training_digit_7777_is_an_8(mnist):
    message = sample(7777)
    assert message["label"] == 8
    pixels = np.frombuffer(base64.b64decode(message["values"]), np.uint8)
    np.testing.assert_array_equal(pixels.reshape(28, 28), mnist.train_images[7777])


@pytest.mark.parametrize("index", [0, 59_999])
def test_the_first_and_the_last_training_digit_are_available(mnist, index):
    assert sample(index)["label"] == mnist.train_labels[index]


@pytest.mark.parametrize("index", [-1, 60_000, 1.5, "7777", None, True, [1], {"index": 1}, float("nan")])
def test_an_index_outside_the_training_digits_gets_a_sentence(index):
    assert sample(index) == {"error": "MNIST training digits are numbered 0 to 59,999."}


def test_damaged_data_give_a_sentence(monkeypatch):
    def damaged():
        raise MnistError("images.npy.xz is damaged.")

    monkeypatch.setattr(lesson, "all_digits", damaged)
    assert sample(1) == {"error": "MNIST can't be loaded on this server."}


def test_simultaneous_requests_read_mnist_once(monkeypatch, mnist):
    reads = []

    def slow():
        reads.append(1)
        time.sleep(0.1)  # long enough for all four to ask meanwhile
        return mnist

    monkeypatch.setattr(digits, "load_mnist", slow)
    digits._all_digits.cache_clear()
    with ThreadPoolExecutor(4) as threads:
        labels = list(threads.map(lambda index: sample(index)["label"], range(4)))
    assert labels == mnist.train_labels[:4].tolist()
    assert len(reads) == 1


def test_the_learning_curves_are_those_of_the_record():
    message = learning()
    assert message["val_accuracy"] == RECORD["history"]["val_accuracy"]
    assert message["testAccuracy"] == RECORD["test_accuracy"]


def test_without_a_record_there_are_no_learning_curves(monkeypatch, tmp_path):
    monkeypatch.setattr(contents, "SAVED", tmp_path)
    assert learning() == {}


def test_each_of_the_ten_steps_has_a_script():
    assert len(STEPS) == len(set(STEPS)) == 10
    assert all((ASSETS / "scripts" / "lesson" / f"{name}.js").is_file() for name in STEPS)


@pytest.mark.parametrize("name", STEPS)
def test_a_step_has_one_title_and_a_link_to_a_tab(name):
    html = read_asset(f"templates/lesson/{name}.html")
    assert html.count("<h2>") == 1
    assert re.search(r'data-tab="(draw|layers|why|results)"', html)


@pytest.mark.parametrize("name", STEPS)
def test_a_step_has_few_words_and_short_sentences(name):
    paragraphs = re.findall(r"<p>(.*?)</p>", read_asset(f"templates/lesson/{name}.html"), re.S)
    text = re.sub(r"<[^>]+>", "", " ".join(paragraphs))
    assert len(text.split()) <= 110
    assert max(len(sentence.split()) for sentence in re.split(r"[.?](?:\s|$)", text)) <= 32


def test_the_sizes_in_the_lesson_are_the_networks():
    network = build_network(lesson_layers(), "lesson")
    shapes = {layer.name: tuple(layer.output.shape[1:]) for layer in network.layers}
    assert shapes["conv_1"] == (26, 26, 28) and "26 · 26 · 28 = 18,928" in text_of("learning")
    assert shapes["pool_1"] == (13, 13, 28) and "28 maps of 13 × 13" in text_of("dense")
    assert shapes["flatten"] == (4732,) and "13 · 13 · 28 = 4,732" in text_of("dense")
    assert network.get_layer("dropout").rate == 0.2 and "1 / (1 − 0.2) = 1.25" in text_of("dropout")


def test_the_parameters_in_the_lesson_add_up_to_those_of_the_shipped_network():
    convolution, dense, logits = 28 * (3 * 3 + 1), 128 * (4732 + 1), 10 * (128 + 1)
    assert (convolution, dense, logits) == (280, 605_824, 1_290)
    assert convolution + dense + logits == RECORD["parameters"] == 607_394
    assert "= 280 parameters" in text_of("learning")


def test_a_dense_layer_instead_of_the_convolution_would_have_as_many_parameters_as_the_lesson_says():
    assert f"18,928 · (784 + 1) = {26 * 26 * 28 * (28 * 28 + 1):,}" in text_of("learning")


def test_the_loss_of_a_probability_of_one_tenth_is_the_one_in_the_lesson():
    assert f"0.1 costs {-np.log(0.1):.2f}" in text_of("softmax")
