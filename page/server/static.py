"""ASGI middleware that serves static files, ours and Gradio's, from memory.

Opening the page takes some eighty files. For each, Gradio would go through a hundred routes, look on the disk, read in
a thread and compress again: 2 ms during which the interpreter answers no other visitor, and a class opens the page
together.
"""
from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from mimetypes import guess_type
from pathlib import Path

import brotli
from anyio import to_thread
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.staticfiles import NotModifiedResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from page.gradio_internals import FRONTEND
from page.parts.assets import ASSETS, SCRIPTS

QUALITY = 6  # of Brotli's 0 to 11
SCRIPT = "text/javascript"  # what systems register for .js differs, and Gradio changes it
TEXTS = ("text/", "application/json", "image/svg")
FOLDERS = {f"/{folder}/": ASSETS / folder for folder in (SCRIPTS, "languages", "vendor")} | {"/assets/": FRONTEND / "assets"}


class FilesInMemory:
    """Answers requests for files; passes all others on to `app`.

    A file is read and compressed when it is first requested; a change to it takes effect after a restart.

    Args:
        app: serves everything else.
        files: by their paths below the page's address.
    """

    def __init__(self, app: ASGIApp, files: Mapping[str, Path]) -> None:
        self.app, self.files = app, files
        self.responses: dict[tuple[Path, bool], Response] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        file = self.files.get(scope["path"]) if scope.get("method") in ("GET", "HEAD") else None
        if file is None:
            return await self.app(scope, receive, send)
        request = Headers(scope=scope)
        key = file, "br" in request.get("accept-encoding", "")
        if key not in self.responses:
            self.responses[key] = await to_thread.run_sync(file_response, *key)
        response = self.responses[key]
        if request.get("if-none-match") == response.headers["etag"]:
            response = NotModifiedResponse(response.headers)
        await response(scope, receive, send)


def file_response(file: Path, accepts_brotli: bool) -> Response:
    kind = SCRIPT if file.suffix == ".js" else guess_type(file)[0] or "application/octet-stream"
    content = file.read_bytes()
    # The names of Gradio's files contain a hash. Ours stay the same: if a browser did not ask for them each time, it
    # would combine last week's scripts with today's page.
    headers = {"ETag": f'"{sha256(content).hexdigest()[:16]}"',
               "Cache-Control": "no-cache" if ASSETS in file.parents else "max-age=86400"}
    if kind.startswith(TEXTS):
        headers["Vary"] = "Accept-Encoding"
        if accepts_brotli:
            content, headers["Content-Encoding"] = brotli.compress(content, quality=QUALITY), "br"
    return Response(content, headers=headers, media_type=kind)


def page_files() -> dict[str, Path]:
    """The files that the page requests, by their paths below its address.

    They include `embed.html`, an example of another site's page with the pad, and the script of Gradio's web component
    that it needs, which Gradio itself offers from another host only.
    """
    files = {begin + file.relative_to(folder).as_posix(): file for begin, folder in FOLDERS.items()
             for file in folder.rglob("*") if file.is_file()}
    return files | {"/embed.html": ASSETS / "embed.html", "/gradio.js": FRONTEND / "gradio.js"}
