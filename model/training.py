"""Recipes, fitting, and the record of what came out."""
from __future__ import annotations

import csv
import json
import os
import platform
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from time import perf_counter
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from model.augmentation import Augmentation
from model.calibration import best_temperature, energies, expected_calibration_error
from model.mnist import Mnist
from model.network import (
    DIGITS,
    best_layers,
    build_network,
    divide_logits,
    fold_batch_normalization,
    lesson_layers,
    load_network,
    load_record,
    network_until,
    quick_layers,
)
from model.pen_digits import Hand, PenDigit
from model.training_data import (
    Examples,
    hold_out,
    hold_out_writers,
    no_digit_examples,
    pen_examples,
    training_batches,
    validation_batches,
)

Record = dict[str, Any]

DRAWN_TIMES = 12  # each pen digit is drawn by so many hands; augmentation goes on from there
NO_DIGITS = 24_000  # drawings made up
RUN_FIGURES = ("seed", "test_accuracy", "test_loss", "validation_accuracy", "test_calibration_error", "seconds")
REFUSED = 0.005  # of the held-out digits: what may be refused of them, so that other drawings are


@dataclass(frozen=True)
class TrainingConfig:
    """Everything chosen for one training; the defaults of `RECIPES` are the command line's.

    Attributes:
        recipe: the name of its list of layers.
        epochs: times MNIST's training digits are gone through.
        batch_size: images a step.
        learning_rate: of Adam; its highest value where there is a schedule.
        filters: of the first convolution.
        kernel_size: of the first convolution, pixels a side.
        dense_units: of the hidden dense layer; 0 for none, where the recipe allows it.
        dropout: share of the last hidden layer's values left out in each step.
        seed: of the weights, the order, the dropout and the augmentation.
        held_out: share of the training digits, and of the pen digits' writers, kept aside for validation and
            calibration, taken at random.
        cosine: whether the learning rate rises in the first tenth, then falls to 0 along a cosine.
        averaging: momentum of the weights' exponential moving average, which is what is kept; 0 for none.
        augmentation: how far each digit is changed in each epoch; None for not at all.
        drawings: where the pen digits come from: "uci", a file's name, or "none".
        pen_share: share of pen digits in a batch, drawn by other hands.
        no_digit_share: share of made-up drawings of no digit in a batch.
        hand: how differently those hands draw.
    """

    recipe: str
    epochs: int
    batch_size: int
    learning_rate: float
    filters: int
    kernel_size: int
    dense_units: int
    dropout: float
    seed: int = 0
    held_out: float = 1 / 12
    cosine: bool = False
    averaging: float = 0.0
    augmentation: Augmentation | None = None
    drawings: str = "none"
    pen_share: float = 0.0
    no_digit_share: float = 0.0
    hand: Hand = field(default_factory=Hand)


RECIPES = {
    "lesson": TrainingConfig("lesson", epochs=10, batch_size=64, learning_rate=1e-3, filters=28, kernel_size=3,
                             dense_units=128, dropout=0.2),
    "quick": TrainingConfig("quick", epochs=2, batch_size=128, learning_rate=4e-3, filters=16, kernel_size=5,
                            dense_units=64, dropout=0.0, cosine=True),
    "best": TrainingConfig("best", epochs=28, batch_size=160, learning_rate=2e-3, filters=16, kernel_size=5,
                           dense_units=0, dropout=0.1, held_out=1 / 30, cosine=True, averaging=0.998,
                           augmentation=Augmentation(), drawings="uci", pen_share=0.27, no_digit_share=0.06),
}
LAYERS: dict[str, Callable[..., list[keras.Layer]]] = {
    "lesson": lesson_layers, "quick": quick_layers, "best": best_layers}


def build(config: TrainingConfig) -> keras.Sequential:
    """The untrained network of these settings; the same seed gives the same weights."""
    keras.utils.set_random_seed(config.seed)
    layers = LAYERS[config.recipe](config.filters, config.kernel_size, config.dense_units, config.dropout)
    return build_network(layers, config.recipe)


def train(config: TrainingConfig, mnist: Mnist, pen_digits: list[PenDigit], progress: Path,
          verbose: int = 1) -> tuple[keras.Sequential, Record]:
    """A trained network and its record.

    Args:
        config: the settings.
        mnist: the digits; the test digits are looked at once, at the end.
        pen_digits: digits as strokes, where the settings want them; else none.
        progress: a folder to keep each finished epoch in; a training that finds one there goes on from it.
        verbose: 1 for Keras' progress bar, 0 for none.

    Returns:
        The network as it is saved, batch normalization folded, its logits calibrated, without the optimizer; and its
        record.
    """
    network = build(config)
    learning, validation = hold_out(mnist, config.held_out, config.seed)
    writing, validation_writing = hold_out_writers(pen_digits, config.held_out, config.seed)
    batches = training_batches(sources(config, learning, writing), config.augmentation, config.seed)
    network.compile(optimizer=optimizer(config, len(batches)), loss="categorical_crossentropy",
                    metrics=[DigitAccuracy(name="accuracy")])
    progress.mkdir(parents=True, exist_ok=True)
    history_file = progress / "history.csv"
    callbacks = [EpochSeconds(), keras.callbacks.CSVLogger(history_file, append=True),
                 keras.callbacks.BackupAndRestore(progress / "backup")]
    network.fit(batches, epochs=config.epochs, verbose=verbose, callbacks=callbacks, shuffle=False,
                validation_data=validation_batches(validation) if config.held_out else None)
    if config.averaging:
        settle_batch_normalization(network, batches)
    trained = fold_batch_normalization(network)
    known = [validation] + ([pen_examples(validation_writing, DRAWN_TIMES, config.hand, config.seed)]
                            if validation_writing else [])
    calibration = calibrate(trained, known, refuses=config.no_digit_share > 0) if config.held_out else {}
    record = make_record(trained, config, mnist, read_history(history_file), validation)
    record |= {"calibration": calibration, "drawings": describe(writing, validation_writing)}
    return trained, record


