"""Finding Chromium, in which the page is measured, tested and drawn on."""
from __future__ import annotations

import shutil

HEADLESS = "chromium-headless-shell"  # starts and opens a page in half the time
NAMES = ("chromium", "chromium-browser", "google-chrome", HEADLESS)
# No requests to the vendor's servers, and no screen needed.
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]

# Resolves once the page keeps all that it needs to start without a server.
KEPT = "async () => { while (!await caches.match('/')) await new Promise((resolve) => setTimeout(resolve, 50)); }"


def find_browser(*first: str) -> str | None:
    """Path of the first browser found, trying the names in `first` before the others; None if there is none."""
    return next((path for path in map(shutil.which, (*first, *NAMES)) if path), None)


async def without_weights(route) -> None:
    """Answer a request for a network's layers as if no browser could run them, so that the server reads."""
    answer = await route.fetch()
    await route.fulfill(response=answer, json={**await answer.json(), "weights": None})
