"""What the page's document asks for before Gradio's own scripts."""
from __future__ import annotations

import re
from collections.abc import Iterable
from posixpath import dirname, normpath

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from page.parts.assets import SCRIPTS, read_asset

FIRST_SCREEN = ("shell/header", "pad/pad", "draw/answer", "draw/probabilities", "draw/network-input",
                "draw/first-layer")
BEFORE_GRADIO = ("common/language",)  # it asks for the language's file
IMPORTS = re.compile(r'^import .* from "(\..+)\.js";$', re.MULTILINE)


def with_imports(names: Iterable[str]) -> list[str]:
    """These scripts, and all that they and those import from the start, each once."""
    found, waiting = [], list(names)
    while waiting:
        if (name := waiting.pop(0)) not in found:
            found.append(name)
            imports = IMPORTS.findall(read_asset(f"{SCRIPTS}/{name}.js"))
            waiting += [normpath(f"{dirname(name)}/{path}") for path in imports]
    return found


def first_scripts() -> str:
    """The scripts that come before Gradio's own; and the first screen's, asked for in advance.

    Else the browser would learn of those only one after the other, as each part comes on the page: with 80 ms to the
    server, a first answer comes 0.2 s sooner. Their priority is low, so that the page itself comes first.
    """
    first = [f'<script type="module" src="./{SCRIPTS}/{name}.js"></script>' for name in BEFORE_GRADIO]
    others = [f'<link rel="modulepreload" fetchpriority="low" href="./{SCRIPTS}/{name}.js">'
              for name in with_imports(FIRST_SCREEN) if name not in BEFORE_GRADIO]
    return "".join(first + others)


class Head:
    """Puts `first_scripts` into the page's document, before Gradio's own, which has no setting for that."""

    def __init__(self, app: ASGIApp) -> None:
        self.app, self.scripts = app, first_scripts().encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET" or scope["path"] != "/":
            return await self.app(scope, receive, send)
        start: Message = {}

        async def send_with_scripts(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)  # its length is not yet known
                return
            if start:
                body = message.get("body", b"").replace(b"<script", self.scripts + b"<script", 1)
                if not message.get("more_body"):
                    MutableHeaders(scope=start)["content-length"] = str(len(body))
                message = {**message, "body": body}
                await send(dict(start))
                start.clear()
            await send(message)

        await self.app(scope, receive, send_with_scripts)