def run(config: TrainingConfig, mnist: Mnist, pen_digits: list[PenDigit], path: Path,
        verbose: int = 1) -> tuple[keras.Model, Record]:
    """What `train` gives, saved to `path`; at once if it lies there from an earlier, stopped command."""
    if not path.exists():
        save(*train(config, mnist, pen_digits, path.with_suffix(""), verbose), path)
    return load_network(path), load_record(path)


def best_of(runs: list[tuple[keras.Model, Record]]) -> tuple[keras.Model, Record]:
    """The network of the run that reads its held-out digits best, with what all runs reached in its record."""
    network, record = max(runs, key=lambda run: run[1]["validation_accuracy"] or 0)
    return network, record | {"runs": [{figure: run[figure] for figure in RUN_FIGURES} for _, run in runs]}


def sources(config: TrainingConfig, learning: Examples, writing: list[PenDigit]) -> list[tuple[Examples, int]]:
    """The examples of each kind, and how many of them are in each batch."""
    pens, no_digits = (round(share * config.batch_size) for share in (config.pen_share, config.no_digit_share))
    kinds = [(learning, config.batch_size - pens - no_digits)]
    if pens:
        kinds.append((pen_examples(writing, DRAWN_TIMES, config.hand, config.seed), pens))
    if no_digits:
        count = min(NO_DIGITS, len(learning.images))
        kinds.append((no_digit_examples(count, writing, config.hand, config.seed), no_digits))
    return kinds


def calibrate(network: keras.Model, known: list[Examples], refuses: bool) -> dict[str, float]:
    """Divides the network's logits by the best temperature; what was found, for the record.

    Args:
        network: changed in place.
        known: digits it has not learned from, of each kind.
        refuses: whether it has learned to tell digits from other drawings; then the energy is found below which an
            answer is refused.
    """
    digits = Examples(*(np.concatenate(parts) for parts in zip(*known, strict=True)))
    labels = digits.targets.argmax(axis=1)
    logits = network_until(network, "logits").predict(digits.images[..., None], batch_size=500, verbose=0)
    temperature = best_temperature(logits, labels)
    divide_logits(network, temperature)
    found = {"temperature": temperature, "digits": len(labels)}
    if refuses:
        found |= {"least_energy": float(np.quantile(energies(logits / temperature), REFUSED)), "refused": REFUSED}
    return found


def describe(writing: list[PenDigit], held_out: list[PenDigit]) -> dict[str, Any]:
    """The pen digits that went in, for the record."""
    writers = [sorted({digit.writer for digit in digits}) for digits in (writing, held_out)]
    return {"learned": len(writing), "writers": len(writers[0]), "held_out": len(held_out),
            "held_out_writers": writers[1]}


class DigitAccuracy(keras.metrics.CategoricalAccuracy):
    """The share of digits that are read right; what is no digit has no right answer and does not count."""

    def update_state(self, y_true, y_pred, sample_weight=None):
        is_digit = keras.ops.cast(keras.ops.max(y_true, axis=-1) > 0.5, "float32")
        return super().update_state(y_true, y_pred, is_digit)


