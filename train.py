"""Train a digit classifier on MNIST: data -> fit -> evaluate -> model/saved/.

    python train.py                       # `lesson`: the classic first CNN, about a minute on two cores
    python train.py --recipe quick        # for a live lesson, a third of that
    python train.py --recipe best         # the network the page uses, half an hour to an hour
"""
from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from model.process import import_tensorflow

if TYPE_CHECKING:
    from model.digits.mnist import Mnist
    from model.digits.pen_digits import PenDigit
    from model.learning.recipes import TrainingConfig

PROJECT = Path(__file__).resolve().parent
RECIPES = ("lesson", "quick", "best")
LESSON_ONLY = ("convolutions", "stride", "padding", "pooling")
SETTINGS = ("epochs", "batch_size", "learning_rate", "filters", "kernel_size", "dense_units", "dropout", "digits",
            "cosine", "seed", "precision", *LESSON_ONLY)


def parse_arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--recipe", choices=RECIPES, default="lesson", help="default: lesson")
    settings = parser.add_argument_group("settings (each default is the recipe's)")
    settings.add_argument("--epochs", type=at_least(1, int), help="times through the training digits")
    settings.add_argument("--batch-size", type=at_least(1, int), help="digits a step")
    settings.add_argument("--learning-rate", type=at_least(1e-12, float), help="of Adam")
    settings.add_argument("--cosine", action=argparse.BooleanOptionalAction, help="let the learning rate rise for a "
                          "tenth of the steps, then fall to 0 along a cosine")
    settings.add_argument("--filters", type=at_least(1, int), help="filters of the first convolution")
    settings.add_argument("--kernel-size", type=at_least(1, int), help="pixels a side, first convolution")
    settings.add_argument("--dense-units", type=at_least(0, int), help="units of the hidden dense layer")
    settings.add_argument("--dropout", type=share, help="share left out before the last layer, 0 to below 1")
    settings.add_argument("--digits", type=at_least(1, int), help="training digits learned from (default: all)")
    settings.add_argument("--seed", type=at_least(0, int), help="of all that is random")
    settings.add_argument("--precision", choices=("float32", "mixed_bfloat16"), help="mixed_bfloat16 computes with "
                          "half of the bits: quicker on a processor with AMX or AVX-512 BF16")
    lesson = parser.add_argument_group("settings of the recipe `lesson` alone")
    lesson.add_argument("--convolutions", type=at_least(1, int), help="how many, each with its ReLU and pooling")
    lesson.add_argument("--stride", type=at_least(1, int), help="pixels from one place of a filter to the next")
    lesson.add_argument("--padding", choices=("valid", "same"), help="none, or zeros that keep the maps' size")
    lesson.add_argument("--pooling", type=at_least(0, int), help="pixels a side of its window; 0 for no pooling")
    parser.add_argument("--data", metavar="PATH", help="an .npz file or a folder of IDX files; `keras` downloads MNIST "
                        "with Keras (default: the copy that comes with the project)")
    parser.add_argument("--drawings", metavar="WHICH", help="pen digits to learn from as well: `uci` downloads UCI's, "
                        "a path names a file of them, `none` leaves them out (default: `uci` for `best`, else `none`)")
    parser.add_argument("--output", type=Path, metavar="FILE.keras", help="default: model/saved/<recipe>.keras")
    parser.add_argument("--runs", type=at_least(1, int), default=1, metavar="N", help="train N times, with seeds from "
                        "--seed on, and keep the network that reads the held-out digits best (default: 1)")
    parser.add_argument("--resume", action="store_true", help="go on from the last finished epoch of a stopped run")
    parser.add_argument("--dry-run", action="store_true", help="show what would be trained, and stop")
    options = parser.parse_args(arguments)
    if options.output and options.output.suffix != ".keras":
        parser.error(f"--output must end in .keras. Received {str(options.output)!r}.")
    for name in LESSON_ONLY:
        if options.recipe != "lesson" and getattr(options, name) is not None:
            parser.error(f"--{name} is a setting of the recipe lesson alone. Received it with {options.recipe}.")
    return options


def at_least(lowest: float, kind: type):
    def number(text: str):
        value = kind(text)
        if not lowest <= value < float("inf"):
            raise argparse.ArgumentTypeError(f"must be {lowest} or more. Received {text}.")
        return value

    number.__name__ = kind.__name__
    return number


def share(text: str) -> float:
    value = float(text)
    if not 0 <= value < 1:
        raise argparse.ArgumentTypeError(f"must be 0 to below 1. Received {text}.")
    return value


def main(arguments: Sequence[str] | None = None) -> int:
    options = parse_arguments(arguments)
    # After the arguments: TensorFlow takes seconds to import, and --help should not.
    import_tensorflow()
    from model.digits.mnist import load_mnist
    from model.digits.pen_digits import load_pen_digits
    from model.learning import recipes

    config = recipes.with_changes(options.recipe, **{name: getattr(options, name) for name in SETTINGS})
    config = recipes.with_drawings(config, options.drawings)
    try:
        mnist = load_mnist(options.data)
        pen_digits = [] if config.drawings == "none" else load_pen_digits(options.drawings or config.drawings)
        network = recipes.build(config)
    except ValueError as error:
        return complain(error)
    print(f"{config.recipe}: {len(mnist.train_images):,} training digits, {len(mnist.test_images):,} test digits, "
          f"{len(pen_digits):,} pen digits")
    network.summary()
    if options.dry_run:
        print(config)
        return 0
    return train(options, config, mnist, pen_digits)


def train(options: argparse.Namespace, config: TrainingConfig, mnist: Mnist, pen_digits: list[PenDigit]) -> int:
    """Trains as often as is asked for and saves the best; 1 where that was stopped or can't be, else 0."""
    from model.learning import record, training

    output = options.output or PROJECT / "model" / "saved" / f"{config.recipe}.keras"
    progress = output.with_suffix(".progress")
    if not options.resume:
        shutil.rmtree(progress, ignore_errors=True)
    begun, settings = progress / "settings.txt", f"{config}\n{mnist.sha256}\n"
    if begun.is_file() and begun.read_text() != settings:
        return complain("This training was begun with other settings: resume it with those, or begin anew without "
                        "--resume.")
    try:
        progress.mkdir(parents=True, exist_ok=True)
        begun.write_text(settings)
        runs = [training.run(replace(config, seed=config.seed + run), mnist, pen_digits, progress / f"run-{run}.keras")
                for run in range(options.runs)]
        trained, found = training.best_of(runs)
        record.save(trained, found, output)
    except KeyboardInterrupt:
        return complain(f"Stopped. {output} is as it was; the same command with --resume goes on.")
    except OSError as error:
        return complain(f"{output} could not be saved and is as it was: {str(error).splitlines()[0]} … Where the disk "
                        "is full or read-only, see to that; then the same command with --resume goes on.")
    shutil.rmtree(progress)
    curves = output.with_suffix(".png") if options.output else PROJECT / "assets" / f"curves-{config.recipe}.png"
    record.draw_curves(found, curves)
    print(f"{found['test_accuracy']:.2%} of {found['test_count']:,} test digits right, loss "
          f"{found['test_loss']:.4f}, after {found['seconds']:.0f} s. "
          f"Saved: {output}, {output.with_suffix('.json')}, {curves}")
    return 0


def complain(error: object) -> int:
    print(f"train.py: {error}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
