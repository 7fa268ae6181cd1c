"""The QR code and the saved drawing, from the server functions that the page's script calls."""
from __future__ import annotations

import base64
import io
import json
import zipfile

import numpy as np
import pytest
import zxingcpp
from PIL import Image

from model.networks.files import SAVED
from page.demo import build_demo
from page.networks.loaded_network import LoadedNetwork
from page.networks.networks import Networks
from page.tabs.sharing import zipped
from tests.support.drawings import SEVEN


@pytest.fixture(scope="module")
def sharing(recognizer):
    networks = Networks()
    networks.first.use(recognizer, {})
    demo = build_demo(networks)
    return next(block for block in demo.blocks.values() if getattr(block, "elem_id", None) == "sharing")


@pytest.fixture(scope="module")
def code(sharing):
    return sharing.code


@pytest.mark.parametrize("address", ["https://someone.example/", "http://127.0.0.1:7860/?lesson=4#s=" + "AbC-" * 200])
def test_a_qr_code_decodes_to_its_address(code, address):
    modules = np.array([[255 * (module == "0") for module in row] for row in code(address)["rows"]], np.uint8)
    picture = np.pad(modules, 4, constant_values=255).repeat(4, axis=0).repeat(4, axis=1)
    [found] = zxingcpp.read_barcodes(picture)
    assert found.text == address


@pytest.mark.parametrize("address", [None, 7, "", ["https://someone.example/"], "x" * 1001], ids=repr)
def test_a_value_that_is_not_an_address_gets_a_sentence(code, address):
    assert code(address) == {"error": "This address can't be made into a QR code"}


def test_a_blank_picture_is_saved_under_the_name_blank(sharing):
    file = io.BytesIO()
    Image.new("L", (28, 28), 255).save(file, "PNG")
    picture = "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()
    assert sharing.bundle({"image": picture})["name"] == "digit-blank.zip"


def test_a_saved_drawing_holds_its_reading_and_a_picture_of_each_layer(recognizer):
    network = LoadedNetwork(SAVED / "best.keras")
    network.load()
    with zipfile.ZipFile(io.BytesIO(zipped(SEVEN, recognizer.read(SEVEN), network))) as archive:
        reading = json.loads(archive.read("reading.json"))
        picture = Image.open(archive.open("image.png"))
        assert len(archive.namelist()) == 2 + len(reading["activations"])
    assert reading["strokes"] == SEVEN["strokes"] and reading["digit"] == 7
    np.testing.assert_array_equal(np.asarray(picture)[::4, ::4], reading["image"])
