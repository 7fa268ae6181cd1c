"""ASGI middleware that serves static files, ours and Gradio's, from memory.

Opening the page takes some eighty files. For each, Gradio would go through a hundred routes, look on the disk, read in
a thread and compress again: 2 ms during which the interpreter answers no other visitor, and a class opens the page
together.
"""
from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from mimetypes import guess_type
from pathlib import Path

import brotli
import gradio
from anyio import to_thread
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.staticfiles import NotModifiedResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from page.gradio_internals import FRONTEND
from page.parts.assets import ASSETS, SCRIPTS

QUALITY = 6  # of Brotli's 0 to 11
SCRIPT = "text/javascript"  # what systems register for .js differs, and Gradio changes it
COMPRESSED = ("text/", "application/json", "application/wasm", "image/svg")
OURS = (SCRIPTS, "languages", "vendor")  # folders in `assets`
# How long a browser keeps a file. The names of Gradio's files contain a hash, and so do the addresses of a version. The
# plain addresses of our files stay the same: a browser that did not ask each time would combine last week's scripts
# with today's page.
FOREVER, A_DAY, ASK = "max-age=31536000, immutable", "max-age=86400", "no-cache"


class FilesInMemory:
    """Answers requests for files; passes all others on to `app`.

    Gradio's files are read when they are first requested, ours when the page starts: a change to one takes effect after
    a restart. Each is compressed once.

    Args:
        app: serves everything else.
        files: contents, or where to read them, by their paths below the page's address.
    """

    def __init__(self, app: ASGIApp, files: Mapping[str, bytes | Path]) -> None:
        self.app, self.files = app, files
        self.responses: dict[tuple[str, bool], Response] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"] if scope.get("method") in ("GET", "HEAD") else None
        if path not in self.files:
            return await self.app(scope, receive, send)
        request = Headers(scope=scope)
        key = path, "br" in request.get("accept-encoding", "")
        if key not in self.responses:
            self.responses[key] = await to_thread.run_sync(file_response, path, self.files[path], key[1])
        response = self.responses[key]
        if request.get("if-none-match") == response.headers["etag"]:
            response = NotModifiedResponse(response.headers)
        await response(scope, receive, send)


def file_response(path: str, file: bytes | Path, accepts_brotli: bool) -> Response:
    kind = SCRIPT if path.endswith(".js") else guess_type(path)[0] or "application/octet-stream"
    content = file.read_bytes() if isinstance(file, Path) else file
    kept = A_DAY if isinstance(file, Path) else FOREVER if path.startswith(f"/{version()}/") else ASK
    headers = {"ETag": f'"{sha256(content).hexdigest()[:16]}"', "Cache-Control": kept}
    if kind.startswith(COMPRESSED):
        headers["Vary"] = "Accept-Encoding"
        if accepts_brotli:
            content, headers["Content-Encoding"] = brotli.compress(content, quality=QUALITY), "br"
    return Response(content, headers=headers, media_type=kind)


@cache
def our_files() -> dict[str, bytes]:
    """Our scripts, languages and libraries, by their paths in `assets`."""
    return {file.relative_to(ASSETS).as_posix(): file.read_bytes()
            for folder in OURS for file in sorted((ASSETS / folder).rglob("*")) if file.is_file()}


@cache
def version() -> str:
    """The folder below the page's address with this version of our files, such as "version-0123456789abcdef".

    The document refers to its scripts there, and they refer to each other by relative addresses. So files of two
    versions never meet, and a browser may keep them forever.
    """
    content = sha256(gradio.__version__.encode())
    for name, file in our_files().items():
        content.update(f"{name} {len(file)} ".encode() + file)
    return f"version-{content.hexdigest()[:16]}"


def page_files() -> dict[str, bytes | Path]:
    """The files that the page requests, by their paths below its address.

    Ours are there twice: in the folder of their version, with a list of them, which `scripts/shell/offline.js` keeps in
    the browser; and at their plain addresses, for the pages of other sites. These also need the script of Gradio's web
    component, which Gradio itself offers from another host only; `embed.html` is an example.
    """
    files: dict[str, bytes | Path] = {f"/assets/{file.relative_to(FRONTEND / 'assets').as_posix()}": file
                                      for file in (FRONTEND / "assets").rglob("*") if file.is_file()}
    for begin in ("/", f"/{version()}/"):
        files |= {begin + name: content for name, content in our_files().items()}
    files[f"/{version()}/files.json"] = json.dumps(list(our_files())).encode()
    for name in ("embed.html", "service-worker.js"):
        files[f"/{name}"] = (ASSETS / name).read_bytes()
    return files | {"/gradio.js": FRONTEND / "gradio.js"}
