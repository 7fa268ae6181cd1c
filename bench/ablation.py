"""What makes a network read people's drawings: MNIST's form, augmentation, or other hands to learn from.

    python bench/ablation.py --learn-from uci --drawings uci    # three short trainings, ten minutes on two cores

Each network is the same and learns for the same number of epochs; each reads the same drawings twice, once brought into
MNIST's form and once with the pad merely made smaller, to 28 x 28. Prints a table, and writes it to `--output`.
"""
from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image

from bench.accuracy import percent, spread
from bench.common.pads import MANNERS, drawn
from bench.common.server import PROJECT
from model.digits.mnist import load_mnist
from model.digits.pen_digits import load_pen_digits
from model.drawings.drawing import SIZE
from model.drawings.preprocessing import prepare
from model.learning import training
from model.learning.settings import RECIPES, with_drawings
from model.recognizer import Recognizer


def made_smaller(pad: np.ndarray) -> np.ndarray:
    """The whole pad as an image, ink 255, wherever and however small the digit is on it."""
    return 255 - np.asarray(Image.fromarray(pad).resize((SIZE, SIZE), Image.Resampling.BOX))


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--learn-from", default="uci", metavar="uci|FILE", help="pen digits to learn from")
    parser.add_argument("--drawings", default="uci", metavar="uci|FILE", help="pen digits of other writers to read")
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--limit", type=int, default=500, metavar="N", help="drawings, each in eight manners")
    parser.add_argument("--output", type=Path, default=PROJECT / "assets" / "results" / "ablation.md")
    options = parser.parse_args(arguments)

    best = replace(RECIPES["best"], epochs=options.epochs, averaging=0.99, drawings="none", pen_share=0.0,
                   no_digit_share=0.0)
    configs = {
        "MNIST": replace(best, augmentation=None),
        "MNIST, augmented": best,
        "MNIST and pen digits, augmented": with_drawings(best, options.learn_from),
    }
    mnist, pen_digits = load_mnist(), load_pen_digits(options.learn_from)
    jobs = [(digit, manner) for digit in spread(load_pen_digits(options.drawings, "tes"), options.limit)
            for manner in MANNERS]
    pads = list(drawn([(digit.strokes, manner) for digit, manner in jobs]))
    labels = np.array([digit.label for digit, _ in jobs])
    ways = [np.stack([prepare(pad).image for pad in pads]), np.stack([made_smaller(pad) for pad in pads])]

    lines = ["| learned from | MNIST test | drawings, in MNIST's form | drawings, merely made smaller |",
             "|---|---|---|---|"]
    for name, config in configs.items():
        with tempfile.TemporaryDirectory() as progress:
            used = [] if config.drawings == "none" else pen_digits
            network, record = training.train(config, mnist, used, Path(progress), verbose=0)
        recognizer = Recognizer(network)
        right = [(recognizer.probabilities(images).argmax(axis=1) == labels).mean() for images in ways]
        lines.append(f"| {name} | {percent(record['test_accuracy'])} | {' | '.join(map(percent, right))} |")
        print(lines[-1], flush=True)
    text = "\n".join([*lines, "", f"The layers of `best`, {options.epochs} epochs, seed 0, one run each; "
                      f"{len(labels):,} drawings of writers not learned from. No answer is refused.", ""])
    options.output.parent.mkdir(parents=True, exist_ok=True)
    options.output.write_text(text)
    print(text)


if __name__ == "__main__":
    main()
