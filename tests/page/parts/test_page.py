"""The page's Python, and what programs call."""
from __future__ import annotations

import base64
import io
import json
import urllib.request
import zipfile

import numpy as np
import pytest
from PIL import Image

from model.drawings.drawing import DrawingError
from model.inside.anatomy import anatomy
from model.networks.first_layer import first_layer
from page.networks.reader import SAVED, Reader, Readers, picture_of
from page.parts.assets import ASSETS, picture_source
from page.parts.message import maps_message, quantized, reading_message
from page.tabs.layers import filter_place
from page.tabs.pad import answer_to
from page.tabs.sharing import zipped
from page.tabs.why import as_digit
from tests.support.drawings import SEVEN


def decoded(packed, kind=np.uint8):
    return np.frombuffer(base64.b64decode(packed["values"]), kind).reshape(packed["shape"])


def test_a_messages_maps_are_the_activations_within_half_a_step():
    maps = np.random.default_rng(0).normal(size=(5, 4, 3)).astype(np.float32)
    message = maps_message("relu_1", maps)
    got = decoded(message) * message["high"] / 255
    np.testing.assert_allclose(got, np.maximum(maps, 0), atol=message["high"] / 510 + 1e-6)


def test_the_first_layers_maps_come_unless_they_are_said_not_to_be_wanted():
    readers = Readers()
    readers.first.load_lite()
    usual, odd, none = (answer_to(readers, SEVEN | said) for said in ({}, {"maps": 0}, {"maps": False}))
    assert usual == odd and usual["maps"]["shape"] == [24, 24, 16]
    assert none == usual | {"maps": None}


def test_signed_values_are_quantized_about_zero():
    values = np.array([-2.0, -1.0, 0.0, 0.5, 1.0])
    message = quantized(values, is_signed=True)
    levels = np.frombuffer(base64.b64decode(message["values"]), np.uint8)
    assert levels[2] == 127
    np.testing.assert_allclose((levels.astype(float) - 127) * message["high"] / 127, values, atol=1 / 127)


def test_all_layers_of_the_best_network_fit_into_one_message_of_200_kb(recognizer):
    layers = anatomy(recognizer.network)
    message = reading_message(recognizer.read(SEVEN), first_layer(recognizer.network), layers)
    assert len(json.dumps(message)) < 200_000
    below = None
    for layer, values in zip(layers, message["layers"], strict=True):
        if layer.kind == "relu":  # its values follow from those of the layer below
            levels = np.frombuffer(base64.b64decode(below["values"]), np.uint8)
            assert (levels.max() - 127) * below["high"] / 127 == pytest.approx(values["high"], abs=below["high"] / 127)
            assert "values" not in values
        else:
            assert len(base64.b64decode(values["values"])) == np.prod(layer.output)
        below = values


@pytest.mark.parametrize(("value", "digit"), [(7, 7), (0, 0), (True, None), (10, None), ("7", None), ([], None)])
def test_only_a_whole_number_from_0_to_9_is_asked_about(value, digit):
    assert as_digit(value, None) == digit


def test_a_filters_place_counts_the_filters_of_the_convolutions_before_it(recognizer):
    layers = anatomy(recognizer.network)
    first = next(layer for layer in layers if layer.kind == "convolution")
    assert filter_place(layers, "conv_1", 3) == 3
    assert filter_place(layers, "conv_2", 3) == first.output[2] + 3


@pytest.mark.parametrize(("layer", "channel"), [("relu_1", 0), ("conv_1", 16), ("conv_1", -1), ("conv_1", "0")])
def test_what_is_no_filter_has_no_place(recognizer, layer, channel):
    assert filter_place(anatomy(recognizer.network), layer, channel) is None


def test_a_saved_drawing_holds_its_reading_and_a_picture_of_each_layer(recognizer):
    reader = Reader(SAVED / "best.keras")
    reader.load()
    with zipfile.ZipFile(io.BytesIO(zipped(SEVEN, recognizer.read(SEVEN), reader))) as archive:
        reading = json.loads(archive.read("reading.json"))
        picture = Image.open(archive.open("image.png"))
        assert len(archive.namelist()) == 2 + len(reading["activations"])
    assert reading["strokes"] == SEVEN["strokes"] and reading["digit"] == 7
    np.testing.assert_array_equal(np.asarray(picture)[::4, ::4], reading["image"])


