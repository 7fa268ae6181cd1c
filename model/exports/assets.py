"""The folder of styles, scripts, templates and example digits, for the page and for its single-file form."""
from __future__ import annotations

import base64
from mimetypes import guess_type
from pathlib import Path

ASSETS = Path(__file__).resolve().parents[2] / "assets"


def read_asset(name: str) -> str:
    """The text of a file in `assets/`."""
    return (ASSETS / name).read_text(encoding="utf-8")


def asset_url(name: str) -> str:
    """A file in `assets/` as a data: URL."""
    kind = guess_type(name)[0] or "application/octet-stream"
    return f"data:{kind};base64,{base64.b64encode((ASSETS / name).read_bytes()).decode()}"
