"""ASGI middleware that answers the pad's server functions without the detour through Gradio's routes."""
from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import gradio as gr
from starlette.middleware import Middleware
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from page.server.guard import ASKED
from page.tabs.pad import Pad

WAY = "/gradio_api/component_server"

Function = Callable[[Any], Awaitable[Response]]  # one of the pad's, of what a request has as its `data`


class Shortcut:
    """Answers what the pad asks; all else goes to `app`.

    The request and the answer are those of Gradio's server functions, which work without this too. But Gradio goes
    through a hundred routes first, one of its checks waits for a thread, and it keeps a state for each visitor that
    takes 13 ms to make: more than a reading takes, or the first message of a page.

    Args:
        app: Gradio's, behind the same guard as this.
        number: the one Gradio has given the pad.
        functions: the pad's server functions, by name.
    """

    def __init__(self, app: ASGIApp, number: int, functions: Mapping[str, Function]) -> None:
        self.app, self.number, self.functions = app, number, functions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        function = self.asked_for(scope)
        said = scope.pop(ASKED, None)  # it may be large, and Gradio reads the request itself
        if function is None:
            return await self.app(scope, receive, send)
        answer = await function(said.get("data"))
        await answer(scope, receive, send)

    def asked_for(self, scope: Scope) -> Function | None:
        """The function of the pad that a request asks for; None if it asks for anything else."""
        said = scope.get(ASKED)
        if scope["type"] != "http" or scope["path"].rstrip("/") != WAY or not isinstance(said, dict) \
                or said.get("component_id") != self.number:
            return None
        return next((function for name, function in self.functions.items() if name == said.get("fn_name")), None)


def shortcut(demo: gr.Blocks) -> Middleware:
    """For `launch(app_kwargs={"middleware": [shortcut(demo)]})`; it goes behind the guard, which says what is asked."""
    pad = next(block for block in demo.blocks.values() if isinstance(block, Pad))
    return Middleware(Shortcut, number=pad._id, functions={"read": pad.read, "network": pad.network})
