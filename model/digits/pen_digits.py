"""Digits as the strokes of a pen, written by thirty people, and images drawn from them.

Strokes carry what images cannot: they can be drawn anew with any pen, slant and width.

Source of the strokes: E. Alpaydin and F. Alimoglu, "Pen-Based Recognition of Handwritten Digits", UCI Machine Learning
Repository, 1998, CC BY 4.0.
"""
from __future__ import annotations

import gzip
import hashlib
import io
import json
import re
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import keras
import numpy as np
import unlzw3

from model.drawings.drawing import SIZE, BlankDrawingError
from model.drawings.preprocessing import center
from model.drawings.strokes import draw_strokes

PAGE = "https://archive.ics.uci.edu/dataset/81/pen+based+recognition+of+handwritten+digits"
ARCHIVE = "https://archive.ics.uci.edu/static/public/81/pen+based+recognition+of+handwritten+digits.zip"
# By UCI's own split: thirty writers to learn from, fourteen others to test with.
MEMBERS = {"tra": "pendigits-orig.tra.Z", "tes": "pendigits-orig.tes.Z"}
SHA256 = {  # of each member, unpacked
    "tra": "a66225d68d7d68591e62944df1ad33b3f5aa608e2df2505844b41f5568a80da4",
    "tes": "ddb1c19e277a56c7ffe682cc024d6ab73696f9adcc1643ef9ed5aa753007e081",
}
# Wrong in the source, by their place in it: three 3s that are a 7, a 7 and a 2, a 6 that is a 5, and a 0 with a stray
# dot far away.
WRONG = {"tra": frozenset({44, 858, 1469, 5207, 5451}), "tes": frozenset()}

POINTS = 64  # that a stroke has once it has drifted
SHARPEST = 2 * np.pi / 32  # turn from one point to the next where a stroke goes on, radians
Strokes = Sequence[np.ndarray]  # each (points, 2): x and y, y down, in any unit


class PenDigitsError(ValueError):
    """The pen digits cannot be had; the message says what to do."""


@dataclass(frozen=True)
class PenDigit:
    """One digit as it was written.

    Attributes:
        label: 0 to 9.
        writer: who wrote it.
        strokes: arrays `(points, 2)` of x and y in the tablet's units, y down.
    """

    label: int
    writer: str
    strokes: Strokes


@dataclass(frozen=True)
class Hand:
    """How differently a drawing may be drawn anew.

    Attributes:
        turn: standard deviation of the rotation, radians.
        slant: standard deviation of the shear: columns per row.
        stretch: standard deviation of the logarithm of height and of width.
        bend: standard deviation of a wave that runs through the whole drawing, parts of its longer side.
        wobble: the same for a wave three times as short.
        drift: standard deviation of what moves each stroke, differently along its way, parts of the drawing's longer
            side: strokes meet elsewhere, loops open or close, which no wave through the whole drawing can do.
        haste: largest part of a stroke over which a corner may be rounded, as a quick hand rounds it.
        cut: largest part of a stroke that may be missing at each end.
        reach: largest part of a stroke by which it may go on at each end, turning on as it turns there: a 0 whose ends
            overlap, a longer tail.
        pens: thinnest and thickest pen, pixels of the image.
    """

    turn: float = 0.12
    slant: float = 0.2
    stretch: float = 0.14
    bend: float = 0.03
    wobble: float = 0.008
    drift: float = 0.04
    haste: float = 0.06
    cut: float = 0.06
    reach: float = 0.15
    pens: tuple[float, float] = (0.7, 3.6)


# Reading

