"""ASGI middleware that serves the networks to browsers, which run them: their layers and their weights."""
from __future__ import annotations

import gzip
from functools import lru_cache
from threading import Lock

import brotli
from anyio import to_thread
from starlette.datastructures import Headers
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from model.exports.browser import network_message
from page.networks.networks import Networks

FOLDER, LAYERS, WEIGHTS = "/networks/", ".json", ".bin"
_turn = Lock()  # a class that opens the page together waits for one compression, which takes some tenths of a second
QUALITY = 5  # of Brotli's 0 to 11; higher ones take seconds and save less than 3 %


class NetworkFiles:
    """Answers requests for `/networks/<name>.json`, the layers of the network of this name, and for
    `/networks/<checksum>.bin`, the weights with this checksum; passes all others on to `app`.

    A network that is not offered, or no longer, has the status 404. A request waits until its network is loaded.
    """

    def __init__(self, app: ASGIApp, networks: Networks) -> None:
        self.app, self.networks = app, networks

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope.get("method") not in ("GET", "HEAD") or not scope["path"].startswith(FOLDER):
            return await self.app(scope, receive, send)
        name, dot, kind = scope["path"].removeprefix(FOLDER).rpartition(".")
        answer = {LAYERS: self._layers, WEIGHTS: self._weights}.get(dot + kind)
        accepts_brotli = "br" in Headers(scope=scope).get("accept-encoding", "")
        response = await to_thread.run_sync(answer, name, accepts_brotli) if answer else Response(status_code=404)
        await response(scope, receive, send)

    def _layers(self, name: str, accepts_brotli: bool) -> Response:
        network = self.networks.find(name)
        if network is None:
            return Response(status_code=404)
        message = network_message(network.name, network.chain, network.first_layer, network.recognizer.least_energy)
        body = JSONResponse(message).body
        return compressed(bytes(body), accepts_brotli, "application/json", "no-cache")

    def _weights(self, sha256: str, accepts_brotli: bool) -> Response:
        weights = self.networks.find_weights(sha256)
        if weights is None:
            return Response(status_code=404)
        # What has this checksum never changes.
        return compressed(weights, accepts_brotli, "application/octet-stream", "public, max-age=31536000, immutable")


def compressed(body: bytes, accepts_brotli: bool, kind: str, caching: str) -> Response:
    content = with_brotli(body) if accepts_brotli else gzip.compress(body, 6)
    return Response(content, media_type=kind, headers={
        "Content-Encoding": "br" if accepts_brotli else "gzip", "Cache-Control": caching, "Vary": "Accept-Encoding"})


def with_brotli(body: bytes) -> bytes:
    with _turn:
        return _with_brotli(body)


@lru_cache(maxsize=8)
def _with_brotli(body: bytes) -> bytes:
    return brotli.compress(body, quality=QUALITY)
