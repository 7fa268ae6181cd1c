"""The files that every visitor's browser asks for, kept in memory: Gradio's scripts and styles, and ours."""
from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import brotli
from anyio import to_thread
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from page.parts.assets import QUALITY

MOST_BYTES = 16_000_000  # kept, all together; the page has one million, a quarter of it compressed
LEAST_BYTES = 400  # of a text that is compressed
TEXTS = ("text/", "application/javascript", "application/json", "image/svg")


class Kept(NamedTuple):
    """A file's answer.

    Attributes:
        changed: when the file was, in nanoseconds since 1970.
        headers: of the answer, without its length.
        body: as it is in the file.
        compressed: by Brotli; None where that is not worth it.
    """

    changed: int
    headers: Headers
    body: bytes
    compressed: bytes | None


class KeptFiles:
    """Answers for files in memory; all else goes to `app`, whose answer for a file is kept.

    To open the page takes some eighty files. For each, Gradio goes through a hundred routes, looks on the disk, reads
    in a thread and compresses anew: 2 ms of the interpreter, in which nobody else is answered, and a class comes all at
    once. Neither Gradio nor Starlette keeps any.

    Args:
        app: what has the files.
        folders: by the beginning of their addresses, where they are. What changes there is asked for anew.
    """

    def __init__(self, app: ASGIApp, folders: Mapping[str, Path]) -> None:
        self.app, self.folders = app, folders
        self.kept: dict[Path, Kept] = {}
        self.size = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        file = self.file_of(scope)
        changed = changed_at(file) if file else None
        if file is None or changed is None:
            return await self.app(scope, receive, send)
        kept = self.kept.get(file)
        if kept and kept.changed == changed:
            return await answer(kept, Headers(scope=scope))(scope, receive, send)
        recorder = Recorder(send)
        await self.app(scope, receive, recorder)
        if recorder.is_whole and self.size + 2 * len(recorder.body) <= MOST_BYTES:
            await self.keep(file, changed, recorder)

    def file_of(self, scope: Scope) -> Path | None:
        """The file that is plainly asked for, whole; it may not be there."""
        if scope["type"] != "http" or scope["method"] != "GET" or scope["query_string"]:
            return None
        if any(name in (b"range", b"if-range") for name, _ in scope["headers"]):
            return None
        path = scope["path"]
        begin = next((begin for begin in self.folders if path.startswith(begin)), None)
        if begin is None or not path.isprintable():
            return None
        names = path.removeprefix(begin).split("/")
        return self.folders[begin].joinpath(*names) if all(names) and not {".", ".."} & set(names) else None

    async def keep(self, file: Path, changed: int, recorder: Recorder) -> None:
        headers, body = MutableHeaders(raw=list(recorder.headers.raw)), bytes(recorder.body)
        del headers["content-length"]
        is_text = headers.get("content-type", "").startswith(TEXTS)
        compressed = None
        if is_text and len(body) >= LEAST_BYTES:
            compressed = await to_thread.run_sync(lambda: brotli.compress(body, quality=QUALITY))
        if file not in self.kept:  # a changed one takes the place of the one before
            self.size += len(body) + len(compressed or b"")
        self.kept[file] = Kept(changed, headers, body, compressed)


class Recorder:
    """Sends what an app answers, and remembers it."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.headers, self.body = Headers(), bytearray()
        self.is_whole = self._is_file = False  # a file, sent to its end as it is

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.headers = Headers(raw=list(message["headers"]))
            self._is_file = message["status"] == 200 and "content-encoding" not in self.headers
        elif message["type"] == "http.response.body":
            self.body += message.get("body", b"")
            self.is_whole = self._is_file and not message.get("more_body")
        await self._send(message)


def changed_at(file: Path) -> int | None:
    """When a file was changed, in nanoseconds since 1970; None if there is none."""
    try:
        return file.stat().st_mtime_ns
    except (OSError, ValueError):
        return None


def answer(kept: Kept, asked: Headers) -> Response:
    """What a browser gets that asks with these headers: the file, or that it has it already."""
    headers = MutableHeaders(raw=list(kept.headers.raw))
    if "etag" in headers and asked.get("if-none-match") == headers["etag"]:
        return Response(status_code=304, headers=headers)
    if kept.compressed is None or "br" not in asked.get("accept-encoding", ""):
        return Response(kept.body, headers=headers)
    headers["content-encoding"] = "br"
    headers.add_vary_header("Accept-Encoding")
    return Response(kept.compressed, headers=headers)
