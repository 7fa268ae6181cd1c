"""How well a network reads MNIST's test digits, drawings by writers it has not learned from, and drawings of no digit.

    python bench/accuracy.py                                             # MNIST alone
    python bench/accuracy.py --drawings uci --not-digits doodles.json.gz # all of it, some five minutes on two cores

Drawings are those of UCI's fourteen test writers, or of a file that `model/digits/pen_digits.py` reads; each is drawn
on a pad in eight manners. Doodles are a list of `{"word": …, "strokes": [[[x, y], …], …]}`, each in one manner in turn.
A refused drawing counts as misread. The figures are printed, and written to `--output` as `accuracy.json` with a
confusion matrix, reliability diagrams and sheets of misread drawings. Without `--output`, a complete measurement of
`best` goes to `assets/results`, anything else to a temporary folder.
"""
from __future__ import annotations

import argparse
import gzip
import json
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from PIL import Image, ImageDraw

from bench.common.pads import MANNERS, drawn
from bench.common.report import markdown, origin, write
from bench.common.server import PROJECT
from model.digits.mnist import load_mnist
from model.digits.pen_digits import load_pen_digits
from model.networks.calibration import expected_calibration_error, reliability
from model.networks.evaluation import accuracy_tables, confusion, percent
from model.networks.files import SAVED, load_record
from model.recognizer import Reading, Recognizer

BEST, RESULTS = SAVED / "best.keras", PROJECT / "assets" / "results"
CELL, SHEET_COLUMNS, SHEET_MOST = 64, 16, 160  # pixels of an image on a sheet, images in a row, images on a sheet


@dataclass(frozen=True)
class Read:
    """One reading of one drawing of a digit, with how it was drawn."""

    label: int
    writer: str
    manner: str
    reading: Reading

    @property
    def said(self) -> int | None:
        """The digit, or None if the answer was refused."""
        return self.reading.digit if self.reading.state == "digit" else None

    @property
    def is_right(self) -> bool:
        return self.said == self.label


