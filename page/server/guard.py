"""ASGI middleware in front of Gradio: size limits, cross-site protection, and a readable sentence for every refusal."""
from __future__ import annotations

import json
import logging
import shutil
import tempfile
from collections.abc import Container
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from page.gradio_internals import ERROR_EVENT, FILE_ROUTES, HIDDEN_ERROR

MOST_REQUEST_BYTES = 5_000_000  # a picture as text has 4 million characters at most
MOST_UPLOAD_BYTES = 21_000_000  # Gradio limits each file to 20 MB, but not the number of files in one request
# Of a request's JSON. A drawing has 40,000 numbers at most, and Gradio walks over all values several times.
MOST_CONTAINERS = 50_000  # lists and objects
MOST_VALUES = 300_000
SPARE_BYTES = 1_000_000_000  # of disk space that uploads leave free
NETWORKS = "/networks/"  # without them, the page of another site reads nothing
CHANGING_METHODS = {"POST", "PUT", "PATCH", "DELETE"}

TOO_LARGE = "That is too much to send at once. Send less: a smaller picture, or fewer drawings."
ELSEWHERE = "Pages on other sites may not use this one. Open it at its own address."
UNKNOWN = "There is nothing at this address."
BUSY = "The server is busy right now. Please try again in a moment."
NO_JSON = "That request is not in JSON. See the API page for how to ask."
FETCHING = "Send the picture itself: this server fetches nothing from other addresses."
FAULTY = "That request could not be understood. See the API page for how to ask."
SHOWN_ERROR = json.dumps({"error": FAULTY}).encode()  # instead of an error whose message Gradio hides

# Gradio's document has inline scripts and compiles functions from text, so neither can be forbidden; but nothing may be
# requested from another host, or sent to one.
POLICY = "; ".join([
    "default-src 'self'", "script-src 'self' 'unsafe-inline' 'unsafe-eval'", "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:", "font-src 'self' data:", "connect-src 'self' data: blob:",
    "media-src 'self' data: blob:", "worker-src 'self' blob:", "object-src 'none'", "base-uri 'self'",
    "form-action 'self'"])
HEADERS = {"x-content-type-options": "nosniff"}
# Only for documents: in the answers for two dozen scripts, their bytes would add up.
DOCUMENT_HEADERS = {"referrer-policy": "same-origin", "content-security-policy": POLICY}

logger = logging.getLogger(__name__)


class RefusedError(Exception):
    """A request is refused with this sentence and HTTP status."""

    def __init__(self, sentence: str, status: int) -> None:
        super().__init__(sentence)
        self.response = refusal(sentence, status)


class Guard:
    """Passes a request on to `app`, or refuses it with `{"error": sentence}` and a status below 500.

    Args:
        app: all that Gradio serves.
        allowed_origins: other sites whose pages may send requests, each as in the header `Origin`:
            "https://school.example".
    """

    def __init__(self, app: ASGIApp, allowed_origins: Container[str] = ()) -> None:
        self.app, self.allowed_origins = app, allowed_origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        sender = Sender(send, has_events="/call/" in scope["path"])
        try:
            if FILE_ROUTES.search(scope["path"]):
                raise RefusedError(UNKNOWN, 404)
            if scope["path"].startswith(NETWORKS) and is_cross_site(Headers(scope=scope), self.allowed_origins):
                raise RefusedError(ELSEWHERE, 403)
            if scope["method"] in CHANGING_METHODS:
                receive = await checked(scope["path"], Headers(scope=scope), receive, self.allowed_origins)
            await self.app(scope, receive, sender)
        except RefusedError as error:
            sender.refusal = error.response
        except Exception:  # the visitor gets a sentence, the log the traceback
            logger.exception("A request to %s failed", scope["path"])
            sender.refusal = refusal(FAULTY, 400)
        if sender.refusal and not sender.has_begun:
            await sender.refusal(scope, receive, send)
        elif sender.refusal:
            await sender.end()


