"""The files the page shows or loads: styles, scripts, templates, example digits."""
from __future__ import annotations

import base64
from functools import partial
from pathlib import Path

import gradio
from gradio.brotli_middleware import BrotliMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Scope

ASSETS = Path(__file__).resolve().parents[2] / "assets"
QUALITY = 6  # of Brotli's 0 to 11; the page takes 17 ms, with 9 it would take 150 for 2 % less
SCRIPTS = "scripts"  # the scripts' address below the page's, and their folder
FOLDERS = (SCRIPTS, "languages")  # that browsers get files from


def read_asset(name: str) -> str:
    """The text of a file in `assets/`."""
    return (ASSETS / name).read_text(encoding="utf-8")


def picture_source(path: Path) -> str:
    """A PNG file as a data URL, so that a page can show it without another request."""
    return "data:image/png;base64," + base64.b64encode(path.read_bytes()).decode()


class Scripts(StaticFiles):
    """The scripts, asked for anew each time: a browser would else keep last week's beside today's page."""

    def file_response(self, *arguments, **options):
        response = super().file_response(*arguments, **options)
        response.headers["Cache-Control"] = "no-cache"
        # There is an ETag, and nobody asks for a part: of the first screen's scripts, these are 1.7 kB.
        for name in ("Last-Modified", "Accept-Ranges"):
            del response.headers[name]
        return response


def asset_folders() -> dict[str, Path]:
    """Where the page's files are, Gradio's too, by the beginning of their addresses."""
    ours = {f"/{folder}/": ASSETS / folder for folder in FOLDERS}
    return ours | {"/assets/": Path(gradio.__file__).parent / "templates" / "frontend" / "assets"}


def asset_routes() -> list[BaseRoute]:
    """What the server must know to hand out the scripts and languages; for `launch(app_kwargs={"routes": …})`.

    Also `embed.html`, which shows the pad on another page, and the script of Gradio's web component that it takes for
    it: Gradio offers that one from a host of its own.
    """
    component = Path(gradio.__file__).parent / "templates" / "frontend" / "gradio.js"
    files = {"/embed.html": ASSETS / "embed.html", "/gradio.js": component}
    return [*(Mount(f"/{folder}", Scripts(directory=ASSETS / folder)) for folder in FOLDERS),
            *(Route(path, partial(send_file, file)) for path, file in files.items())]


async def send_file(file: Path, request: Request) -> FileResponse:
    return FileResponse(file, headers={"Cache-Control": "no-cache"})


class CompressedPage(BrotliMiddleware):
    """The page's document compressed, which Gradio sends as it is: a sixth of its bytes on a phone's network.

    Nothing else: scripts are compressed already, and a reading would take longer to compress than to send.
    """

    def __init__(self, app: ASGIApp) -> None:
        super().__init__(app, quality=QUALITY)

    def _is_compressible_file_type(self, scope: Scope) -> bool:
        return scope["path"] == "/"
