"""Records the README's animation, `assets/drawing.webp`: drawings made on the page in Chromium.

    python tools/animation.py          # needs requirements-dev.txt and Chromium, like the browser tests
"""
from __future__ import annotations

import io
import math
from collections.abc import Iterator
from itertools import pairwise

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from bench.common.browser import FLAGS, find_browser
from bench.common.server import PROJECT, start, stop

SIZE = {"width": 1280, "height": 720}
SHOWN = (900, 506)
MOVE, PAUSE = 70, 1500  # milliseconds that each move of the pen and each finished drawing are shown
ANSWERED = '#pad[data-pending="false"]'

Stroke = list[tuple[float, float]]


def arc(x: float, y: float, radius: float, start: float, end: float, points: int = 16) -> Stroke:
    """Part of a circle; angles in degrees, clockwise from the right."""
    angles = [math.radians(start + (end - start) * step / (points - 1)) for step in range(points)]
    return [(x + radius * math.cos(angle), y + radius * math.sin(angle)) for angle in angles]


def line(*corners: tuple[float, float], points: int = 7) -> Stroke:
    """Straight lines from corner to corner."""
    return [(x + (to_x - x) * step / points, y + (to_y - y) * step / points)
            for (x, y), (to_x, to_y) in pairwise(corners) for step in range(points + 1)]


DRAWINGS: list[list[Stroke]] = [
    [line((380, 180), (360, 450)) + arc(470, 610, 190, -120, 140, 24), line((380, 180), (650, 180))],
    [line((230, 230), (690, 230), (420, 820)), line((350, 530), (640, 530))],
    [arc(500, 500, 330, -90, 270, 26), arc(390, 400, 30, 0, 360, 5), arc(610, 400, 30, 0, 360, 5),
     arc(500, 520, 170, 150, 30, 12)],
]


def frames(page: Page) -> Iterator[tuple[Image.Image, int]]:
    """A screenshot after each move of the pen, and how long to show it, in milliseconds."""
    def screenshot() -> Image.Image:
        page.wait_for_selector(ANSWERED)
        return Image.open(io.BytesIO(page.screenshot())).convert("RGB").resize(SHOWN, Image.Resampling.LANCZOS)

    box = page.locator("#pad canvas").bounding_box()
    for drawing in DRAWINGS:
        for stroke in drawing:
            for number, (x, y) in enumerate(stroke):
                page.mouse.move(box["x"] + x / 1000 * box["width"], box["y"] + y / 1000 * box["height"])
                if number == 0:
                    page.mouse.down()
                yield screenshot(), MOVE
            page.mouse.up()
        yield screenshot(), PAUSE
        page.click("#clear")


def main() -> None:
    server = start()
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=find_browser(), args=FLAGS)
            page = browser.new_page(viewport=SIZE)
            page.goto(f"http://127.0.0.1:{server.port}")
            page.wait_for_selector(ANSWERED)
            pictures, milliseconds = zip(*frames(page), strict=True)
    finally:
        stop(server)
    path = PROJECT / "assets" / "drawing.webp"
    pictures[0].save(path, save_all=True, append_images=pictures[1:], duration=list(milliseconds), loop=0, quality=60,
                     method=6)
    print(f"{path}: {len(pictures)} pictures, {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
