"""ASGI middleware for the page's HTML document: requests for the first screen's scripts, and compression."""
from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from posixpath import dirname, normpath

from starlette.middleware.base import BaseHTTPMiddleware, RequestResponseEndpoint
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from page.gradio_internals import before_scripts
from page.parts.assets import SCRIPTS, read_asset
from page.server.static import version

FIRST_SCREEN = ("shell/header", "pad/pad", "draw/answer", "draw/probabilities", "draw/network-input",
                "draw/first-layer")
BEFORE_GRADIO = ("common/language",)  # it requests the file of the page's language
IMPORTS = re.compile(r'^import .* from "(\..+)\.js";$', re.MULTILINE)


def with_imports(names: Iterable[str]) -> list[str]:
    """These scripts and all that they import statically, directly or not, each once."""
    found, waiting = [], list(names)
    while waiting:
        if (name := waiting.pop(0)) not in found:
            found.append(name)
            imports = IMPORTS.findall(read_asset(f"{SCRIPTS}/{name}.js"))
            waiting += [normpath(f"{dirname(name)}/{path}") for path in imports]
    return found


@cache
def script_tags() -> str:
    """Tags for the scripts that run before Gradio's, and preloads for those of the first screen.

    Otherwise the browser would discover these one after the other, as each part of the page appears: preloading shows
    the first answer 0.2 s sooner if the server is 80 ms away. Their priority is low, so that the page comes first.

    The import map leads every import of a script to the document's own version of it. In a browser without import maps,
    scripts come from their plain addresses.
    """
    ours = f"./{version()}/{SCRIPTS}/"
    imports = f'<script type="importmap">{{"imports": {{"./{SCRIPTS}/": "{ours}"}}}}</script>'
    first = [f'<script type="module" src="{ours}{name}.js"></script>' for name in BEFORE_GRADIO]
    others = [f'<link rel="modulepreload" fetchpriority="low" href="{ours}{name}.js">'
              for name in with_imports(FIRST_SCREEN) if name not in BEFORE_GRADIO]
    return "".join([imports, *first, *others])


class Document:
    """Adds `script_tags` to the document and compresses it; everything else passes through unchanged."""

    def __init__(self, app: ASGIApp) -> None:
        self.app, self.document = app, GZipMiddleware(BaseHTTPMiddleware(app, add_tags), compresslevel=6)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_document = scope.get("method") == "GET" and scope["path"] == "/"
        await (self.document if is_document else self.app)(scope, receive, send)


async def add_tags(request: Request, call_next: RequestResponseEndpoint) -> Response:
    response = await call_next(request)
    document = b"".join([part async for part in response.body_iterator])
    del response.headers["Content-Length"]
    return Response(before_scripts(document, script_tags().encode()), response.status_code, response.headers)
