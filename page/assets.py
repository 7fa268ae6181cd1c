"""The files the page shows or loads: styles, scripts, templates, example digits."""
from __future__ import annotations

import base64
from pathlib import Path

from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

ASSETS = Path(__file__).resolve().parent.parent / "assets"
SCRIPTS = "scripts"  # the scripts' address below the page's, and their folder


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
        return response


def script_routes() -> list[Mount]:
    """What the server must know to hand out the scripts; for `launch(app_kwargs={"routes": …})`."""
    return [Mount(f"/{SCRIPTS}", Scripts(directory=ASSETS / SCRIPTS))]
