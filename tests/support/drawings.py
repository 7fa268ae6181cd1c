"""Drawings that several tests use."""
from __future__ import annotations

import numpy as np

SEVEN = {"strokes": [[300, 200, 700, 200, 450, 800]]}
ONE = {"strokes": [[500, 200, 500, 800]]}
FORTY_TWO = {"strokes": [[200, 300, 120, 520, 360, 520], [300, 380, 300, 720],
                         [560, 380, 640, 300, 760, 320, 780, 420, 560, 700, 820, 700]]}


def points_of(drawing: dict) -> list[np.ndarray]:
    """The points of each stroke: float32 arrays of shape (points, 2), x before y."""
    return [np.array(stroke, np.float32).reshape(-1, 2) for stroke in drawing["strokes"]]