def optimizer(config: TrainingConfig, steps_per_epoch: int) -> keras.optimizers.Optimizer:
    """Adam with the settings' schedule and averaging."""
    rate: Any = config.learning_rate
    if config.cosine:
        steps = config.epochs * steps_per_epoch
        rate = keras.optimizers.schedules.CosineDecay(
            rate / 10, decay_steps=steps - steps // 10, warmup_target=rate, warmup_steps=steps // 10)
    return keras.optimizers.Adam(rate, use_ema=config.averaging > 0, ema_momentum=config.averaging or 0.99)


def settle_batch_normalization(network: keras.Sequential, batches: tf.data.Dataset) -> None:
    """Measure each normalization's mean and variance anew, since those kept belong to the weights before averaging."""
    forward = tf.function(lambda images: network(images, training=True))
    for images, _ in batches:
        forward(images)


class EpochSeconds(keras.callbacks.Callback):
    """Adds each epoch's wall-clock seconds to its figures."""

    def on_epoch_begin(self, epoch, logs=None):
        self.start = perf_counter()

    def on_epoch_end(self, epoch, logs=None):
        logs["seconds"] = perf_counter() - self.start


def read_history(file: Path) -> dict[str, list[float]]:
    """What `CSVLogger` wrote: figure -> its value after each epoch. An epoch done twice, after a stop, counts once."""
    with file.open(newline="") as rows:
        epochs = {int(row.pop("epoch")): row for row in csv.DictReader(rows)}
    last = epochs[max(epochs)]
    return {figure: [round(float(epochs[epoch][figure]), 6) for epoch in sorted(epochs)]
            for figure in last if figure != "learning_rate"}


def make_record(network: keras.Model, config: TrainingConfig, mnist: Mnist, history: dict[str, list[float]],
                validation: Examples) -> Record:
    """All that is known of a training, for the README, the page and whoever repeats it."""
    test = evaluate(network, mnist.test_images, mnist.test_labels)
    held_out = evaluate(network, validation.images, validation.targets.argmax(axis=1)) if config.held_out else {}
    held_out_count = len(validation.images)
    return {
        "test_accuracy": test["accuracy"],
        "test_loss": test["loss"],
        "test_count": len(mnist.test_images),
        "test_calibration_error": test["calibration_error"],
        "validation_accuracy": held_out.get("accuracy"),
        "validation_loss": held_out.get("loss"),
        "validation_count": held_out_count,
        "train_count": len(mnist.train_images) - held_out_count,
        "history": history,
        "confusion_matrix": test["confusion_matrix"],
        "parameters": network.count_params(),
        "seconds": round(sum(history["seconds"]), 1),
        "seed": config.seed,
        "settings": asdict(config),
        "versions": {"python": platform.python_version(), "tensorflow": tf.__version__, "keras": keras.__version__,
                     "numpy": np.__version__},
        "hardware": f"{os.cpu_count()} CPU cores, {len(tf.config.list_physical_devices('GPU'))} GPUs",
        "data_sha256": mnist.sha256,
    }


def evaluate(network: keras.Model, images: np.ndarray, labels: np.ndarray) -> dict[str, Any]:
    """Accuracy, mean cross-entropy (nats), calibration error, and counts by (right digit, digit read), `(10, 10)`."""
    probabilities = network.predict(images[..., None], batch_size=500, verbose=0)
    of_label = probabilities[np.arange(len(labels)), labels]
    confusion = np.zeros((DIGITS, DIGITS), int)
    np.add.at(confusion, (labels, probabilities.argmax(axis=1)), 1)
    return {
        "accuracy": float(np.trace(confusion) / len(labels)),
        "loss": float(-np.log(np.maximum(of_label, 1e-7)).mean()),
        "calibration_error": expected_calibration_error(probabilities, labels),
        "confusion_matrix": confusion.tolist(),
    }


def save(network: keras.Model, record: Record, path: Path) -> None:
    """The network to `path` and its record beside it, whole or not at all.

    Both are written to the end under another name first, so that a stop at any moment leaves the previous ones.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    new_network, new_record = path.with_suffix(".partial.keras"), path.with_suffix(".partial.json")
    network.save(new_network)
    new_record.write_text(json.dumps(record, indent=1) + "\n")
    new_network.replace(path)
    new_record.replace(path.with_suffix(".json"))


def draw_curves(record: Record, path: Path) -> None:
    """A picture of accuracy and loss after each epoch, for training and validation digits."""
    # Here and not above: only this needs Matplotlib, and the page imports this module too.
    from matplotlib.figure import Figure

    history = record["history"]
    epochs = range(1, len(history["loss"]) + 1)
    figure = Figure(figsize=(9, 3.4), layout="constrained")
    for axes, name in zip(figure.subplots(1, 2), ("accuracy", "loss"), strict=True):
        axes.plot(epochs, history[name], "o-", label="training", color="#3465a4")
        if f"val_{name}" in history:
            axes.plot(epochs, history[f"val_{name}"], "s-", label="validation", color="#d9730d")
        axes.set(xlabel="epoch", title=name.capitalize())
        axes.xaxis.get_major_locator().set_params(integer=True)
        axes.grid(alpha=0.3)
        axes.legend()
    figure.suptitle(f"{record['settings']['recipe']}: {record['test_accuracy']:.2%} of "
                    f"{record['test_count']:,} test digits right")
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=110)


def with_changes(recipe: str, **changes: Any) -> TrainingConfig:
    """The recipe's settings with those given (not None) in place of its own."""
    return replace(RECIPES[recipe], **{name: value for name, value in changes.items() if value is not None})


def with_drawings(config: TrainingConfig, drawings: str | None) -> TrainingConfig:
    """The settings with these pen digits ("uci", a path or "none"); as they are if None."""
    if drawings is None:
        return config
    share = 0.0 if drawings == "none" else config.pen_share or RECIPES["best"].pen_share
    return replace(config, drawings=drawings if drawings in ("none", "uci") else Path(drawings).name, pen_share=share)
