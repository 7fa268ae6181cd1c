"""How well a network reads MNIST's test digits, drawings by writers it has not learned from, and drawings of no digit.

    python bench/accuracy.py                                             # MNIST alone
    python bench/accuracy.py --drawings uci --not-digits doodles.json.gz # all of it, some five minutes on two cores

Drawings are those of UCI's fourteen test writers, or of a file that `model/digits/pen_digits.py` reads; each is drawn
on a pad in eight manners. Doodles are a list of `{"word": …, "strokes": [[[x, y], …], …]}`, each in one manner in turn.
A refused drawing counts as misread. The figures are printed, and written to `accuracy.json` with a sheet of misread
drawings: a complete measurement of `best` to `assets/results`, anything else to a temporary folder, unless `--output`
says otherwise.
"""
from __future__ import annotations

import argparse
import gzip
import json
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw

from bench.common.pads import MANNERS, drawn
from bench.common.report import markdown, origin, write
from bench.common.server import PROJECT
from bench.report import accuracy_rows
from model.digits.mnist import load_mnist
from model.digits.pen_digits import load_pen_digits
from model.networks.calibration import expected_calibration_error
from model.networks.files import SAVED, load_record
from model.recognizer import Reading, Recognizer

BEST, RESULTS = SAVED / "best.keras", PROJECT / "assets" / "results"
CELL, SHEET_COLUMNS, SHEET_MOST = 64, 16, 160  # pixels of an image on a sheet, images in a row, images on a sheet


@dataclass(frozen=True)
class Read:
    """One reading of one drawing of a digit, with how it was drawn."""

    digit: int
    writer: str
    manner: str
    reading: Reading

    @property
    def said(self) -> int | None:
        """The digit, or None if the answer was refused."""
        return self.reading.digit if self.reading.state == "digit" else None

    @property
    def is_right(self) -> bool:
        return self.said == self.digit


def read_drawings(recognizer: Recognizer, source: str) -> list[Read]:
    """UCI's test writers' digits, each in eight manners."""
    jobs = [(digit, manner) for digit in load_pen_digits(source, "tes") for manner in MANNERS]
    pads = drawn([(digit.strokes, manner) for digit, manner in jobs])
    return [Read(digit.label, digit.writer, manner, recognizer.read(pad, []))
            for (digit, manner), pad in zip(jobs, pads, strict=True)]


def read_doodles(recognizer: Recognizer, path: Path) -> dict[str, int]:
    """How many doodles were read, each drawn in one manner in turn, and how many of them refused."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as file:
        doodles = json.load(file)
    pads = drawn([([np.array(stroke, float) for stroke in doodle["strokes"]], manner)
                  for doodle, manner in zip(doodles, cycle(MANNERS))])
    return {"count": len(doodles), "refused": sum(recognizer.read(pad, []).state != "digit" for pad in pads)}


def mnist_counts(recognizer: Recognizer, record: dict[str, Any]) -> dict[str, Any]:
    """How MNIST's test digits were read."""
    mnist = load_mnist()
    labels = mnist.test_labels
    probabilities, logits = recognizer.scores(mnist.test_images)
    doubts = recognizer.doubts(probabilities, logits)
    return {"count": len(labels), "right": int((probabilities.argmax(axis=1) == labels).sum()),
            "refused": sum(doubt is not None for doubt in doubts),
            "calibration_error": round(expected_calibration_error(probabilities, labels), 4),
            "runs": [round(run["test_accuracy"] * len(labels)) for run in record.get("runs", [])]}


def drawing_counts(reads: list[Read]) -> dict[str, Any]:
    """How the drawings were read, `[right, count]` by manner, digit and writer."""
    probabilities = np.stack([read.reading.probabilities for read in reads])
    labels = np.array([read.digit for read in reads])
    return {"count": len(reads), "right": sum(read.is_right for read in reads),
            "refused": sum(read.said is None for read in reads),
            "calibration_error": round(expected_calibration_error(probabilities, labels), 4),
            **{kind: groups(reads, kind) for kind in ("manner", "digit", "writer")}}


def groups(reads: list[Read], kind: str) -> dict[str, list[int]]:
    """`[right, count]` of each manner, digit or writer."""
    counts, right = (Counter(str(getattr(read, kind)) for read in some)
                     for some in (reads, [read for read in reads if read.is_right]))
    return {name: [right[name], counts[name]] for name in sorted(counts)}


def draw_sheet(reads: list[Read], path: Path) -> None:
    """The images that were misread, with the right digit and the answer; if there are too many, evenly spaced ones."""
    reads = [read for read in reads if not read.is_right]
    reads = reads[::-(-len(reads) // SHEET_MOST) or 1]
    rows = -(-len(reads) // SHEET_COLUMNS)
    sheet = Image.new("L", (CELL * SHEET_COLUMNS, max(rows, 1) * (CELL + 14)), 255)
    pencil = ImageDraw.Draw(sheet)
    for place, read in enumerate(reads):
        row, column = divmod(place, SHEET_COLUMNS)
        picture = Image.fromarray(255 - read.reading.image).resize((CELL, CELL), Image.Resampling.NEAREST)
        sheet.paste(picture, (column * CELL, row * (CELL + 14)))
        words = f"{read.digit} > {'-' if read.said is None else read.said}"
        pencil.text((column * CELL + 4, row * (CELL + 14) + CELL), words, fill=0)
    sheet.save(path, optimize=True)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, default=BEST, help="default: the project's best")
    parser.add_argument("--drawings", metavar="uci|FILE", help="pen digits to draw; `uci` downloads them")
    parser.add_argument("--not-digits", type=Path, metavar="FILE", help="doodles to draw")
    parser.add_argument("--output", type=Path, metavar="FOLDER", help="for the figures and the sheet")
    options = parser.parse_args(arguments)
    is_whole = options.drawings and options.not_digits and options.model.resolve() == BEST
    folder = options.output or (RESULTS if is_whole else Path(tempfile.mkdtemp()))
    folder.mkdir(parents=True, exist_ok=True)
    recognizer = Recognizer.load(options.model)

    measured = {**origin(), "parameters": recognizer.network.count_params(),
                "mnist": mnist_counts(recognizer, load_record(options.model)), "notes": []}
    if options.drawings:
        reads = read_drawings(recognizer, options.drawings)
        measured["drawings"] = drawing_counts(reads)
        draw_sheet(reads, folder / "errors-drawings.png")
    if options.not_digits:
        measured["doodles"] = read_doodles(recognizer, options.not_digits)
    print("\n\n".join(map(markdown, accuracy_rows(measured))))
    write(folder / "accuracy.json", measured)


if __name__ == "__main__":
    main()
