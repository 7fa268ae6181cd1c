"""What makes a network read people's drawings: normalization to MNIST's form, augmentation, or other handwriting.

    python bench/ablation.py --learn-from uci --drawings uci    # three short trainings, ten minutes on two cores

The same network learns from three data sets, for the same number of epochs. Each reads the same drawings twice: once
normalized to MNIST's form, and once with the whole pad scaled down to 28 x 28.
"""
from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image

from bench.common.pads import MANNERS, drawn
from bench.common.report import Report, command_parser
from bench.common.server import PROJECT
from model.digits.mnist import load_mnist
from model.digits.pen_digits import load_pen_digits
from model.drawings.drawing import SIZE
from model.drawings.preprocessing import prepare
from model.learning import training
from model.learning.settings import RECIPES, with_drawings
from model.recognizer import Recognizer


def made_smaller(pad: np.ndarray) -> np.ndarray:
    """The whole pad as an image, ink 255, without finding the digit on it."""
    return 255 - np.asarray(Image.fromarray(pad).resize((SIZE, SIZE), Image.Resampling.BOX))


def main(arguments: Sequence[str] | None = None) -> None:
    parser = command_parser(__doc__, PROJECT / "assets" / "results" / "ablation.json")
    parser.add_argument("--learn-from", default="uci", metavar="uci|FILE", help="pen digits to learn from")
    parser.add_argument("--drawings", default="uci", metavar="uci|FILE", help="pen digits of other writers to read")
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--limit", type=int, default=500, metavar="N", help="drawings, each in eight manners")
    options = parser.parse_args(arguments)

    best = replace(RECIPES["best"], epochs=options.epochs, averaging=0.99, drawings="none", pen_share=0.0,
                   no_digit_share=0.0)
    configs = {
        "MNIST": replace(best, augmentation=None),
        "MNIST, augmented": best,
        "MNIST and pen digits, augmented": with_drawings(best, options.learn_from),
    }
    mnist, pen_digits = load_mnist(), load_pen_digits(options.learn_from)
    drawings = load_pen_digits(options.drawings, "tes")
    jobs = [(digit, manner) for digit in drawings[::max(1, len(drawings) // options.limit)][:options.limit]
            for manner in MANNERS]
    pads = list(drawn([(digit.strokes, manner) for digit, manner in jobs]))
    labels = np.array([digit.label for digit, _ in jobs])
    ways = [np.stack([prepare(pad).image for pad in pads]), np.stack([made_smaller(pad) for pad in pads])]

    report = Report()
    for name, config in configs.items():
        with tempfile.TemporaryDirectory() as progress:
            used = [] if config.drawings == "none" else pen_digits
            network, record = training.train(config, mnist, used, Path(progress), verbose=0)
        recognizer = Recognizer(network)
        in_form, smaller = (int((recognizer.probabilities(images).argmax(axis=1) == labels).sum()) for images in ways)
        report.row({
            "learned from": name,
            "MNIST test": [round(record["test_accuracy"] * record["test_count"]), record["test_count"]],
            "drawings, in MNIST's form": [in_form, len(labels)],
            "drawings, merely made smaller": [smaller, len(labels)]})
    report.note(f"The layers of `best`, {options.epochs} epochs, seed 0, one run each; {len(labels):,} drawings by "
                "writers not learned from. No answer is refused.")
    report.write(options.output)


if __name__ == "__main__":
    main()
