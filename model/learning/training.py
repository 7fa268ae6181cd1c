"""Training: fit a network by a recipe, fold its batch normalization, and calibrate it."""
from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from model.digits.mnist import Mnist
from model.digits.pen_digits import PenDigit
from model.digits.training_data import (
    Examples,
    hold_out,
    hold_out_writers,
    non_digit_examples,
    pen_examples,
    training_batches,
    validation_batches,
)
from model.drawings.drawing import DIGITS
from model.learning.kinds import DigitAndKind, learner, with_kind
from model.learning.recipes import build
from model.learning.record import Record, make_record, read_history, save
from model.learning.settings import TrainingConfig
from model.networks.calibration import best_temperature, energies
from model.networks.compiled import Compiled
from model.networks.files import load_record
from model.networks.folding import (
    center_logits,
    divide_logits,
    fold_batch_normalization,
    round_weights,
)
from model.networks.loading import load_network

DRAWINGS_PER_PEN_DIGIT = 12  # each with other random variations; augmentation then changes these images
NON_DIGITS = 48_000  # synthetic
STEPS_PER_EXECUTION = 16  # training steps per call from Python
RUN_FIGURES = ("seed", "test_accuracy", "test_loss", "validation_accuracy", "test_calibration_error", "seconds")
REFUSED = 0.005  # the refusal threshold is this quantile of the held-out digits' energies


def train(config: TrainingConfig, mnist: Mnist, pen_digits: list[PenDigit], checkpoints: Path, verbose: int = 1,
          callbacks: Sequence[keras.callbacks.Callback] = ()) -> tuple[keras.Sequential, Record]:
    """A trained network and its record.

    Args:
        config: the settings.
        mnist: the digits. The test digits are used once, after the training.
        pen_digits: digits as strokes; empty if the settings use none.
        checkpoints: folder for a checkpoint of each epoch. A training resumes from a checkpoint that it finds there.
        verbose: 1 for Keras' progress bar, 0 for none.
        callbacks: Keras callbacks that follow each step. If one stops the training, what was learned is kept.

    Returns:
        The network to save, with folded batch normalization, calibrated logits and rounded weights, and without an
        optimizer; and its record.
    """
    digits, validation = hold_out(mnist, config.held_out)
    digits = digits.part(slice(config.digits))
    pens, validation_pens = hold_out_writers(pen_digits, config.held_out)
    strength = tf.Variable(1.0, trainable=False)
    kinds = sources(config, digits, pens)
    batches = training_batches(kinds, config.augmentation, config.seed, strength)
    strategy = device_strategy()
    network, fitted = compile_network(config, len(kinds), len(batches), strategy, is_live=bool(callbacks))
    checkpoints.mkdir(parents=True, exist_ok=True)
    history_file = checkpoints / "history.csv"
    backup = Backup(checkpoints / "backup")
    fitted.fit(
        batches, epochs=config.epochs, verbose=verbose, shuffle=False,
        callbacks=[Calm(strength, config.epochs - round(config.calm * config.epochs)), EpochSeconds(),
                   keras.callbacks.CSVLogger(history_file, append=True), backup, *callbacks],
        initial_epoch=backup.restore(fitted),
        validation_data=validation_batches(validation, strategy.num_replicas_in_sync) if config.held_out else None)
    if config.averaging:
        recompute_batch_statistics(network, batches)
    trained = fold_batch_normalization(network)
    held_out = [validation]
    if validation_pens:
        held_out.append(pen_examples(validation_pens, DRAWINGS_PER_PEN_DIGIT, config.hand, config.seed))
    calibration = calibrate(trained, held_out, refuses=config.no_digit_share > 0) if config.held_out else {}
    round_weights(trained)
    record = make_record(trained, config, mnist, read_history(history_file), len(digits.images), validation)
    record |= {"calibration": calibration, "drawings": pen_digit_counts(pens, validation_pens)}
    return trained, record


