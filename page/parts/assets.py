"""The folder of styles, scripts, templates and example digits."""
from __future__ import annotations

from pathlib import Path

ASSETS = Path(__file__).resolve().parents[2] / "assets"
SCRIPTS = "scripts"  # the scripts' folder in `assets`, and their path below the page's address


def read_asset(name: str) -> str:
    """The text of a file in `assets/`."""
    return (ASSETS / name).read_text(encoding="utf-8")
