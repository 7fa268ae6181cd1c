"""The page in one HTML file: its size, and what is in it."""
from __future__ import annotations

import base64
import gzip
import json
import re

import keras
import pytest

from model import __main__ as command_line
from model.exports.contents import LESSON, STEPS
from model.exports.export import ExportError, export
from model.exports.page import page
from model.networks.chain import load_chain
from model.networks.files import SAVED
from model.networks.layers import build_network, lesson_layers
from model.recognizer import load_least_energy

LARGEST = 6_000_000  # bytes, of `best`


def data_in(html):
    return json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', html)[1])


@pytest.fixture(scope="module")
def best():
    path = SAVED / "best.keras"
    return page(load_chain(path), load_least_energy(path))


def test_the_page_fits_into_an_e_mail(best):
    assert len(best.encode()) < LARGEST


def test_the_page_refers_to_no_other_file(best):
    text = re.sub(r"<(style|script)\b.*?</\1>", "", best, flags=re.DOTALL)
    assert {address for address in re.findall(r'\b(?:src|href)="([^"]+)"', text)
            if not address.startswith(("data:", "?lesson=", "#"))} == set()
    styles = "".join(re.findall(r"<style>(.*?)</style>", best, re.DOTALL))
    assert re.findall(r"@import|url\((?!\"data:)", styles) == []


def test_nothing_in_a_template_is_left_unfilled(best):
    text = re.sub(r"<script\b.*?</script>", "", best, flags=re.DOTALL)
    assert "{{" not in text
    assert re.findall(r'<section class="lesson-step" data-name="(\w+)"', text) == [*STEPS]


def test_the_page_has_the_weights_of_its_networks(best):
    networks = data_in(best)["networks"]
    assert list(networks) == ["best", "lesson"]
    for name, network in networks.items():
        chain = load_chain(SAVED / f"{name}.keras")
        assert gzip.decompress(base64.b64decode(network["planes"])) == chain.weights
        assert network["weights"] == chain.sha256 and len(network["layers"]) == len(chain.layers)
        assert network["leastEnergy"] == load_least_energy(SAVED / f"{name}.keras")


def test_the_lessons_digits_are_mnists(best, mnist):
    samples = data_in(best)["samples"]
    assert len(samples) == 30 and samples[0]["index"] == 7777
    for sample in samples:
        assert sample["label"] == mnist.train_labels[sample["index"]]
        assert base64.b64decode(sample["values"]) == mnist.train_images[sample["index"]].tobytes()


def test_the_lessons_network_is_in_its_own_page_once():
    assert list(data_in(page(load_chain(SAVED / "lesson.keras"), None))["networks"]) == [LESSON]


def test_a_network_that_is_also_called_lesson_does_not_replace_the_lessons(tmp_path):
    path = export(build_network(lesson_layers(), LESSON), "page", tmp_path / "a.html", 2.5)
    networks = data_in(path.read_text())["networks"]
    assert list(networks) == ["yours", LESSON]
    assert networks["yours"]["leastEnergy"] == 2.5
    assert networks[LESSON]["weights"] == load_chain(SAVED / "lesson.keras").sha256


def test_a_network_that_browsers_cannot_run_is_refused(tmp_path):
    network = keras.Sequential([keras.Input((28, 28, 1)), keras.layers.Flatten(), keras.layers.Dense(10, "gelu"),
                                keras.layers.Softmax()], name="smooth")
    with pytest.raises(ExportError, match=r"each of a kind that browsers can run\. Received 'smooth'"):
        export(network, "page", tmp_path / "a.html")
    assert not list(tmp_path.iterdir())


def test_the_command_writes_the_page(tmp_path, capsys):
    assert command_line.main(["export", "--format", "page", str(tmp_path / "digits.html")]) == 0
    size = (tmp_path / "digits.html").stat().st_size
    assert capsys.readouterr().out == f"{tmp_path / 'digits.html'}: {size:,} bytes\n"
