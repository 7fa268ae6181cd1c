"""The messages that the page's scripts receive; `assets/scripts/common/messages.js` declares their types.

Maps are quantized to 8 bits and encoded in base64. All maps of the first layer fit into one message of about 20 kB, are
drawn on canvases, and leave no picture files behind.
"""
from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from model.exports.browser import encoded
from model.networks.evaluation import share

if TYPE_CHECKING:  # at run time these import TensorFlow, for which the page does not wait
    from model.inside.atlas import Atlas
    from model.inside.explanation import Explainer
    from model.networks.chain import Anatomy
    from model.networks.first_layer import FirstLayer
    from model.recognizer import Reading

CROP = 56  # pixels, the longer side of the ink shown; the page has no room for more
SIGNED_EVIDENCE = ("contributions", "occlusion")  # maps of evidence both for and against a digit

Message = dict[str, Any]


def reading_message(reading: Reading, first: FirstLayer | None, layers: Sequence[Anatomy] = ()) -> Message:
    """A reading for the page, with the maps of the first layer and of all `layers`; `Reading` in messages.js."""
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
        "layers": {layer.name: quantized(reading.activations[layer.name], layer.is_signed) for layer in layers} or None,
    }


def maps_message(layer: str, maps: np.ndarray) -> Message:
    """Maps `(rows, columns, filters)` in 8 bits, from 0 to their common maximum; negative values become 0."""
    return {"layer": layer, "shape": list(maps.shape), **quantized(maps, is_signed=False)}


def atlas_message(atlas: Atlas) -> Message:
    """The map of test digits; `Atlas` in atlas.js."""
    return {"places": encoded(atlas.places.astype("<f4")), "labels": encoded(atlas.labels)}


def place_message(atlas: Atlas, features: np.ndarray) -> Message:
    """The place on the map of a drawing with these features `(features,)`, and the training digits nearest to it."""
    return {"place": [float(part) for part in atlas.place(features)], "nearest": [
        digit_message(atlas, index) for index in atlas.nearest(features)]}


def digit_message(atlas: Atlas, index: int) -> Message:
    """One of the atlas' training digits."""
    return {"label": int(atlas.neighbor_labels[index]), "values": encoded(atlas.neighbor_images[index])}


def why_message(explainer: Explainer, image: np.ndarray, digit: int, other: int | None) -> Message:
    """The evidence for a digit, absolute or relative to another; `Evidence` in why.js."""
    maps = {
        "contributions": explainer.contributions(image, digit, other),
        "occlusion": explainer.occlusion(image, digit, other),
        "grad-cam": explainer.grad_cam(image, digit, other),
        "smooth": explainer.smooth_saliency(image, digit, other),
        "saliency": explainer.saliency(image, digit, other),
    }
    return {"digit": digit, "other": other, "image": packed(image), "maps": {
        name: quantized(values, name in SIGNED_EVIDENCE) for name, values in maps.items()}}


def figures_message(record: Mapping[str, Any]) -> Message:
    """The result of a training: its accuracy on MNIST's test digits, with the confidence interval."""
    accuracy, count = record["test_accuracy"], record["test_count"]
    found = share(round(accuracy * count), count)
    return {"accuracy": accuracy, "low": found.low, "high": found.high, "parameters": record["parameters"]}


def quantized(values: np.ndarray, is_signed: bool) -> Message:
    """Values in 8 bits, relative to the largest magnitude `high`: 0 to 255 for 0 to `high`; if signed, 0 to 254 for
    -`high` to `high`, so that 127 is zero."""
    values = values if is_signed else np.maximum(values, 0)
    high = max(float(np.abs(values).max()), 1e-6)
    levels = values * (127 / high) + 127 if is_signed else values * (255 / high)
    return {"high": high, "values": encoded(np.rint(levels).astype(np.uint8))}


def shrunk(ink: np.ndarray) -> np.ndarray:
    """Ink `(rows, columns)`, 0 to 1, as `uint8` with at most `CROP` pixels per side, each the mean of a square."""
    picture = Image.fromarray(np.rint(ink * 255).astype(np.uint8))
    return np.asarray(picture.reduce(math.ceil(max(ink.shape) / CROP)))


def packed(values: np.ndarray) -> Message:
    """8-bit values with their shape."""
    return {"shape": list(values.shape), "values": encoded(values)}