def load_pen_digits(source: str | Path = "uci", split: str = "tra") -> list[PenDigit]:
    """UCI's pen digits.

    Args:
        source: "uci" to download them once (Keras keeps the file); or the path of UCI's archive, of
            `pendigits-orig.tra` in it, packed or not, or of a `.json` or `.json.gz` file, a list of
            `{"label": 7, "writer": "tra-01", "split": "tra", "strokes": [[[x, y], …], …]}`, y down, of which those of
            another split, and those that are pictures and have no strokes, are left out.
        split: "tra" for the thirty writers to learn from, "tes" for the fourteen others.

    Raises:
        PenDigitsError: if they can't be downloaded or read, or are not the digits they should be.
    """
    if source == "uci":
        return original_digits(download().read_bytes(), ARCHIVE, split)
    path = Path(source)
    if not path.is_file():
        raise PenDigitsError(f"No pen digits at {path}: give a file, `uci`, or `none`.")
    if ".json" in path.suffixes:
        return json_digits(path, split)
    return original_digits(path.read_bytes(), str(path), split)


def download() -> Path:
    try:
        return Path(keras.utils.get_file("pendigits.zip", origin=ARCHIVE, cache_subdir="datasets"))
    except Exception as error:  # Keras raises a bare `Exception` where a download fails
        raise PenDigitsError(
            f"The pen digits can't be downloaded ({error}). Get {MEMBERS['tra']} from {PAGE} and give it with "
            "`--drawings PATH`, or train without them: `--drawings none`.") from error


def original_digits(content: bytes, name: str, split: str) -> list[PenDigit]:
    """The digits of UCI's file, whether the whole archive, its packed member or its unpacked one."""
    text = unpacked(content, name, split)
    if hashlib.sha256(text).hexdigest() != SHA256[split]:
        raise PenDigitsError(f"{name} does not hold the pen digits it should: the checksum of pendigits-orig.{split} "
                             f"differs. Get it anew from {PAGE}, or train without: `--drawings none`.")
    return [digit for place, digit in enumerate(parse_unipen(text.decode("ascii"))) if place not in WRONG[split]]


def unpacked(content: bytes, name: str, split: str) -> bytes:
    try:
        if content.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                content = archive.read(MEMBERS[split])
        return unlzw3.unlzw(content) if content.startswith(b"\x1f\x9d") else content
    except (KeyError, ValueError, RuntimeError, zipfile.BadZipFile, zlib.error) as error:  # encrypted: a RuntimeError
        raise PenDigitsError(f"{name} can't be unpacked: {error}. Get it anew from {PAGE}.") from error


def parse_unipen(text: str) -> list[PenDigit]:
    """The digits of a file in UNIPEN's form, y turned to point down.

    Each begins with a line `.SEGMENT DIGIT … "7"`, then `.COMMENT label writer number`; a stroke's points, `x y` on a
    line, stand between `.PEN_DOWN` and `.PEN_UP`.

    Source: Guyon et al., "UNIPEN project of on-line data exchange and recognizer benchmarks", 1994.
    """
    return [unipen_digit(segment) for segment in text.split(".SEGMENT")[1:]]


def unipen_digit(segment: str) -> PenDigit:
    label, writer = re.search(r"\.COMMENT\s+(\d)\s+(\d+)", segment).groups()
    traces = re.findall(r"\.PEN_DOWN\s([\d\s-]*)\.PEN_UP", segment)
    return PenDigit(int(label), writer, [np.array(t.split(), np.float32).reshape(-1, 2) * (1, -1) for t in traces])


def json_digits(path: Path, split: str) -> list[PenDigit]:
    opened = gzip.open if path.suffix == ".gz" else open
    try:
        with opened(path, "rt", encoding="utf-8") as file:
            digits = [PenDigit(int(digit["label"]), str(digit["writer"]),
                               [np.array(stroke, np.float32).reshape(-1, 2) for stroke in digit["strokes"]])
                      for digit in json.load(file) if digit.get("split", split) == split and "image" not in digit]
    except (OSError, EOFError, ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError,
            zlib.error) as error:
        raise PenDigitsError(f"{path} does not hold pen digits as JSON: {error!r}.") from error
    if not digits:
        raise PenDigitsError(f"{path} holds no pen digit of the split {split!r}.")
    return digits


# Drawing

