"""A shorter way to the pad's `read` than through all of Gradio."""
from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import gradio as gr
from starlette.middleware import Middleware
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from page.guard import ASKED
from page.pad import Pad

WAY = "/gradio_api/component_server"


class Shortcut:
    """Answers what the pad asks while the pen is down; all else goes to `app`.

    The request and the answer are those of Gradio's server functions, which work without this too. But Gradio goes
    through a hundred routes first, one of its checks waits for a thread, and it keeps a state for each visitor that
    takes 13 ms to make: more than the reading itself takes.

    Args:
        app: Gradio's, behind the same guard as this.
        number: the one Gradio has given the pad.
        read: the pad's server function.
    """

    def __init__(self, app: ASGIApp, number: int, read: Callable[[Any], Awaitable[Response]]) -> None:
        self.app, self.number, self.read = app, number, read

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self.is_for_the_pad(scope):
            scope.pop(ASKED, None)  # it may be large, and Gradio reads the request itself
            return await self.app(scope, receive, send)
        answer = await self.read(scope[ASKED].get("data"))
        await answer(scope, receive, send)

    def is_for_the_pad(self, scope: Scope) -> bool:
        asked = scope.get(ASKED)
        return scope["type"] == "http" and scope["path"].rstrip("/") == WAY and isinstance(asked, dict) \
            and asked.get("component_id") == self.number and asked.get("fn_name") == "read"


def shortcut(demo: gr.Blocks) -> Middleware:
    """For `launch(app_kwargs={"middleware": [shortcut(demo)]})`; it goes behind the guard, which says what is asked."""
    pad = next(block for block in demo.blocks.values() if isinstance(block, Pad))
    return Middleware(Shortcut, number=pad._id, read=pad.read)
