"""The browser in which the page is measured, tested and drawn on: Chromium, wherever it is."""
from __future__ import annotations

import shutil

HEADLESS = "chromium-headless-shell"  # without windows, it starts and opens a page in half the time
NAMES = ("chromium", "chromium-browser", "google-chrome", HEADLESS)
# It asks nothing of its maker's servers, and works where there is no screen.
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]


def find_browser(*first: str) -> str | None:
    """Where it is, of those names that are asked for `first` if there; None if there is none."""
    return next((path for path in map(shutil.which, (*first, *NAMES)) if path), None)
