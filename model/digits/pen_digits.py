"""Pen digits: handwritten digits recorded as strokes (UCI), and images drawn from them with random variations.

Unlike images, strokes can be redrawn with any pen, slant and width.

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

from model.digits.settings import Hand
from model.drawings.drawing import SIZE, BlankDrawingError
from model.drawings.preprocessing import center
from model.drawings.strokes import draw_strokes

PAGE = "https://archive.ics.uci.edu/dataset/81/pen+based+recognition+of+handwritten+digits"
ARCHIVE = "https://archive.ics.uci.edu/static/public/81/pen+based+recognition+of+handwritten+digits.zip"
# UCI's split: thirty writers for training, fourteen others for testing.
MEMBERS = {"tra": "pendigits-orig.tra.Z", "tes": "pendigits-orig.tes.Z"}
SHA256 = {  # of each unpacked member
    "tra": "a66225d68d7d68591e62944df1ad33b3f5aa608e2df2505844b41f5568a80da4",
    "tes": "ddb1c19e277a56c7ffe682cc024d6ab73696f9adcc1643ef9ed5aa753007e081",
}
# Indices of wrong entries in the source: three labeled 3 that show a 7, a 7 and a 2; one labeled 6 that shows a 5; and
# a 0 with a stray dot far away.
WRONG = {"tra": frozenset({44, 858, 1469, 5207, 5451}), "tes": frozenset()}

RESAMPLED_POINTS = 64  # of a stroke before it drifts
MAX_TURN = 2 * np.pi / 32  # from one point to the next where a stroke is continued, radians
Strokes = Sequence[np.ndarray]  # each (points, 2): x and y, y down, in any unit


class PenDigitsError(ValueError):
    """The pen digits are not available; the message says what to do."""


@dataclass(frozen=True)
class PenDigit:
    """One handwritten digit.

    Attributes:
        label: 0 to 9.
        writer: the writer's number or name in the source.
        strokes: arrays `(points, 2)` of x and y in the tablet's units, y down.
    """

    label: int
    writer: str
    strokes: Strokes


# Loading

def load_pen_digits(source: str | Path = "uci", split: str = "tra") -> list[PenDigit]:
    """Pen digits of one split.

    Args:
        source: "uci" to download UCI's archive once (Keras caches the file), or a path: of that archive, of its member
            `pendigits-orig.tra` (compressed or not), or of a `.json` or `.json.gz` file. JSON holds a list of
            `{"label": 7, "writer": "tra-01", "split": "tra", "strokes": [[[x, y], …], …]}`, y down. Entries of another
            split, and pictures (entries with an `image`), are skipped.
        split: "tra" for the thirty training writers, "tes" for the fourteen test writers.

    Raises:
        PenDigitsError: if the download fails, a file can't be read, or its checksum differs.
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
            f"The pen digits can't be downloaded ({error}). Get {MEMBERS['tra']} from {PAGE} and name it with "
            "`--drawings PATH`, or train without pen digits: `--drawings none`.") from error


def original_digits(content: bytes, name: str, split: str) -> list[PenDigit]:
    """The digits in UCI's archive, or in its member, compressed or not."""
    text = unpacked(content, name, split)
    if hashlib.sha256(text).hexdigest() != SHA256[split]:
        raise PenDigitsError(f"{name} does not hold UCI's pen digits: the checksum of pendigits-orig.{split} differs. "
                             f"Download it again from {PAGE}, or train without pen digits: `--drawings none`.")
    return [digit for index, digit in enumerate(parse_unipen(text.decode("ascii"))) if index not in WRONG[split]]


def unpacked(content: bytes, name: str, split: str) -> bytes:
    try:
        if content.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                content = archive.read(MEMBERS[split])
        return unlzw3.unlzw(content) if content.startswith(b"\x1f\x9d") else content
    except (KeyError, ValueError, RuntimeError, zipfile.BadZipFile, zlib.error) as error:  # encrypted: a RuntimeError
        raise PenDigitsError(f"{name} can't be unpacked: {error}. Download it again from {PAGE}.") from error