def draw_all(drawings: Sequence[Strokes], hand: Hand, seed: int) -> np.ndarray:
    """Each drawing drawn once by another hand: `(n, 28, 28)` `uint8`, in MNIST's form."""
    rng = np.random.default_rng(seed)
    images = np.zeros((len(drawings), SIZE, SIZE), np.uint8)
    for image, strokes in zip(images, drawings, strict=True):
        try:
            image[:] = center(*draw_strokes(by_another_hand(strokes, hand, rng), rng.uniform(*hand.pens))).image
        except BlankDrawingError:  # a dot: an empty image is as good
            continue
    return images


def by_another_hand(strokes: Strokes, hand: Hand, rng: np.random.Generator) -> list[np.ndarray]:
    """The strokes, changed at random, 1000 the longer side before the change."""
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    turn, slant = rng.normal(0, (hand.turn, hand.slant))
    cos, sin = np.cos(turn), np.sin(turn)
    matrix = np.array([[cos, -sin], [sin, cos]]) @ [[1, -slant], [0, 1]] * np.exp(rng.normal(0, hand.stretch, 2))
    waves = [wave(hand.bend, 0.8, rng), wave(hand.wobble, 2.4, rng)]

    def changed(stroke: np.ndarray) -> np.ndarray:
        unit = (shortened(stroke, hand.cut, rng) - (low + high) / 2) / max((high - low).max(), 1e-9)
        unit = drifted(unit, hand, rng) @ matrix.T
        return 1000 * (unit + sum(wave(unit) for wave in waves))

    return [changed(stroke) for stroke in strokes]


def wave(size: float, frequency: float, rng: np.random.Generator):
    """A random smooth displacement of points `(n, 2)`: a sine over the plane along each axis."""
    sizes, phases = rng.normal(0, size, 2), rng.uniform(0, 2 * np.pi, 2)
    directions = rng.normal(0, 2 * np.pi * frequency, (2, 2))
    return lambda points: sizes * np.sin(points @ directions + phases)


def drifted(stroke: np.ndarray, hand: Hand, rng: np.random.Generator) -> np.ndarray:
    """The stroke with its corners rounded by a Gaussian along its way, then moved by a sum of slow cosines of it; where
    it ends, it may go on.
    """
    steps = np.hypot(*np.diff(stroke, axis=0).T)
    if not steps.any() or not (hand.drift or hand.haste or hand.reach):
        return stroke
    way = np.concatenate([[0], np.cumsum(steps)]) / steps.sum()
    even = np.linspace(0, 1, POINTS)
    places = np.stack([np.interp(even, way, axis) for axis in stroke.T], axis=1)
    width = rng.uniform(0, hand.haste) + 1e-3  # of the Gaussian, which can't have none
    near = np.exp(-(np.subtract.outer(even, even) / width)**2 / 2)
    turns = np.arange(4)
    waves = np.cos(np.pi * turns * even[:, None]) / np.maximum(turns, 1)
    drawn = near @ places / near.sum(axis=1, keepdims=True) + waves @ rng.normal(0, hand.drift, (4, 2))
    return continued(continued(drawn, hand.reach, rng)[::-1], hand.reach, rng)[::-1]


def continued(points: np.ndarray, most: float, rng: np.random.Generator) -> np.ndarray:
    """The points of a stroke and, half of the time, up to `most` of them more at its end, on a curve like its last."""
    if rng.random() < 0.5:
        return points
    before, last = (complex(*(points[end] - points[end - 5])) for end in (-6, -1))
    bend = np.exp(rng.normal(0, 0.5)) * np.angle(last / (before or 1)) / 5 if last else 0
    more = np.arange(1, 1 + rng.integers(0, 1 + round(most * len(points))))
    steps = last / 5 * np.exp(1j * np.clip(bend, -SHARPEST, SHARPEST) * (more + 2))
    way = np.cumsum(steps)
    return np.concatenate([points, points[-1] + np.stack([way.real, way.imag], axis=1)])


def shortened(stroke: np.ndarray, most: float, rng: np.random.Generator) -> np.ndarray:
    """The stroke without up to `most` of its points at each end; half of the strokes stay whole."""
    if len(stroke) < 8 or rng.random() < 0.5:
        return stroke
    start, end = (len(stroke) * rng.uniform(0, most, 2)).astype(int)
    return stroke[start:len(stroke) - end]
