"""What stands before Gradio: limits of size, no posts from other sites, and a sentence for whoever errs."""
from __future__ import annotations

import json
import logging
import re
import shutil
import tempfile
from collections.abc import Container, Iterator
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BYTES = 5_000_000  # of a request: a picture as text has 4 million letters at most
MOST_UPLOADED = 21_000_000  # Gradio limits each file to 20 MB, but not how many come at once
# In a request's JSON; a drawing has 40,000 numbers at most, and Gradio goes over all of them several times.
MOST_PARTS = 50_000  # lists and objects
MOST_VALUES = 300_000
FILES = re.compile(r"/(file|stream|proxy)[=/]")  # Gradio's, which this page has no need of: no upload is fetched again
SPARE = 1_000_000_000  # bytes of disk that uploads leave free
CHANGING = {"POST", "PUT", "PATCH", "DELETE"}
ASKED = "asked"  # in a request's scope: what its JSON says, for whoever comes after

TOO_LARGE = "That is too much to send at once. Send less: a smaller picture, or fewer drawings."
ELSEWHERE = "Pages on other sites may not use this one. Open it at its own address."
UNKNOWN = "There is nothing at this address."
BUSY = "The server is busy right now. Please try again in a moment."
NO_JSON = "That request is not in JSON. See the API page for how to ask."
FETCHING = "Send the picture itself: this server fetches nothing from other addresses."
FAULTY = "That request could not be understood. See the API page for how to ask."
HIDDEN = json.dumps({"error": FAULTY}).encode()  # in place of an error that Gradio keeps to itself

# Gradio's page has its scripts in itself and makes functions of text, so these can't be forbidden; but nothing may be
# asked of another host, or sent to one.
POLICY = "; ".join([
    "default-src 'self'", "script-src 'self' 'unsafe-inline' 'unsafe-eval'", "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:", "font-src 'self' data:", "connect-src 'self' data: blob:",
    "media-src 'self' data: blob:", "worker-src 'self' blob:", "object-src 'none'", "base-uri 'self'",
    "form-action 'self'"])
HEADERS = {"x-content-type-options": "nosniff"}
# Of documents alone: each header of the two dozen scripts counts.
DOCUMENT_HEADERS = {"referrer-policy": "same-origin", "content-security-policy": POLICY}

logger = logging.getLogger(__name__)


class RefusedError(Exception):
    """A request that is not let through."""

    def __init__(self, sentence: str, status: int) -> None:
        super().__init__(sentence)
        self.answer = refused(sentence, status)


class Guard:
    """Lets a request through to `app`, or answers it with a sentence: `{"error": sentence}` and a status below 500.

    Args:
        app: all that Gradio serves.
        welcome: other sites whose pages may ask, each as a browser names it: "https://school.example".
    """

    def __init__(self, app: ASGIApp, welcome: Container[str] = ()) -> None:
        self.app, self.welcome = app, welcome

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        answer = Answer(send, has_events="/call/" in scope["path"])
        try:
            if FILES.search(scope["path"]):
                raise RefusedError(UNKNOWN, 404)
            if scope["method"] in CHANGING:
                receive, scope[ASKED] = await checked(scope["path"], Headers(scope=scope), receive, self.welcome)
            await self.app(scope, receive, answer)
        except RefusedError as refusal:
            answer.refusal = refusal.answer
        except Exception:  # whatever it is, the visitor is told something and the log all
            logger.exception("A request to %s failed", scope["path"])
            answer.refusal = refused(FAULTY, 400)
        if answer.refusal and not answer.has_begun:
            await answer.refusal(scope, receive, send)
        elif answer.refusal:
            await answer.end()


class Answer:
    """Sends what the app answers, with headers of ours; a bare refusal is held back for a sentence in its place.

    Args:
        has_events: whether it may be the answer to a call, in which Gradio hides errors it did not expect.
    """

    def __init__(self, send: Send, has_events: bool) -> None:
        self._send, self._has_events = send, has_events
        self.refusal: JSONResponse | None = None
        self.has_begun = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.refusal = refusal_for(message["status"])
            if self.refusal is None:
                self.has_begun = True
                headers = MutableHeaders(scope=message)
                headers.update(HEADERS)
                if headers.get("content-type", "").startswith("text/html"):
                    headers.update(DOCUMENT_HEADERS)
        elif self._has_events and message.get("body", b"").startswith(b"event: error"):
            message = {**message, "body": message["body"].replace(b'{"error": null}', HIDDEN)}
        if self.refusal is None:
            await self._send(message)

    async def end(self) -> None:
        """End an answer in whose middle something went wrong."""
        event = b"event: error\ndata: " + HIDDEN + b"\n\n" if self._has_events else b""
        await self._send({"type": "http.response.body", "body": event})