def parse_unipen(text: str) -> list[PenDigit]:
    """The digits of a file in UNIPEN format, flipped so that y points down.

    Each digit begins with a line `.SEGMENT DIGIT … "7"`, then `.COMMENT label writer number`. The points of a stroke,
    one `x y` per line, are between `.PEN_DOWN` and `.PEN_UP`.

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
        raise PenDigitsError(f"{path} holds no pen digits of the split {split!r}.")
    return digits


# Drawing

def draw_all(drawings: Sequence[Strokes], hand: Hand, seed: int) -> np.ndarray:
    """Each drawing drawn once with random variations: `(n, 28, 28)` `uint8`, in MNIST's form."""
    rng = np.random.default_rng(seed)
    images = np.zeros((len(drawings), SIZE, SIZE), np.uint8)
    for image, strokes in zip(images, drawings, strict=True):
        try:
            image[:] = center(*draw_strokes(varied(strokes, hand, rng), rng.uniform(*hand.pens))).image
        except BlankDrawingError:  # a dot: its image stays empty
            continue
    return images


def varied(strokes: Strokes, hand: Hand, rng: np.random.Generator) -> list[np.ndarray]:
    """The strokes, changed at random; their longer side is 1000 before the change."""
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
    """A random smooth displacement of points `(n, 2)`: a plane sine wave for each axis."""
    sizes, phases = rng.normal(0, size, 2), rng.uniform(0, 2 * np.pi, 2)
    directions = rng.normal(0, 2 * np.pi * frequency, (2, 2))
    return lambda points: sizes * np.sin(points @ directions + phases)


def drifted(stroke: np.ndarray, hand: Hand, rng: np.random.Generator) -> np.ndarray:
    """The stroke resampled, its corners rounded by a Gaussian along its length, displaced by a sum of slow cosines, and
    perhaps continued at its ends.
    """
    steps = np.hypot(*np.diff(stroke, axis=0).T)
    if not steps.any() or not (hand.drift or hand.haste or hand.reach):
        return stroke
    length = np.concatenate([[0], np.cumsum(steps)]) / steps.sum()
    even = np.linspace(0, 1, RESAMPLED_POINTS)
    points = np.stack([np.interp(even, length, axis) for axis in stroke.T], axis=1)
    width = rng.uniform(0, hand.haste) + 1e-3  # of the Gaussian; 0 would divide by zero
    weights = np.exp(-(np.subtract.outer(even, even) / width)**2 / 2)
    half_periods = np.arange(4)
    waves = np.cos(np.pi * half_periods * even[:, None]) / np.maximum(half_periods, 1)
    drawn = weights @ points / weights.sum(axis=1, keepdims=True) + waves @ rng.normal(0, hand.drift, (4, 2))
    return continued(continued(drawn, hand.reach, rng)[::-1], hand.reach, rng)[::-1]


def continued(points: np.ndarray, reach: float, rng: np.random.Generator) -> np.ndarray:
    """The stroke, half of the time extended at its end by up to the fraction `reach`, along the curve it has there."""
    if rng.random() < 0.5:
        return points
    before, last = (complex(*(points[end] - points[end - 5])) for end in (-6, -1))
    bend = np.exp(rng.normal(0, 0.5)) * np.angle(last / (before or 1)) / 5 if last else 0
    more = np.arange(1, 1 + rng.integers(0, 1 + round(reach * len(points))))
    steps = last / 5 * np.exp(1j * np.clip(bend, -MAX_TURN, MAX_TURN) * (more + 2))
    offsets = np.cumsum(steps)
    return np.concatenate([points, points[-1] + np.stack([offsets.real, offsets.imag], axis=1)])


def shortened(stroke: np.ndarray, cut: float, rng: np.random.Generator) -> np.ndarray:
    """The stroke, half of the time without up to the fraction `cut` of its points at each end."""
    if len(stroke) < 8 or rng.random() < 0.5:
        return stroke
    start, end = (len(stroke) * rng.uniform(0, cut, 2)).astype(int)
    return stroke[start:len(stroke) - end]