def compile_network(config: TrainingConfig, kinds: int, steps_per_epoch: int, strategy: tf.distribute.Strategy,
                    is_live: bool) -> tuple[keras.Sequential, keras.Model]:
    """The untrained network and the model to fit, compiled: the same network, or one that also answers the kind."""
    # A live training needs a callback after each batch, and several devices can't run several steps per call.
    steps = 1 if is_live or strategy.num_replicas_in_sync > 1 else STEPS_PER_EXECUTION
    with strategy.scope():
        network = build(config)
        fitted, loss = network, "categorical_crossentropy"
        if learns_kinds(config, kinds):
            fitted, loss = learner(network, kinds), DigitAndKind(config.kind_weight)
        fitted.compile(optimizer=optimizer(config, steps_per_epoch), loss=loss,
                       metrics=[DigitAccuracy(name="accuracy")], steps_per_execution=steps)
        # Creates the optimizer's variables now; otherwise the first step is compiled twice.
        fitted.optimizer.build(fitted.trainable_variables)
    return network, fitted


def learns_kinds(config: TrainingConfig, kinds: int) -> bool:
    return config.kind_weight > 0 and kinds > 1


def run(config: TrainingConfig, mnist: Mnist, pen_digits: list[PenDigit], path: Path,
        verbose: int = 1) -> tuple[keras.Model, Record]:
    """The network and record that `train` returns, saved to `path`; loaded from there if an earlier command saved them.
    """
    if not path.exists():
        save(*train(config, mnist, pen_digits, path.with_suffix(""), verbose), path)
    return load_network(path), load_record(path)


def best_of(runs: list[tuple[keras.Model, Record]]) -> tuple[keras.Model, Record]:
    """The network with the best validation accuracy; its record also lists the figures of all runs."""
    network, record = max(runs, key=lambda run: run[1]["validation_accuracy"] or 0)
    return network, record | {"runs": [{figure: run[figure] for figure in RUN_FIGURES} for _, run in runs]}


def sources(config: TrainingConfig, digits: Examples, pens: list[PenDigit]) -> list[tuple[Examples, int]]:
    """The examples of each kind and their number per batch."""
    pens_per_batch = round(config.pen_share * config.batch_size)
    non_digits_per_batch = round(config.no_digit_share * config.batch_size)
    kinds = [(digits, config.batch_size - pens_per_batch - non_digits_per_batch)]
    if pens_per_batch:
        kinds.append((pen_examples(pens, DRAWINGS_PER_PEN_DIGIT, config.hand, config.seed), pens_per_batch))
    if non_digits_per_batch:
        count = min(NON_DIGITS, len(digits.images))
        kinds.append((non_digit_examples(count, pens, config.hand, config.seed), non_digits_per_batch))
    if learns_kinds(config, len(kinds)):
        kinds = [(with_kind(examples, kind, len(kinds)), count) for kind, (examples, count) in enumerate(kinds)]
    return kinds


def calibrate(network: keras.Model, held_out: list[Examples], refuses: bool) -> dict[str, float]:
    """Center the network's logits, divide them by the best temperature, and return the figures for the record.

    Args:
        network: changed in place.
        held_out: digits of each kind that it has not trained on.
        refuses: whether it has trained on non-digits; if so, an answer is refused when its energy is below the
            0.5th percentile of held-out digits, and the figures include that threshold (`least_energy`).
    """
    digits = Examples(*(np.concatenate(parts) for parts in zip(*held_out, strict=True)))
    labels = digits.targets.argmax(axis=1)
    center_logits(network)
    _, logits = Compiled(network).scores(digits.images)
    temperature = best_temperature(logits, labels)
    divide_logits(network, temperature)
    figures = {"temperature": temperature, "digits": len(labels)}
    if refuses:
        figures |= {"least_energy": float(np.quantile(energies(logits / temperature), REFUSED)), "refused": REFUSED}
    return figures


def pen_digit_counts(pens: list[PenDigit], held_out: list[PenDigit]) -> dict[str, Any]:
    """How many pen digits and writers were used, for the record."""
    return {"learned": len(pens), "writers": len({digit.writer for digit in pens}),
            "held_out": len(held_out), "held_out_writers": sorted({digit.writer for digit in held_out})}


class DigitAccuracy(keras.metrics.CategoricalAccuracy):
    """Accuracy on digits. Non-digits have no right answer and don't count."""

    def update_state(self, y_true, y_pred, sample_weight=None):
        y_true, y_pred = y_true[:, :DIGITS], y_pred[:, :DIGITS]
        is_digit = keras.ops.cast(keras.ops.max(y_true, axis=-1) > 0.5, "float32")
        return super().update_state(y_true, y_pred, is_digit)