def refusal_for(status: int) -> JSONResponse | None:
    """The answer in place of the app's own; None where that one stays."""
    if status < 400 or status == 416:  # a part of a file that isn't there
        return None
    if status in (429, 503):
        return refused(BUSY, 429)
    if status == 413:
        return refused(TOO_LARGE, 413)
    return refused(UNKNOWN, status) if status in (403, 404, 405) else refused(FAULTY, min(status, 422))


def refused(sentence: str, status: int) -> JSONResponse:
    return JSONResponse({"error": sentence, "detail": sentence}, status, HEADERS)


def is_from_elsewhere(headers: Headers, welcome: Container[str] = ()) -> bool:
    """Whether another site's page asks that is not welcome, as its browser says; programs say neither.

    Source: the rules of Go's `net/http.CrossOriginProtection`.
    """
    if headers.get("origin") in welcome:
        return False
    if site := headers.get("sec-fetch-site"):
        return site not in ("same-origin", "none")
    if (origin := headers.get("origin")) is None:
        return False
    return urlsplit(origin).netloc not in (headers.get("host"), headers.get("x-forwarded-host"))


def announced(headers: Headers) -> int:
    """Bytes of the body, as its sender says; 0 where nothing sensible is said."""
    length = headers.get("content-length", "")
    return int(length) if length.isascii() and length.isdigit() and len(length) < 19 else 0


async def checked(path: str, headers: Headers, receive: Receive,
                  welcome: Container[str] = ()) -> tuple[Receive, Any]:
    """What receives the same request, if it may be let through, and what its JSON says; None where it is none.

    From other sites if they are welcome.

    Raises:
        RefusedError: if it comes from another site, is too large, or is no JSON where it should be.
    """
    is_upload = path.rstrip("/").endswith("/upload")
    most = MOST_UPLOADED if is_upload else MOST_BYTES
    if is_from_elsewhere(headers, welcome):
        raise RefusedError(ELSEWHERE, 403)
    if announced(headers) > most:
        raise RefusedError(TOO_LARGE, 413)
    if is_upload and shutil.disk_usage(tempfile.gettempdir()).free < SPARE:
        raise RefusedError(BUSY, 429)
    receive = counted(receive, most)
    if is_upload or headers.get("content-type", "").startswith("multipart/form-data"):
        return receive, None
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            break
    return once({"type": "http.request", "body": body}, receive), asked(body)


def asked(body: bytes) -> Any:
    """What a request's JSON says; None where there is none.

    Raises:
        RefusedError: if it is too large, no JSON, or names a picture at another address.
    """
    if body.count(b"[") + body.count(b"{") > MOST_PARTS or body.count(b",") > MOST_VALUES:
        raise RefusedError(TOO_LARGE, 413)
    try:
        value = json.loads(body) if body else None
    except (ValueError, RecursionError) as error:
        raise RefusedError(NO_JSON, 422) from error
    if any(str(part.get("path")).lower().lstrip().startswith(("http:", "https:")) for part in objects_in(value)):
        raise RefusedError(FETCHING, 422)
    return value


def objects_in(value: Any) -> Iterator[dict[str, Any]]:
    """All objects in a JSON value, however deep."""
    waiting = [value]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            yield value
            value = list(value.values())
        if isinstance(value, list):
            waiting += [part for part in value if isinstance(part, (dict, list))]


def counted(receive: Receive, most: int) -> Receive:
    """Receives the same, until it is more than `most` bytes."""
    count = 0

    async def limited() -> Message:
        nonlocal count
        message = await receive()
        count += len(message.get("body", b""))
        if count > most:
            raise RefusedError(TOO_LARGE, 413)
        return message

    return limited


def once(message: Message, receive: Receive) -> Receive:
    """Receives a message that is there already, then what comes."""
    waiting = [message]

    async def next_one() -> Message:
        return waiting.pop() if waiting else await receive()

    return next_one


def guard(welcome: Container[str] = ()) -> Middleware:
    """For `launch(app_kwargs={"middleware": [guard()]})`; see `Guard`."""
    return Middleware(Guard, welcome=welcome)
