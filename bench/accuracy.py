"""How well a network reads: MNIST's test digits, drawings of people it has not learned from, and what is no digit.

    python bench/accuracy.py                                             # MNIST alone
    python bench/accuracy.py --drawings uci --not-digits doodles.json.gz # all of it, some five minutes on two cores

Drawings are UCI's fourteen test writers, or those of a file that `model/digits/pen_digits.py` reads, each drawn on a
pad in eight manners. Doodles are a list of `{"word": …, "strokes": [[[x, y], …], …]}`, each in one manner in turn. A
refused drawing counts as misread. The table is printed, and written to `--output` with a confusion matrix, reliability
diagrams and sheets of what was misread; without `--output` to `assets/results`, if all is measured of the page's
network, else to a folder for the moment.
"""
from __future__ import annotations

import argparse
import gzip
import json
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from PIL import Image, ImageDraw

from bench.common.pads import MANNERS, drawn
from bench.common.server import PROJECT
from model.digits.mnist import load_mnist
from model.digits.pen_digits import load_pen_digits
from model.networks.calibration import expected_calibration_error, reliability
from model.networks.evaluation import confusion
from model.networks.files import SAVED, load_record
from model.recognizer import Reading, Recognizer

BEST, RESULTS = SAVED / "best.keras", PROJECT / "assets" / "results"
CELL, SHEET_COLUMNS, SHEET_MOST = 64, 16, 160  # pixels of an image on a sheet, images in a row, images on a sheet


@dataclass(frozen=True)
class Read:
    """One reading of one drawing of a digit: how it was drawn, and what came out."""

    label: int
    writer: str
    manner: str
    reading: Reading

    @property
    def said(self) -> int | None:
        """The digit, or None where the answer was refused."""
        return self.reading.digit if self.reading.state == "digit" else None

    @property
    def is_right(self) -> bool:
        return self.said == self.label


def percent(part: float, whole: float = 1) -> str:
    return f"{100 * part / whole:.2f} %" if whole else "–"


def share_right(reads: Sequence[Read]) -> float:
    return sum(read.is_right for read in reads) / len(reads)