def device_strategy() -> tf.distribute.Strategy:
    """A strategy that splits each batch over all GPUs, or all CPU devices if there is no GPU; TensorFlow's default if
    there is only one device.
    """
    devices = tf.config.list_logical_devices("GPU") or tf.config.list_logical_devices("CPU")
    if len(devices) < 2:
        return tf.distribute.get_strategy()
    return tf.distribute.MirroredStrategy([device.name for device in devices])


def optimizer(config: TrainingConfig, steps_per_epoch: int) -> keras.optimizers.Optimizer:
    """Adam with the settings' schedule, weight decay and weight averaging.

    Source of the weight decay: Loshchilov & Hutter, "Decoupled weight decay regularization", 2019.
    """
    rate: Any = config.learning_rate
    if config.cosine:
        steps = config.epochs * steps_per_epoch
        rate = keras.optimizers.schedules.CosineDecay(
            rate / 10, decay_steps=steps - steps // 10, warmup_target=rate, warmup_steps=steps // 10)
    adam = Adam(rate, weight_decay=config.decay or None, use_ema=config.averaging > 0,
                ema_momentum=config.averaging or 0.99)
    adam.exclude_from_weight_decay(var_names=["bias", "gamma", "beta"])
    return adam


class Adam(keras.optimizers.Adam):
    """Keras' Adam, without a memory leak of several megabytes per training on a single device.

    Keras 3.15.1 sums the gradients over all devices even if there is only one. TensorFlow 2.21.0 wraps that sum in
    `tf.custom_gradient`, which keeps the compiled step until the process ends. Skipping the sum needs an undocumented
    method of the optimizer.

    Reported: https://github.com/tensorflow/tensorflow/issues/97697
    """

    def _all_reduce_sum_gradients(self, grads_and_vars):
        is_alone = tf.distribute.get_strategy().num_replicas_in_sync == 1
        return grads_and_vars if is_alone else super()._all_reduce_sum_gradients(grads_and_vars)


def recompute_batch_statistics(network: keras.Sequential, batches: tf.data.Dataset) -> None:
    """Update the means and variances of batch normalization, which belong to the weights before averaging."""
    forward = tf.function(lambda images: network(images, training=True))
    for images, _ in batches:
        forward(images)


class Backup(keras.callbacks.Callback):
    """Saves a checkpoint of the weights and the optimizer after each epoch, and deletes it when the training ends.

    Keras' `BackupAndRestore` overwrites its only file, which is damaged if the training is killed at that moment.

    Args:
        folder: of the checkpoints; it may contain that of a stopped training.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder

    def restore(self, network: keras.Model) -> int:
        """Load the latest checkpoint into a compiled network and return its number of epochs; 0 if there is none."""
        saved = self.saved()
        if not saved:
            return 0
        network.load_weights(saved[-1])
        return epoch_of(saved[-1])

    def saved(self) -> list[Path]:
        return sorted(self.folder.glob("epoch-*.keras"), key=epoch_of)

    def on_epoch_end(self, epoch, logs=None):
        self.folder.mkdir(exist_ok=True)
        old, partial = self.saved(), self.folder / "partial.keras"
        self.model.save(partial)  # goes through memory; writing HDF5 directly crashes when the disk is full
        partial.replace(self.folder / f"epoch-{epoch + 1}.keras")
        for file in old:
            file.unlink()

    def on_train_end(self, logs=None):
        shutil.rmtree(self.folder, ignore_errors=True)


def epoch_of(checkpoint: Path) -> int:
    return int(checkpoint.name.removeprefix("epoch-").removesuffix(".keras"))


class Calm(keras.callbacks.Callback):
    """Halves the augmentation's strength from epoch `begin` (counted from 0) to the end.

    Source: He et al., "Data Augmentation Revisited: Rethinking the Distribution Gap between Clean and Augmented Data",
    2019, where the last epochs have no augmentation.
    """

    def __init__(self, strength: tf.Variable, begin: int) -> None:
        super().__init__()
        self.strength, self.begin = strength, begin

    def on_epoch_begin(self, epoch, logs=None):
        self.strength.assign(1.0 if epoch < self.begin else 0.5)


class EpochSeconds(keras.callbacks.Callback):
    """Adds the wall-clock seconds of each epoch to its logs."""

    def on_epoch_begin(self, epoch, logs=None):
        self.start = perf_counter()

    def on_epoch_end(self, epoch, logs=None):
        logs["seconds"] = perf_counter() - self.start
