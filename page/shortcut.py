"""Shorter ways to the pad's functions than through all of Gradio: the same request, and a line that stays open."""
from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Any

import gradio as gr
import orjson
from anyio import move_on_after
from starlette.middleware import Middleware
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect

from page.guard import ASKED, MOST_BYTES, TOO_LARGE, RefusedError, asked
from page.pad import Pad

WAY = "/gradio_api/component_server"
LINE = "/line"
# At once, a class: it takes the server a quarter more than by requests to answer, since what goes over a line is
# compressed, and a third of a megabyte for each. Whoever gets none asks by requests, which a crowd is better served by.
MOST_LINES = 30
IDLE = 60  # seconds without a question, after which a line is closed; the next question opens another
TRY_AGAIN_LATER = 1013  # why a line is closed, as WebSockets name it

Function = Callable[[Any], Awaitable[Response]]  # one of the pad's, of what a request has as its `data`


class Shortcut:
    """Answers what the pad asks; all else goes to `app`.

    The request and the answer are those of Gradio's server functions, which work without this too. But Gradio goes
    through a hundred routes first, one of its checks waits for a thread, and it keeps a state for each visitor that
    takes 13 ms to make: more than a reading takes, or the first message of a page.

    A browser takes milliseconds for each request, on top. So for readings there is a line, too, a WebSocket on `/line`:
    what a request has as its `data` goes to the server as text, and what the answer has as its body comes back as text.

    Args:
        app: Gradio's, behind the same guard as this.
        number: the one Gradio has given the pad.
        functions: the pad's server functions, by name; "read" is what a line asks for.
    """

    def __init__(self, app: ASGIApp, number: int, functions: Mapping[str, Function]) -> None:
        self.app, self.number, self.functions = app, number, functions
        self.lines = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket" and scope["path"] == LINE:
            return await self.hold(WebSocket(scope, receive, send))
        function = self.asked_for(scope)
        said = scope.pop(ASKED, None)  # it may be large, and Gradio reads the request itself
        if function is None:
            return await self.app(scope, receive, send)
        answer = await function(said.get("data"))
        await answer(scope, receive, send)

    async def hold(self, line: WebSocket) -> None:
        """Answer what comes over a line, one question after the other, until it ends."""
        await line.accept()
        if self.lines >= MOST_LINES:
            return await line.close(TRY_AGAIN_LATER)
        self.lines += 1
        try:
            with suppress(WebSocketDisconnect):
                while (text := await next_text(line)) is not None:
                    await line.send_text(await self.answer(text))
        finally:
            self.lines -= 1

    async def answer(self, text: str) -> str:
        try:
            if len(text) > MOST_BYTES:
                raise RefusedError(TOO_LARGE, 413)
            return bytes((await self.functions["read"](asked(text.encode()))).body).decode()
        except RefusedError as refusal:
            return orjson.dumps({"error": str(refusal)}).decode()

    def asked_for(self, scope: Scope) -> Function | None:
        """The function of the pad that a request asks for; None if it asks for anything else."""
        said = scope.get(ASKED)
        if scope["type"] != "http" or scope["path"].rstrip("/") != WAY or not isinstance(said, dict) \
                or said.get("component_id") != self.number:
            return None
        return next((function for name, function in self.functions.items() if name == said.get("fn_name")), None)


async def next_text(line: WebSocket) -> str | None:
    """What comes next over a line, bytes as an empty text; None if it ends, as it does when it is idle."""
    with move_on_after(IDLE):
        message = await line.receive()
        return (message.get("text") or "") if message["type"] == "websocket.receive" else None
    return await line.close()


def shortcut(demo: gr.Blocks) -> Middleware:
    """For `launch(app_kwargs={"middleware": [shortcut(demo)]})`; it goes behind the guard, which says what is asked."""
    pad = next(block for block in demo.blocks.values() if isinstance(block, Pad))
    return Middleware(Shortcut, number=pad._id, functions={"read": pad.read, "network": pad.network})