class Sender:
    """Sends the app's response with additional headers, but holds back an error, which the guard answers instead.

    Args:
        has_events: whether it may be an event stream, in which Gradio hides the messages of unexpected errors.
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
        elif self._has_events and message.get("body", b"").startswith(ERROR_EVENT):
            message = {**message, "body": message["body"].replace(HIDDEN_ERROR, SHOWN_ERROR)}
        if self.refusal is None:
            await self._send(message)

    async def end(self) -> None:
        """End a response after an error in the middle of it."""
        event = ERROR_EVENT + b"\ndata: " + SHOWN_ERROR + b"\n\n" if self._has_events else b""
        await self._send({"type": "http.response.body", "body": event})


def refusal_for(status: int) -> JSONResponse | None:
    """The response to send instead of the app's own; None if its own is sent."""
    if status < 400 or status == 416:  # 416: a range of a file that does not exist
        return None
    if status in (429, 503):
        return refusal(BUSY, 429)
    if status == 413:
        return refusal(TOO_LARGE, 413)
    return refusal(UNKNOWN, status) if status in (403, 404, 405) else refusal(FAULTY, min(status, 422))


def refusal(sentence: str, status: int) -> JSONResponse:
    return JSONResponse({"error": sentence, "detail": sentence}, status, HEADERS)


def is_cross_site(headers: Headers, allowed_origins: Container[str] = ()) -> bool:
    """Whether a browser sends this for another site's page that is not allowed to; other programs set neither header.

    Source: the rules of Go's `net/http.CrossOriginProtection`.
    """
    if headers.get("origin") in allowed_origins:
        return False
    if site := headers.get("sec-fetch-site"):
        return site not in ("same-origin", "none")
    if (origin := headers.get("origin")) is None:
        return False
    return urlsplit(origin).netloc not in (headers.get("host"), headers.get("x-forwarded-host"))


def declared_length(headers: Headers) -> int:
    """The body's length in bytes, as the sender declares it; 0 if it declares nothing sensible."""
    length = headers.get("content-length", "")
    return int(length) if length.isascii() and length.isdigit() and len(length) < 19 else 0


async def checked(path: str, headers: Headers, receive: Receive, allowed_origins: Container[str] = ()) -> Receive:
    """A function that receives the same request.

    Raises:
        RefusedError: if it comes from another site, is too large, or has no valid JSON where it should.
    """
    is_upload = path.rstrip("/").endswith("/upload")
    most = MOST_UPLOAD_BYTES if is_upload else MOST_REQUEST_BYTES
    if is_cross_site(headers, allowed_origins):
        raise RefusedError(ELSEWHERE, 403)
    if declared_length(headers) > most:
        raise RefusedError(TOO_LARGE, 413)
    if is_upload and shutil.disk_usage(tempfile.gettempdir()).free < SPARE_BYTES:
        raise RefusedError(BUSY, 429)
    receive = limited(receive, most)
    if is_upload or headers.get("content-type", "").startswith("multipart/form-data"):
        return receive
    body, message = b"", {"more_body": True}
    while message.get("more_body"):
        message = await receive()
        body += message.get("body", b"")
    replayed = iter([{"type": "http.request", "body": body}])

    async def receive_again() -> Message:
        return next(replayed, None) or await receive()

    check_json(body)
    return receive_again


def check_json(body: bytes) -> None:
    """Check a request's JSON; an empty body has none.

    Raises:
        RefusedError: if it has too many values, is not valid JSON, or refers to a picture at another address.
    """
    if body.count(b"[") + body.count(b"{") > MOST_CONTAINERS or body.count(b",") > MOST_VALUES:
        raise RefusedError(TOO_LARGE, 413)
    try:
        if body:
            json.loads(body, object_hook=without_address)
    except (ValueError, RecursionError) as error:
        raise RefusedError(NO_JSON, 422) from error


def without_address(part: dict[str, Any]) -> dict[str, Any]:
    """An object of a request, unless it refers to a picture at another address."""
    if str(part.get("path")).lower().lstrip().startswith(("http:", "https:")):
        raise RefusedError(FETCHING, 422)
    return part


def limited(receive: Receive, most: int) -> Receive:
    """A function that receives the same body, and raises `RefusedError` after more than `most` bytes."""
    count = 0

    async def receive_counting() -> Message:
        nonlocal count
        message = await receive()
        count += len(message.get("body", b""))
        if count > most:
            raise RefusedError(TOO_LARGE, 413)
        return message

    return receive_counting
