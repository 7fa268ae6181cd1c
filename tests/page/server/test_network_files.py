"""The networks' files: their layers by name, their weights by checksum."""
from __future__ import annotations

import gzip

import brotli
import pytest
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from page.networks.networks import Networks
from page.server.network_files import NetworkFiles


@pytest.fixture(scope="module")
def networks():
    networks = Networks()
    networks.first.load_chain()
    return networks


@pytest.fixture(scope="module")
def client(networks):
    return TestClient(NetworkFiles(PlainTextResponse("Gradio's"), networks))


def test_a_network_is_described_by_its_name(client, networks):
    message = client.get("/networks/best.json").json()
    assert message["name"] == "best"
    assert [layer["name"] for layer in message["layers"]] == [layer.name for layer in networks.first.layers]


@pytest.mark.parametrize(("encoding", "decompress"), [("br", brotli.decompress), ("gzip", gzip.decompress)])
def test_weights_are_compressed_and_kept_for_good(client, networks, encoding, decompress):
    chain = networks.first.chain
    with client.stream("GET", f"/networks/{chain.sha256}.bin", headers={"Accept-Encoding": encoding}) as response:
        content = b"".join(response.iter_raw())
    assert response.headers["content-encoding"] == encoding and "immutable" in response.headers["cache-control"]
    assert decompress(content) == chain.weights
    assert len(content) < 0.45 * len(chain.weights)


@pytest.mark.parametrize("name", ["trained-1.json", "0.bin", "best.txt", "best", ".json", "%2e%2e/app.py"])
def test_a_file_that_is_not_there_has_the_status_404(client, name):
    assert client.get(f"/networks/{name}").status_code == 404


@pytest.mark.parametrize(("method", "path"), [("POST", "/networks/best.json"), ("GET", "/"), ("GET", "/networks")])
def test_every_other_request_is_passed_on(client, method, path):
    assert client.request(method, path).text == "Gradio's"
