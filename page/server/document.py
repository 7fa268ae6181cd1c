"""ASGI middleware for the page's HTML document: requests for the first screen's scripts, and compression."""
from __future__ import annotations

import gzip
import re
from collections.abc import Iterable
from posixpath import dirname, normpath

import brotli
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from page.gradio_internals import before_scripts
from page.parts.assets import SCRIPTS, read_asset
from page.server.static import QUALITY

FIRST_SCREEN = ("shell/header", "pad/pad", "draw/answer", "draw/probabilities", "draw/network-input",
                "draw/first-layer")
BEFORE_GRADIO = ("common/language",)  # it requests the file of the page's language
IMPORTS = re.compile(r'^import .* from "(\..+)\.js";$', re.MULTILINE)
# How a document is compressed for a browser that accepts it: to a sixth of its size. Gradio sends it as it is.
COMPRESSIONS = {"br": lambda body: brotli.compress(body, quality=QUALITY), "gzip": gzip.compress}


def with_imports(names: Iterable[str]) -> list[str]:
    """These scripts and all that they import statically, directly or not, each once."""
    found, waiting = [], list(names)
    while waiting:
        if (name := waiting.pop(0)) not in found:
            found.append(name)
            imports = IMPORTS.findall(read_asset(f"{SCRIPTS}/{name}.js"))
            waiting += [normpath(f"{dirname(name)}/{path}") for path in imports]
    return found


def script_tags() -> str:
    """Tags for the scripts that run before Gradio's, and preloads for those of the first screen.

    Otherwise the browser would discover these one after the other, as each part of the page appears: preloading shows
    the first answer 0.2 s sooner if the server is 80 ms away. Their priority is low, so that the page comes first.
    """
    first = [f'<script type="module" src="./{SCRIPTS}/{name}.js"></script>' for name in BEFORE_GRADIO]
    others = [f'<link rel="modulepreload" fetchpriority="low" href="./{SCRIPTS}/{name}.js">'
              for name in with_imports(FIRST_SCREEN) if name not in BEFORE_GRADIO]
    return "".join(first + others)


class Document:
    """Adds `script_tags` to the document and compresses it; everything else passes through unchanged."""

    def __init__(self, app: ASGIApp) -> None:
        self.app, self.tags = app, script_tags().encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET" or scope["path"] != "/":
            return await self.app(scope, receive, send)
        accepted = Headers(scope=scope).get("accept-encoding", "")
        start: Message = {}
        parts: list[bytes] = []

        async def send_changed(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)  # sent when the length is known
                return
            parts.append(message.get("body", b""))
            if message.get("more_body"):
                return
            body, headers = before_scripts(b"".join(parts), self.tags), MutableHeaders(scope=start)
            if encoding := next((name for name in COMPRESSIONS if name in accepted), None):
                body = COMPRESSIONS[encoding](body)
                headers["Content-Encoding"] = encoding
                headers.add_vary_header("Accept-Encoding")
            headers["Content-Length"] = str(len(body))
            await send(start)
            await send({"type": "http.response.body", "body": body})

        await self.app(scope, receive, send_changed)
