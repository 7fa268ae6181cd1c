"""ASGI middleware that answers the pad's server functions without the detour through Gradio's routes."""
from __future__ import annotations

import gzip

import orjson
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from page.gradio_internals import COMPONENT_SERVER, component_id
from page.parts.wire import as_object
from page.server.guard import JSON_BODY
from page.tabs.pad import Pad


class Shortcut:
    """Answers the pad's requests; passes all others on to `app`.

    Requests and answers are those of Gradio's server functions, which work without this too. But Gradio goes through a
    hundred routes first, one of its checks waits for a thread, and it creates a session state for each visitor, which
    takes 13 ms: longer than a reading, or than the first message of a page. And FastAPI would go through every value of
    a message before it encodes it.

    Args:
        app: Gradio's, behind the same guard as this, which passes on the parsed request.
        pad: the page's pad.
    """

    def __init__(self, app: ASGIApp, pad: Pad) -> None:
        self.app, self.number, self.functions = app, component_id(pad), pad.functions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = as_object(scope.pop(JSON_BODY, None))  # it may be large, and Gradio parses the body itself
        name = request.get("fn_name")
        if scope.get("path", "").rstrip("/") != COMPONENT_SERVER or request.get("component_id") != self.number \
                or name not in tuple(self.functions):  # unlike a dictionary, a tuple can be searched for a list
            return await self.app(scope, receive, send)
        body, headers = orjson.dumps(await self.functions[name](request.get("data"))), {}
        if name == "network":  # the first message, for which the page waits
            body, headers = gzip.compress(body), {"Content-Encoding": "gzip"}
        await Response(body, media_type="application/json", headers=headers)(scope, receive, send)
