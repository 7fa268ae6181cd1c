"""The API for programs, called with Gradio's client."""
from __future__ import annotations

import json
import urllib.request

import numpy as np
import pytest
from PIL import Image

from page.parts.assets import ASSETS
from page.parts.wire import picture_url
from tests.support.drawings import SEVEN


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


def test_read_returns_the_whole_reading_of_strokes(client):
    reading = client.predict(SEVEN, api_name="/read")
    assert (reading["state"], reading["digit"]) == ("digit", 7)
    assert np.shape(reading["image"]) == (28, 28)
    assert np.argmax(np.ravel(reading["activations"]["logits"])) == 7


def test_read_takes_an_image_file_and_a_data_url_alike(client):
    from gradio_client import handle_file

    path = ASSETS / "examples" / "7-test-41.png"
    of_file = client.predict(handle_file(str(path)), False, api_name="/read")
    of_text = client.predict({"image": picture_url(path)}, False, api_name="/read")
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


def test_a_file_that_is_not_a_picture_gets_a_sentence(client, tmp_path):
    from gradio_client import handle_file

    (tmp_path / "text.png").write_text("no picture")
    with pytest.raises(Exception, match="not a picture"):
        client.predict(handle_file(str(tmp_path / "text.png")), api_name="/predict")


def test_only_predict_and_read_are_on_the_api_page(client):
    assert set(client.view_api(return_format="dict", print_info=False)["named_endpoints"]) == {"/predict", "/read"}