def spread(items: Sequence[Any], limit: int | None) -> list[Any]:
    """At most `limit` of the items, evenly spaced."""
    return list(items) if limit is None else list(items[::-(-len(items) // limit)])


def read_drawings(recognizer: Recognizer, source: str, limit: int | None) -> list[Read]:
    """UCI's test writers' digits, each in eight manners."""
    jobs = [(digit, manner) for digit in spread(load_pen_digits(source, "tes"), limit) for manner in MANNERS]
    pads = drawn([(digit.strokes, manner) for digit, manner in jobs])
    return [Read(digit.label, digit.writer, manner, recognizer.read(pad, []))
            for (digit, manner), pad in zip(jobs, pads, strict=True)]


def read_doodles(recognizer: Recognizer, path: Path, limit: int | None) -> list[tuple[str, Reading]]:
    """(word, reading) of each doodle, drawn in one manner in turn."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as file:
        doodles = spread(json.load(file), limit)
    manners = list(MANNERS)
    pads = drawn([([np.array(stroke, float) for stroke in doodle["strokes"]], manners[i % len(manners)])
                  for i, doodle in enumerate(doodles)])
    return [(doodle["word"], recognizer.read(pad, [])) for doodle, pad in zip(doodles, pads, strict=True)]


def mnist_counts(recognizer: Recognizer, record: dict[str, Any], folder: Path) -> dict[str, Any]:
    """How MNIST's test digits were read, and the pictures of it."""
    mnist = load_mnist()
    labels = mnist.test_labels
    probabilities, logits = recognizer.scores(mnist.test_images)
    answers = probabilities.argmax(axis=1)
    doubts = recognizer.doubts(probabilities, logits)
    wrong = np.flatnonzero(answers != labels)
    draw_sheet([(mnist.test_images[i], f"{labels[i]} > {answers[i]}") for i in wrong], folder / "errors-mnist.png")
    draw_reliability({"MNIST test": (probabilities, labels)}, folder / "reliability-mnist.png")
    draw_confusion(answers, labels, folder / "confusion.png")
    return {"count": len(labels), "right": int((answers == labels).sum()),
            "refused": sum(doubt is not None for doubt in doubts),
            "calibration_error": round(expected_calibration_error(probabilities, labels), 4),
            "runs": [round(run["test_accuracy"] * len(labels)) for run in record.get("runs", [])]}


def drawing_counts(reads: list[Read], folder: Path) -> dict[str, Any]:
    """How the drawings were read, `[right, count]` by manner, digit and writer, and the pictures of it."""
    probabilities = np.stack([read.reading.probabilities for read in reads])
    labels = np.array([read.label for read in reads])
    wrong = [read for read in reads if not read.is_right]
    draw_sheet([(read.reading.image, f"{read.label} > {'–' if read.said is None else read.said}") for read in wrong],
               folder / "errors-drawings.png")
    draw_reliability({"drawings": (probabilities, labels)}, folder / "reliability-drawings.png")
    return {"count": len(reads), "right": len(reads) - len(wrong),
            "refused": sum(read.said is None for read in reads),
            "calibration_error": round(expected_calibration_error(probabilities, labels), 4),
            **{kind: groups(reads, key) for kind, key in GROUPS.items()}}


GROUPS: dict[str, Callable[[Read], str]] = {
    "manner": lambda read: read.manner, "digit": lambda read: str(read.label), "writer": lambda read: read.writer}


def groups(reads: Iterable[Read], key: Callable[[Read], str]) -> dict[str, list[int]]:
    """`[right, count]` of each group."""
    found: dict[str, list[int]] = {}
    for read in sorted(reads, key=key):
        counts = found.setdefault(key(read), [0, 0])
        counts[0] += read.is_right
        counts[1] += 1
    return found


def doodle_counts(doodles: list[tuple[str, Reading]], folder: Path) -> dict[str, int]:
    taken = [(word, reading) for word, reading in doodles if reading.state == "digit"]
    sheet = [(reading.image, f"{word[:9]} {reading.digit}") for word, reading in taken]
    draw_sheet(sheet, folder / "doodles-taken.png")
    return {"count": len(doodles), "refused": len(doodles) - len(taken)}


def draw_sheet(images: list[tuple[np.ndarray, str]], path: Path) -> None:
    """The images with a caption each; if there are too many, evenly spaced ones."""
    images = spread(images, SHEET_MOST) if images else []
    rows = -(-len(images) // SHEET_COLUMNS)
    sheet = Image.new("L", (CELL * SHEET_COLUMNS, max(rows, 1) * (CELL + 14)), 255)
    pencil = ImageDraw.Draw(sheet)
    for place, (image, words) in enumerate(images):
        row, column = divmod(place, SHEET_COLUMNS)
        picture = Image.fromarray(255 - image).resize((CELL, CELL), Image.Resampling.NEAREST)
        sheet.paste(picture, (column * CELL, row * (CELL + 14)))
        pencil.text((column * CELL + 4, row * (CELL + 14) + CELL), words.replace("–", "-"), fill=0)
    sheet.save(path, optimize=True)


def draw_reliability(sets: dict[str, tuple[np.ndarray, np.ndarray]], path: Path) -> None:
    """The share of right answers against their confidence, in fifteen bins."""
    figure = Figure(figsize=(4.2, 4), layout="constrained")
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], color="#999", linewidth=1)
    for name, (probabilities, labels) in sets.items():
        bins = reliability(probabilities, labels)
        axes.plot([bin["confidence"] for bin in bins], [bin["accuracy"] for bin in bins], "o-", color="#3465a4",
                  label=f"{name}: error {percent(expected_calibration_error(probabilities, labels))}")
    axes.set(xlabel="confidence", ylabel="share right", xlim=(0, 1.02), ylim=(0, 1.02))
    axes.legend(loc="upper left")
    axes.grid(alpha=0.3)
    figure.savefig(path, dpi=110)


def draw_confusion(answers: np.ndarray, labels: np.ndarray, path: Path) -> None:
    """Counts of test digits by right digit and digit read."""
    counts = confusion(labels, answers)
    figure = Figure(figsize=(4.6, 4.4), layout="constrained")
    axes = figure.subplots()
    axes.imshow(np.log1p(counts), cmap="Blues")
    for row, column in np.ndindex(10, 10):
        if counts[row, column]:
            axes.text(column, row, counts[row, column], ha="center", va="center", fontsize=8,
                      color="white" if row == column else "black")
    axes.set(xlabel="read as", ylabel="is", xticks=range(10), yticks=range(10))
    figure.savefig(path, dpi=110)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, default=BEST, help="default: the project's best")
    parser.add_argument("--drawings", metavar="uci|FILE", help="pen digits to draw; `uci` downloads them")
    parser.add_argument("--not-digits", type=Path, metavar="FILE", help="doodles to draw")
    parser.add_argument("--limit", type=int, metavar="N", help="at most N drawings and N doodles")
    parser.add_argument("--output", type=Path, metavar="FOLDER", help="for the figures and the pictures")
    options = parser.parse_args(arguments)
    is_whole = options.drawings and options.not_digits and not options.limit and options.model.resolve() == BEST
    folder = options.output or (RESULTS if is_whole else Path(tempfile.mkdtemp()))
    folder.mkdir(parents=True, exist_ok=True)
    recognizer = Recognizer.load(options.model)

    measured = {**origin(), "parameters": recognizer.network.count_params(),
                "mnist": mnist_counts(recognizer, load_record(options.model), folder), "notes": []}
    if options.drawings:
        measured["drawings"] = drawing_counts(read_drawings(recognizer, options.drawings, options.limit), folder)
    if options.not_digits:
        measured["doodles"] = doodle_counts(read_doodles(recognizer, options.not_digits, options.limit), folder)
    for head, *rows in accuracy_tables(measured):
        print(markdown([dict(zip(head, row, strict=True)) for row in rows]) + "\n")
    write(folder / "accuracy.json", measured)


if __name__ == "__main__":
    main()
