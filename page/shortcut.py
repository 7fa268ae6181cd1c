"""A shorter way to the pad's `read` than through all of Gradio."""
from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import gradio as gr
import orjson
from starlette.middleware import Middleware
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from page.guard import once
from page.pad import Pad

WAY = "/gradio_api/component_server"


class Shortcut:
    """Answers what the pad asks while the pen is down; all else goes to `app`.

    The request and the answer are those of Gradio's server functions, which work without this too. But Gradio goes
    through a hundred routes first, one of its checks waits for a thread, and it keeps a state for each visitor that
    takes 13 ms to make: more than the reading itself takes.

    Args:
        app: Gradio's.
        number: the one Gradio has given the pad.
        read: the pad's server function.
    """

    def __init__(self, app: ASGIApp, number: int, read: Callable[[Any], Awaitable[Response]]) -> None:
        self.app, self.number, self.read = app, number, read

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "POST" or scope["path"].rstrip("/") != WAY:
            return await self.app(scope, receive, send)
        message = await receive()
        asked = None if message.get("more_body") else object_in(message.get("body", b""))
        if not asked or asked.get("component_id") != self.number or asked.get("fn_name") != "read":
            return await self.app(scope, once(message, receive), send)
        answer = await self.read(asked.get("data"))
        await answer(scope, receive, send)


def object_in(body: bytes) -> dict[str, Any] | None:
    """The JSON object in a request's body; None if it is something else."""
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    return value if isinstance(value, dict) else None


def shortcut(demo: gr.Blocks) -> Middleware:
    """For `launch(app_kwargs={"middleware": [shortcut(demo)]})`, behind the guard, which gives a body in one piece."""
    pad = next(block for block in demo.blocks.values() if isinstance(block, Pad))
    return Middleware(Shortcut, number=pad._id, read=pad.read)
