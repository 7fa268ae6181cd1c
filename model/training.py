"""Recipes, fitting, and the record of what came out."""
from __future__ import annotations

import csv
import json
import os
import platform
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from time import perf_counter
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from model.augmentation import Augmentation, augment
from model.mnist import Mnist
from model.network import (
    DIGITS,
    best_layers,
    build_network,
    fold_batch_normalization,
    lesson_layers,
    quick_layers,
)

Record = dict[str, Any]


@dataclass(frozen=True)
class TrainingConfig:
    """Everything chosen for one training; the defaults of `RECIPES` are the command line's.

    Attributes:
        recipe: the name of its list of layers.
        epochs: times the training digits are gone through.
        batch_size: digits a step.
        learning_rate: of Adam; its highest value where there is a schedule.
        filters: of the first convolution.
        kernel_size: of the first convolution, pixels a side.
        dense_units: of the hidden dense layer; 0 for none, where the recipe allows it.
        dropout: share of the last hidden layer's values left out in each step.
        seed: of the weights, the order, the dropout and the augmentation.
        held_out: share of the training digits kept aside for validation, taken at random.
        cosine: whether the learning rate rises in the first tenth, then falls to 0 along a cosine.
        averaging: momentum of the weights' exponential moving average, which is what is kept; 0 for none.
        augmentation: how far each digit is changed in each epoch; None for not at all.
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


RECIPES = {
    "lesson": TrainingConfig("lesson", epochs=10, batch_size=64, learning_rate=1e-3, filters=28, kernel_size=3,
                             dense_units=128, dropout=0.2),
    "quick": TrainingConfig("quick", epochs=2, batch_size=128, learning_rate=4e-3, filters=16, kernel_size=5,
                            dense_units=64, dropout=0.0, cosine=True),
    "best": TrainingConfig("best", epochs=14, batch_size=128, learning_rate=2e-3, filters=16, kernel_size=5,
                           dense_units=0, dropout=0.1, cosine=True, averaging=0.995, augmentation=Augmentation()),
}
LAYERS: dict[str, Callable[..., list[keras.Layer]]] = {
    "lesson": lesson_layers, "quick": quick_layers, "best": best_layers}


def build(config: TrainingConfig) -> keras.Sequential:
    """The untrained network of these settings; the same seed gives the same weights."""
    keras.utils.set_random_seed(config.seed)
    layers = LAYERS[config.recipe](config.filters, config.kernel_size, config.dense_units, config.dropout)
    return build_network(layers, config.recipe)


def train(config: TrainingConfig, mnist: Mnist, progress: Path, verbose: int = 1) -> tuple[keras.Sequential, Record]:
    """A trained network and its record.

    Args:
        config: the settings.
        mnist: the digits; the test digits are looked at once, at the end.
        progress: a folder to keep each finished epoch in; a training that finds one there goes on from it, and
            removes it at its end.
        verbose: 1 for Keras' progress bar, 0 for none.

    Returns:
        The network as it is saved, batch normalization folded and without the optimizer, and its record.
    """
    network = build(config)
    learning, validation = hold_out(mnist, config)
    batches = training_batches(*learning, config)
    network.compile(optimizer=optimizer(config, len(batches)), loss="sparse_categorical_crossentropy",
                    metrics=["accuracy"])
    progress.mkdir(parents=True, exist_ok=True)
    history_file = progress / "history.csv"
    callbacks = [EpochSeconds(), keras.callbacks.CSVLogger(history_file, append=True),
                 keras.callbacks.BackupAndRestore(progress / "backup")]
    network.fit(batches, epochs=config.epochs, verbose=verbose, callbacks=callbacks, shuffle=False,
                validation_data=validation_batches(*validation) if config.held_out else None)
    if config.averaging:
        settle_batch_normalization(network, batches)
    trained = fold_batch_normalization(network)
    record = make_record(trained, config, mnist, read_history(history_file), validation)
    shutil.rmtree(progress)
    return trained, record


def hold_out(mnist: Mnist, config: TrainingConfig) -> tuple[tuple[np.ndarray, np.ndarray], ...]:
    """The training digits in two parts, each (images, labels): to learn from, and to validate with."""
    order = np.random.default_rng(config.seed).permutation(len(mnist.train_images))
    count = round(config.held_out * len(order))
    parts = order[count:], order[:count]
    return tuple((mnist.train_images[part], mnist.train_labels[part]) for part in parts)


def training_batches(images: np.ndarray, labels: np.ndarray, config: TrainingConfig) -> tf.data.Dataset:
    """Batches of `float32` images `(n, 28, 28, 1)`, 0 to 255, and labels `(n,)`, in a new order each epoch."""
    digits = tf.data.Dataset.from_tensor_slices((images[..., None], labels.astype(np.int32)))
    batches = digits.shuffle(len(images), seed=config.seed).batch(config.batch_size)
    seeds = tf.data.Dataset.random(config.seed, rerandomize_each_iteration=True).batch(2)

    def prepare(digits: tuple[tf.Tensor, tf.Tensor], seed: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        pixels = tf.cast(digits[0], tf.float32)
        if config.augmentation:
            # A small seed leaves room for the numbers that `augment` adds to it.
            pixels = augment(pixels, tf.cast(seed % 2**30, tf.int32), config.augmentation)
        return pixels, digits[1]

    zipped = tf.data.Dataset.zip(batches, seeds).map(prepare, num_parallel_calls=tf.data.AUTOTUNE)
    # A zip with an endless data set does not know its length; the progress bar and the schedule want it.
    return zipped.apply(tf.data.experimental.assert_cardinality(len(batches))).prefetch(tf.data.AUTOTUNE)


def validation_batches(images: np.ndarray, labels: np.ndarray) -> tf.data.Dataset:
    """Batches in the given order, unchanged."""
    return tf.data.Dataset.from_tensor_slices((images[..., None], labels.astype(np.int32))).batch(500)


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
                validation: tuple[np.ndarray, np.ndarray]) -> Record:
    """All that is known of a training, for the README, the page and whoever repeats it."""
    test = evaluate(network, mnist.test_images, mnist.test_labels)
    held_out = evaluate(network, *validation) if config.held_out else None
    held_out_count = len(validation[0])
    return {
        "test_accuracy": test["accuracy"],
        "test_loss": test["loss"],
        "test_count": len(mnist.test_images),
        "validation_accuracy": held_out and held_out["accuracy"],
        "validation_loss": held_out and held_out["loss"],
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
    """Accuracy, mean cross-entropy (nats), and counts by (right digit, digit read), `(10, 10)`."""
    probabilities = network.predict(images[..., None], batch_size=500, verbose=0)
    of_label = probabilities[np.arange(len(labels)), labels]
    confusion = np.zeros((DIGITS, DIGITS), int)
    np.add.at(confusion, (labels, probabilities.argmax(axis=1)), 1)
    return {
        "accuracy": float(np.trace(confusion) / len(labels)),
        "loss": float(-np.log(np.maximum(of_label, 1e-7)).mean()),
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
