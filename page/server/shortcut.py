"""ASGI middleware that answers the pad's server functions without the detour through Gradio's routes."""
from __future__ import annotations

import gzip
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import gradio as gr
import orjson
from starlette.middleware import Middleware
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from page.gradio_internals import COMPONENT_SERVER, component_id
from page.parts.message import Message
from page.server.guard import JSON_BODY
from page.tabs.pad import Pad

Function = Callable[[Any], Awaitable[Message]]  # one of the pad's, of a request's `data`


class Shortcut:
    """Answers the pad's requests; passes all others on to `app`.

    Requests and answers are those of Gradio's server functions, which work without this too. But Gradio goes through a
    hundred routes first, one of its checks waits for a thread, and it creates a session state for each visitor, which
    takes 13 ms: longer than a reading, or than the first message of a page. And FastAPI would go through every value of
    a message before it encodes it.

    Args:
        app: Gradio's, behind the same guard as this.
        number: the pad's component id.
        functions: the pad's server functions, by name.
    """

    def __init__(self, app: ASGIApp, number: int, functions: Mapping[str, Function]) -> None:
        self.app, self.number, self.functions = app, number, functions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = scope.pop(JSON_BODY, None)  # it may be large, and Gradio parses the body itself
        function = self.function_for(scope, request)
        if function is None:
            return await self.app(scope, receive, send)
        body, headers = orjson.dumps(await function(request.get("data"))), {}
        if request["fn_name"] == "network":  # the first message, for which the page waits
            body, headers = gzip.compress(body), {"Content-Encoding": "gzip"}
        await Response(body, media_type="application/json", headers=headers)(scope, receive, send)

    def function_for(self, scope: Scope, request: Any) -> Function | None:
        """The function of the pad that a request calls; None if it calls anything else."""
        if scope["type"] != "http" or scope["path"].rstrip("/") != COMPONENT_SERVER or not isinstance(request, dict) \
                or request.get("component_id") != self.number:
            return None
        return next((function for name, function in self.functions.items() if name == request.get("fn_name")), None)


def shortcut(demo: gr.Blocks) -> Middleware:
    """For `launch(app_kwargs={"middleware": [guard(), shortcut(demo)]})`; the guard passes on the parsed request."""
    pad = next(block for block in demo.blocks.values() if isinstance(block, Pad))
    return Middleware(Shortcut, number=component_id(pad), functions={"read": pad.read, "network": pad.network})