def spread(items: Sequence[Any], limit: int | None) -> list[Any]:
    """At most `limit` of the items, evenly taken."""
    return list(items) if limit is None else list(items[::-(-len(items) // limit)])


def read_drawings(recognizer: Recognizer, source: str, limit: int | None) -> list[Read]:
    """UCI's test writers' digits, each in eight manners."""
    jobs = [(digit, manner) for digit in spread(load_pen_digits(source, "tes"), limit) for manner in MANNERS]
    pads = drawn([(digit.strokes, manner) for digit, manner in jobs])
    return [Read(digit.label, digit.writer, manner, recognizer.read(pad, []))
            for (digit, manner), pad in zip(jobs, pads, strict=True)]


def read_doodles(recognizer: Recognizer, path: Path, limit: int | None) -> list[tuple[str, Reading]]:
    """(word, reading) of each drawing of something else, in one manner in turn."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as file:
        doodles = spread(json.load(file), limit)
    manners = list(MANNERS)
    pads = drawn([([np.array(stroke, float) for stroke in doodle["strokes"]], manners[i % len(manners)])
                  for i, doodle in enumerate(doodles)])
    return [(doodle["word"], recognizer.read(pad, [])) for doodle, pad in zip(doodles, pads, strict=True)]


Rows = list[tuple[str, str, str]]  # (what, of how many, figure)


def mnist_rows(recognizer: Recognizer, record: dict[str, Any], output: Path) -> Rows:
    mnist = load_mnist()
    labels = mnist.test_labels
    probabilities, logits = recognizer.scores(mnist.test_images)
    answers = probabilities.argmax(axis=1)
    doubts = recognizer.doubts(probabilities, logits)
    wrong = np.flatnonzero(answers != labels)
    draw_sheet([(mnist.test_images[i], f"{labels[i]} > {answers[i]}") for i in wrong], output / "errors-mnist.png")
    draw_reliability({"MNIST test": (probabilities, labels)}, output / "reliability-mnist.png")
    draw_confusion(answers, labels, output / "confusion.png")
    count = f"{len(labels):,}"
    rows = [("MNIST test digits read right", count, percent((answers == labels).mean()))]
    runs = [run["test_accuracy"] for run in record.get("runs", [])]
    if len(runs) > 1:
        rows.append((f"the same, mean and worst of {len(runs)} runs", count,
                     f"{percent(np.mean(runs))}, {percent(min(runs))}"))
    return [*rows, ("MNIST test digits refused", count, percent(np.mean([doubt is not None for doubt in doubts]))),
            ("calibration error, MNIST test", count, percent(expected_calibration_error(probabilities, labels))),
            ("parameters", "", f"{recognizer.network.count_params():,}")]


def drawing_rows(reads: list[Read], output: Path) -> Rows:
    probabilities = np.stack([read.reading.probabilities for read in reads])
    labels = np.array([read.label for read in reads])
    wrong = [read for read in reads if not read.is_right]
    draw_sheet([(read.reading.image, f"{read.label} > {'–' if read.said is None else read.said}") for read in wrong],
               output / "errors-drawings.png")
    draw_reliability({"drawings": (probabilities, labels)}, output / "reliability-drawings.png")
    count = f"{len(reads):,}"

    def worst(key: Callable[[Read], str]) -> str:
        name, share = min(shares(reads, key).items(), key=lambda item: item[1])
        return f"{percent(share)} ({name})"

    return [("drawings read right", count, percent(share_right(reads))),
            ("worst manner", count, worst(lambda read: read.manner)),
            ("worst digit", count, worst(lambda read: str(read.label))),
            ("worst writer", count, worst(lambda read: read.writer)),
            ("drawings refused", count, percent(sum(read.said is None for read in reads), len(reads))),
            ("calibration error, drawings", count, percent(expected_calibration_error(probabilities, labels)))]


def doodle_rows(doodles: list[tuple[str, Reading]], output: Path) -> Rows:
    taken = [(word, reading) for word, reading in doodles if reading.state == "digit"]
    sheet = [(reading.image, f"{word[:9]} {reading.digit}") for word, reading in taken]
    draw_sheet(sheet, output / "doodles-taken.png")
    return [("doodles refused", f"{len(doodles):,}", percent(len(doodles) - len(taken), len(doodles)))]


def shares(reads: Iterable[Read], key: Callable[[Read], str]) -> dict[str, float]:
    """The share read right in each group."""
    groups: dict[str, list[Read]] = {}
    for read in reads:
        groups.setdefault(key(read), []).append(read)
    return {name: share_right(group) for name, group in sorted(groups.items())}


def table(rows: Rows) -> str:
    return "\n".join(["| what | of | figure |", "|---|---|---|", *(f"| {' | '.join(row)} |" for row in rows)])


def groups_table(reads: list[Read]) -> str:
    lines = ["", "| drawings | read right |", "|---|---|"]
    for key in (lambda read: read.manner, lambda read: f"digit {read.label}", lambda read: f"writer {read.writer}"):
        lines += [f"| {name} | {percent(share)} |" for name, share in shares(reads, key).items()]
    return "\n".join(lines)


def draw_sheet(images: list[tuple[np.ndarray, str]], path: Path) -> None:
    """The images, each with its words below; of too many, some evenly taken."""
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
    """How many test digits of each kind were read as which."""
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
    parser.add_argument("--output", type=Path, metavar="FOLDER", help="for the table and the pictures")
    options = parser.parse_args(arguments)
    is_whole = options.drawings and options.not_digits and not options.limit and options.model.resolve() == BEST
    output = options.output or (RESULTS if is_whole else Path(tempfile.mkdtemp()))
    output.mkdir(parents=True, exist_ok=True)
    recognizer = Recognizer.load(options.model)

    rows = mnist_rows(recognizer, load_record(options.model), output)
    groups = ""
    if options.drawings:
        reads = read_drawings(recognizer, options.drawings, options.limit)
        rows += drawing_rows(reads, output)
        groups = groups_table(reads)
    if options.not_digits:
        rows += doodle_rows(read_doodles(recognizer, options.not_digits, options.limit), output)
    text = f"{table(rows)}\n{groups}\n"
    (output / "accuracy.md").write_text(text)
    print(text)
    print(f"written to {output}", file=sys.stderr)


if __name__ == "__main__":
    main()