def test_a_messages_image_is_the_readings(recognizer):
    reading = recognizer.read(SEVEN)
    message = reading_message(reading, first_layer(recognizer.network))
    np.testing.assert_array_equal(decoded(message["image"]), reading.image)
    assert (message["state"], message["digit"]) == ("digit", 7)


def test_the_projects_networks_are_offered_and_a_given_one_first():
    assert Readers().names == ["best", "lesson"]
    assert Readers("somewhere/mine.keras").names == ["mine", "best", "lesson"]
    assert Readers("somewhere/best.keras").names == ["best.keras", "best", "lesson"]


@pytest.mark.parametrize("name", [None, "no such", 7, ["best"], {}])
def test_an_unknown_network_is_the_first_one(name):
    readers = Readers()
    assert readers.chosen(name) is readers.first is not readers.chosen("lesson")


def test_a_picture_in_a_data_url_is_the_file_itself():
    path = ASSETS / "examples" / "7-test-41.png"
    assert picture_of(picture_source(path)).read() == path.read_bytes()


@pytest.mark.parametrize("source", [None, 7, "", "data:image/png;base64,!!", "data:text/html;base64,AAAA", "x" * 9])
def test_what_is_no_picture_is_refused_with_a_sentence(source):
    with pytest.raises(DrawingError, match=r"^[A-Z]"):
        picture_of(source)


@pytest.fixture(scope="module")
def client(page_url):
    from gradio_client import Client

    return Client(page_url, verbose=False)


def test_predict_labels_each_example_digit(client):
    from gradio_client import handle_file

    for path in sorted((ASSETS / "examples").glob("*.png")):
        label = client.predict(handle_file(str(path)), api_name="/predict")
        assert label["label"] == path.name[0]
        assert sum(entry["confidence"] for entry in label["confidences"]) == pytest.approx(1, abs=1e-4)


def test_read_gives_the_whole_reading_of_strokes(client):
    reading = client.predict(SEVEN, api_name="/read")
    assert (reading["state"], reading["digit"]) == ("digit", 7)
    assert np.shape(reading["image"]) == (28, 28)
    assert np.argmax(np.ravel(reading["activations"]["logits"])) == 7


def test_read_takes_an_image_file_and_a_data_url_alike(client):
    from gradio_client import handle_file

    path = ASSETS / "examples" / "7-test-41.png"
    of_file = client.predict(handle_file(str(path)), False, api_name="/read")
    of_text = client.predict({"image": picture_source(path)}, False, api_name="/read")
    assert of_file == of_text and of_file["digit"] == 7


@pytest.mark.parametrize("meta", [{}, {"meta": {"_type": "gradio.FileData"}}], ids=["plain path", "marked as upload"])
def test_read_opens_no_file_that_was_not_uploaded(page_url, meta):
    # By hand: the Python client would upload the file first.
    path = str((ASSETS / "examples" / "7-test-41.png").resolve())
    body = json.dumps({"data": [{"path": path, **meta}, False]}).encode()
    call = f"{page_url}gradio_api/call/read"
    request = urllib.request.Request(call, body, {"Content-Type": "application/json"})
    event = json.load(urllib.request.urlopen(request, timeout=30))["event_id"]
    answer = urllib.request.urlopen(f"{call}/{event}", timeout=30).read().decode()
    assert answer.startswith("event: error") and '"digit"' not in answer


def test_a_blank_picture_is_labeled_blank(client, tmp_path):
    from gradio_client import handle_file

    Image.new("L", (50, 50), 255).save(tmp_path / "blank.png")
    assert client.predict(handle_file(str(tmp_path / "blank.png")), api_name="/predict")["label"] == "blank"


def test_a_file_that_is_no_picture_gives_a_sentence(client, tmp_path):
    from gradio_client import handle_file

    (tmp_path / "text.png").write_text("no picture")
    with pytest.raises(Exception, match="not a picture"):
        client.predict(handle_file(str(tmp_path / "text.png")), api_name="/predict")


def test_only_predict_and_read_are_on_the_api_page(client):
    assert set(client.view_api(return_format="dict", print_info=False)["named_endpoints"]) == {"/predict", "/read"}


def test_a_picture_is_read_from_memory_as_from_a_file(recognizer):
    path = ASSETS / "examples" / "7-test-41.png"
    assert recognizer.read(io.BytesIO(path.read_bytes())).digit == recognizer.read(path).digit == 7
