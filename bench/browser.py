"""The browser in which the page is measured, tested and drawn on: Chromium, wherever it is."""
from __future__ import annotations

import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome")
# It asks nothing of its maker's servers, and works where there is no screen.
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]


def find_browser() -> str | None:
    return next((path for path in map(shutil.which, NAMES) if path), None)
