"""Train a digit classifier on MNIST: data -> fit -> evaluate -> model/saved/.

    python train.py                       # `lesson`: the classic first CNN, about a minute on two cores
    python train.py --recipe quick        # for a live lesson: a third of that
    python train.py --recipe best         # the page's network: half an hour to an hour
"""
from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING

from model.learning.settings import LESSON_ONLY, PRECISIONS, RECIPES, TrainingConfig, with_changes, with_drawings
from model.process import import_tensorflow

if TYPE_CHECKING:
    from model.digits.mnist import Mnist
    from model.digits.pen_digits import PenDigit

PROJECT = Path(__file__).resolve().parent


def parse_arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--recipe", choices=RECIPES, default="lesson", help="default: lesson")
    settings = parser.add_argument_group("settings (the defaults depend on the recipe)")
    settings.add_argument("--epochs", type=at_least(1, int), help="passes over the training digits")
    settings.add_argument("--batch-size", type=at_least(1, int), help="digits per step")
    settings.add_argument("--learning-rate", type=at_least(1e-12, float), help="of Adam")
    settings.add_argument("--cosine", action=argparse.BooleanOptionalAction, help="warm the learning rate up over a "
                          "tenth of the steps, then let it fall to 0 along a cosine")
    settings.add_argument("--filters", type=at_least(1, int), help="filters of the first convolution")
    settings.add_argument("--kernel-size", type=at_least(1, int), help="of the first convolution, pixels per side")
    settings.add_argument("--dense-units", type=at_least(0, int), help="units of the hidden dense layer")
    settings.add_argument("--dropout", type=at_least(0, float, below=1),
                          help="share of values dropped before the last layer, 0 to below 1")
    settings.add_argument("--digits", type=at_least(1, int), help="number of training digits (default: all)")
    settings.add_argument("--seed", type=at_least(0, int), help="of the weights, the order, dropout and augmentation")
    settings.add_argument("--precision", choices=PRECISIONS, help="mixed_bfloat16 computes with half the bits: faster "
                          "on processors with AMX or AVX-512 BF16")
    lesson = parser.add_argument_group("settings for the recipe `lesson` only")
    lesson.add_argument("--convolutions", type=at_least(1, int), help="number, each with its ReLU and pooling")
    lesson.add_argument("--stride", type=at_least(1, int), help="pixels between neighboring positions of a filter")
    lesson.add_argument("--padding", choices=("valid", "same"), help="none, or zeros that keep the feature maps' size")
    lesson.add_argument("--pooling", type=at_least(0, int), help="window of max pooling, pixels per side; 0 for none")
    parser.add_argument("--data", metavar="PATH", help="an .npz file or a folder of IDX files; `keras` downloads MNIST "
                        "with Keras (default: the bundled copy)")
    parser.add_argument("--drawings", metavar="WHICH", help="additional pen digits: `uci` downloads UCI's, a path "
                        "names a file, `none` uses none (default: `uci` for `best`, otherwise `none`)")
    parser.add_argument("--output", type=Path, metavar="FILE.keras", help="default: model/saved/<recipe>.keras")
    parser.add_argument("--runs", type=at_least(1, int), default=1, metavar="N", help="train N times with consecutive "
                        "seeds, and keep the network with the best validation accuracy (default: 1)")
    parser.add_argument("--resume", action="store_true", help="continue a stopped training after its last full epoch")
    parser.add_argument("--dry-run", action="store_true", help="show what would be trained, then exit")
    options = parser.parse_args(arguments)
    if options.output and options.output.suffix != ".keras":
        parser.error(f"--output must end in .keras. Received {str(options.output)!r}.")
    for name in LESSON_ONLY:
        if options.recipe != "lesson" and getattr(options, name) is not None:
            parser.error(f"--{name} works only with the recipe lesson. Received it with {options.recipe}.")
    return options


def at_least(lowest: float, kind: type, below: float = float("inf")):
    def number(text: str):
        value = kind(text)
        if not lowest <= value < below:
            rule = f"{lowest} or more" if below == float("inf") else f"{lowest} to below {below}"
            raise argparse.ArgumentTypeError(f"must be {rule}. Received {text}.")
        return value

    number.__name__ = kind.__name__
    return number


def config_from(options: argparse.Namespace) -> TrainingConfig:
    """The recipe's settings with the changes on the command line."""
    settings = {field.name for field in fields(TrainingConfig)} & vars(options).keys()
    return with_drawings(with_changes(**{name: getattr(options, name) for name in settings}), options.drawings)


def main(arguments: Sequence[str] | None = None) -> int:
    options = parse_arguments(arguments)
    config = config_from(options)
    # Imported after parsing: TensorFlow takes seconds to import, and --help does not need it.
    import_tensorflow()
    from model.digits.mnist import load_mnist
    from model.digits.pen_digits import load_pen_digits
    from model.learning.recipes import build

    try:
        mnist = load_mnist(options.data)
        pen_digits = [] if config.drawings == "none" else load_pen_digits(options.drawings or config.drawings)
        network = build(config)
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
    """Train `--runs` times and save the best network; the exit status is 1 if that was stopped or failed."""
    from model.learning import record, training

    output = options.output or PROJECT / "model" / "saved" / f"{config.recipe}.keras"
    checkpoints = output.with_suffix(".progress")
    if not options.resume:
        shutil.rmtree(checkpoints, ignore_errors=True)
    settings_file, settings = checkpoints / "settings.txt", f"{config}\n{mnist.sha256}\n"
    if settings_file.is_file() and settings_file.read_text() != settings:
        return complain("The stopped training had other settings: resume it with those, or start over without "
                        "--resume.")
    try:
        checkpoints.mkdir(parents=True, exist_ok=True)
        settings_file.write_text(settings)
        runs = [training.run(replace(config, seed=config.seed + run), mnist, pen_digits,
                             checkpoints / f"run-{run}.keras") for run in range(options.runs)]
        network, figures = training.best_of(runs)
        record.save(network, figures, output)
    except KeyboardInterrupt:
        return complain(f"Stopped. {output} is unchanged; the same command with --resume continues.")
    except OSError as error:
        return complain(f"{output} could not be saved and is unchanged: {str(error).splitlines()[0]} … Check that the "
                        "disk has space and is writable; then the same command with --resume continues.")
    shutil.rmtree(checkpoints)
    curves = output.with_suffix(".png") if options.output else PROJECT / "assets" / f"curves-{config.recipe}.png"
    record.draw_curves(figures, curves)
    print(f"{figures['test_accuracy']:.2%} of {figures['test_count']:,} test digits right, loss "
          f"{figures['test_loss']:.4f}, after {figures['seconds']:.0f} s. "
          f"Saved: {output}, {output.with_suffix('.json')}, {curves}")
    return 0


def complain(error: object) -> int:
    print(f"train.py: {error}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
