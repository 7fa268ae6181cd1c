"""Static files: routes for our scripts and languages, and middleware that answers for them, and Gradio's, from memory.

Opening the page takes some eighty files. For each, Gradio would go through a hundred routes, look on the disk, read in
a thread and compress again: 2 ms during which the interpreter answers nobody else, and a class opens the page together.
"""
from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import NamedTuple

import brotli
from anyio import to_thread
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from page.gradio_internals import FRONTEND
from page.parts.assets import ASSETS, SCRIPTS

QUALITY = 6  # of Brotli's 0 to 11; the page's document takes 17 ms, with 9 it would take 150 for 2 % less
LEAST_BYTES = 400  # of a text that is worth compressing
TEXTS = ("text/", "application/javascript", "application/json", "image/svg")
FOLDERS = (SCRIPTS, "languages")  # in `assets`
# Our files may change at any time; without this, a browser would combine last week's scripts with today's page.
NO_CACHE = {"Cache-Control": "no-cache"}


class File(NamedTuple):
    """A file in memory; `changed` in nanoseconds since 1970, `compressed` with Brotli or None if not worth it."""

    changed: int
    headers: Headers
    content: bytes
    compressed: bytes | None


class FilesInMemory:
    """ASGI middleware that answers requests for whole files from memory; all others go to `app`.

    A file is read, and compressed, when it is first requested, and again after it has changed.

    Args:
        app: also serves the files, for a request of a part of one or of one that is new.
        folders: where the files are, by the beginning of their paths.
    """

    def __init__(self, app: ASGIApp, folders: Mapping[str, Path]) -> None:
        self.app = app
        self.paths = {begin + path.relative_to(folder).as_posix(): path for begin, folder in folders.items()
                      for path in folder.rglob("*") if path.is_file()}
        self.files: dict[Path, File] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = await self.answer(scope) if scope["type"] == "http" else None
        await (answer or self.app)(scope, receive, send)

    async def answer(self, scope: Scope) -> Response | None:
        path, request = self.paths.get(scope["path"]), Headers(scope=scope)
        if path is None or scope["method"] != "GET" or "range" in request:
            return None
        try:
            if path not in self.files or self.files[path].changed != path.stat().st_mtime_ns:
                self.files[path] = await to_thread.run_sync(read_file, path)
        except OSError:  # it has been deleted
            return None
        return response(self.files[path], request)


def read_file(path: Path) -> File:
    stat = path.stat()
    headers = FileResponse(path, headers=NO_CACHE if ASSETS in path.parents else None, stat_result=stat).headers
    for name in ("Content-Length", "Accept-Ranges"):
        del headers[name]
    content = path.read_bytes()
    is_compressed = headers["Content-Type"].startswith(TEXTS) and len(content) >= LEAST_BYTES
    return File(stat.st_mtime_ns, headers, content,
                brotli.compress(content, quality=QUALITY) if is_compressed else None)


def response(file: File, request: Headers) -> Response:
    """A file for a browser that sends these headers: not modified, compressed, or as it is."""
    headers = MutableHeaders(raw=list(file.headers.raw))
    if request.get("if-none-match") == headers["etag"]:
        return Response(status_code=304, headers=headers)
    if file.compressed is None or "br" not in request.get("accept-encoding", ""):
        return Response(file.content, headers=headers)
    headers["content-encoding"] = "br"
    headers.add_vary_header("Accept-Encoding")
    return Response(file.compressed, headers=headers)


def static_folders() -> dict[str, Path]:
    """The folders of our files and of Gradio's, by the beginning of their paths."""
    return {**{f"/{folder}/": ASSETS / folder for folder in FOLDERS}, "/assets/": FRONTEND / "assets"}


def static_routes() -> list[BaseRoute]:
    """Routes for our files, for `launch(app_kwargs={"routes": …})`.

    They include `embed.html`, an example of another site's page with the pad, and the script of Gradio's web component
    that it needs, which Gradio itself offers from another host only.
    """
    files = {"/embed.html": ASSETS / "embed.html", "/gradio.js": FRONTEND / "gradio.js"}
    return [*(Mount(f"/{folder}", StaticFiles(directory=ASSETS / folder)) for folder in FOLDERS),
            *(Route(path, partial(send_file, file)) for path, file in files.items())]


async def send_file(file: Path, request: Request) -> FileResponse:
    return FileResponse(file, headers=NO_CACHE)
