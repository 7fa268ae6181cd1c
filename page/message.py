"""A reading as the message the page's scripts get; `assets/scripts/reading.js` is its other end.

Maps are quantized to 8 bits and go as base64, so that all of the first layer's come in one answer of about 20 kB,
are drawn on canvases, and leave no picture files behind.
"""
from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

if TYPE_CHECKING:  # at run time these bring TensorFlow, for which the page does not wait
    from model.inspection import FirstLayer
    from model.recognizer import Reading

CROP = 56  # pixels, the longer side of the ink shown; more can't be seen at its size on the page

Message = dict[str, Any]


def reading_message(reading: Reading, first: FirstLayer | None) -> Message:
    """What the page shows of a reading; `Reading` in reading.js names the fields."""
    steps = reading.steps
    return {
        "state": reading.state,
        "digit": reading.digit,
        "doubt": reading.doubt,
        "digits": list(reading.digits),
        "probabilities": [round(float(p), 6) for p in reading.probabilities],
        "image": packed(reading.image),
        "corner": list(steps.corner) if steps else [4, 4],
        "fitted": list(steps.fitted.shape) if steps else [20, 20],
        "crop": packed(shrunk(steps.crop)) if steps else None,
        "maps": maps_message(first.shown, reading.activations[first.shown]) if first else None,
    }


def network_message(name: str, first: FirstLayer | None, blank: Reading) -> Message:
    """What the page shows of a network before anything is drawn; `Network` in reading.js names the fields."""
    return {
        "name": name,
        "filters": first and {
            "layer": first.name,
            "shape": list(first.kernels.shape),
            "largest": float(np.abs(first.kernels).max()),
            "values": encoded(first.kernels.astype("<f4")),
        },
        "blank": reading_message(blank, first),
    }


def maps_message(layer: str, maps: np.ndarray) -> Message:
    """Maps `(rows, columns, filters)` in 8 bits, from 0 to their common highest value; less than 0 counts as 0."""
    high = max(float(maps.max()), 1e-6)
    levels = np.rint(np.clip(maps, 0, None) * (255 / high)).astype(np.uint8)
    return {"layer": layer, "high": high, **packed(levels)}


def shrunk(ink: np.ndarray) -> np.ndarray:
    """Ink `(rows, columns)`, 0 to 1, as `uint8` of at most `CROP` pixels a side."""
    picture = Image.fromarray(np.rint(ink * 255).astype(np.uint8))
    picture.thumbnail((CROP, CROP), Image.Resampling.BOX)
    return np.asarray(picture)


def packed(values: np.ndarray) -> Message:
    """8-bit values with their shape."""
    return {"shape": list(values.shape), "values": encoded(values)}


def encoded(values: np.ndarray) -> str:
    return base64.b64encode(np.ascontiguousarray(values)).decode("ascii")
