"""Draws `assets/icon.png`, a white seven on blue, for browser tabs and home screens.

    python tools/icon.py
"""
from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageDraw

SIDE, SCALE = 512, 4  # drawn larger and scaled down, for smooth edges
BACKGROUND, INK = "#2563eb", "#ffffff"
CORNERS = [(150, 150), (362, 150), (236, 384)]
PEN = 52


def icon() -> Image.Image:
    large = Image.new("RGBA", (SIDE * SCALE, SIDE * SCALE))
    draw = ImageDraw.Draw(large)
    draw.rounded_rectangle((0, 0, *large.size), 112 * SCALE, BACKGROUND)
    points = [(x * SCALE, y * SCALE) for x, y in CORNERS]
    draw.line(points, INK, PEN * SCALE, joint="curve")
    for x, y in points:
        draw.circle((x, y), PEN * SCALE / 2, INK)
    return large.resize((SIDE, SIDE), Image.Resampling.LANCZOS)


if __name__ == "__main__":
    icon().save(Path(__file__).resolve().parent.parent / "assets" / "icon.png", optimize=True)
