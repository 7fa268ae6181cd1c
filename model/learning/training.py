"""Fitting a network by a recipe, and calibrating it."""
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
    no_digit_examples,
    pen_examples,
    predictions,
    training_batches,
    validation_batches,
)
from model.drawings.drawing import DIGITS
from model.learning.kinds import DigitAndKind, learner, with_kind
from model.learning.recipes import TrainingConfig, build
from model.learning.record import Record, make_record, read_history, save
from model.networks.calibration import best_temperature, energies
from model.networks.files import load_record
from model.networks.folding import center_logits, divide_logits, fold_batch_normalization
from model.networks.loading import load_network
from model.networks.tracing import network_until

DRAWN_TIMES = 12  # each pen digit is drawn by so many hands; augmentation goes on from there
NO_DIGITS = 48_000  # drawings made up
STEPS = 16  # batches in one call: Python sees fewer of them, TensorFlow computes the same
RUN_FIGURES = ("seed", "test_accuracy", "test_loss", "validation_accuracy", "test_calibration_error", "seconds")
REFUSED = 0.005  # of the held-out digits: what may be refused of them, so that other drawings are


def train(config: TrainingConfig, mnist: Mnist, pen_digits: list[PenDigit], progress: Path, verbose: int = 1,
          watching: Sequence[keras.callbacks.Callback] = ()) -> tuple[keras.Sequential, Record]:
    """A trained network and its record.

    Args:
        config: the settings.
        mnist: the digits; the test digits are looked at once, at the end.
        pen_digits: digits as strokes, where the settings want them; else none.
        progress: a folder to keep each finished epoch in; a training that finds one there goes on from it.
        verbose: 1 for Keras' progress bar, 0 for none.
        watching: callbacks that are told how it goes, and may stop it; what it has learned by then is kept.

    Returns:
        The network as it is saved, batch normalization folded, its logits calibrated, without the optimizer; and its
        record.
    """
    learning, validation = hold_out(mnist, config.held_out)
    learning = learning.part(slice(config.digits))
    writing, validation_writing = hold_out_writers(pen_digits, config.held_out)
    strength = tf.Variable(1.0, trainable=False)
    kinds = sources(config, learning, writing)
    batches = training_batches(kinds, config.augmentation, config.seed, strength)
    strategy = spread()
    network, fitted = ready_to_learn(config, len(kinds), len(batches), strategy, is_watched=bool(watching))
    progress.mkdir(parents=True, exist_ok=True)
    history_file = progress / "history.csv"
    backup = Backup(progress / "backup")
    callbacks = [Calm(strength, config.epochs - round(config.calm * config.epochs)), EpochSeconds(),
                 keras.callbacks.CSVLogger(history_file, append=True), backup, *watching]
    fitted.fit(
        batches, epochs=config.epochs, verbose=verbose, callbacks=callbacks, shuffle=False,
        initial_epoch=backup.restore(fitted),
        validation_data=validation_batches(validation, strategy.num_replicas_in_sync) if config.held_out else None)
    if config.averaging:
        settle_batch_normalization(network, batches)
    trained = fold_batch_normalization(network)
    known = [validation] + ([pen_examples(validation_writing, DRAWN_TIMES, config.hand, config.seed)]
                            if validation_writing else [])
    calibration = calibrate(trained, known, refuses=config.no_digit_share > 0) if config.held_out else {}
    record = make_record(trained, config, mnist, read_history(history_file), len(learning.images), validation)
    record |= {"calibration": calibration, "drawings": describe(writing, validation_writing)}
    return trained, record


def ready_to_learn(config: TrainingConfig, kinds: int, steps_per_epoch: int, strategy: tf.distribute.Strategy,
                   is_watched: bool) -> tuple[keras.Sequential, keras.Model]:
    """The untrained network, and what is to be fitted, with its optimizer: the same, or one that tells kinds too."""
    # Who watches wants to hear of each batch; and Keras can't share out several at once.
    at_once = 1 if is_watched or strategy.num_replicas_in_sync > 1 else STEPS
    with strategy.scope():
        network = build(config)
        fitted, loss = network, "categorical_crossentropy"
        if tells_kinds(config, kinds):
            fitted, loss = learner(network, kinds), DigitAndKind(config.kind_weight)
        fitted.compile(optimizer=optimizer(config, steps_per_epoch), loss=loss,
                       metrics=[DigitAccuracy(name="accuracy")], steps_per_execution=at_once)
        # Before the first step, which would otherwise be compiled twice, once to make the optimizer's variables in it.
        fitted.optimizer.build(fitted.trainable_variables)
    return network, fitted


def tells_kinds(config: TrainingConfig, kinds: int) -> bool:
    return config.kind_weight > 0 and kinds > 1


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
    if tells_kinds(config, len(kinds)):
        kinds = [(with_kind(examples, kind, len(kinds)), count) for kind, (examples, count) in enumerate(kinds)]
    return kinds


def calibrate(network: keras.Model, known: list[Examples], refuses: bool) -> dict[str, float]:
    """Centers the network's logits and divides them by the best temperature; what was found, for the record.

    Args:
        network: changed in place.
        known: digits it has not learned from, of each kind.
        refuses: whether it has learned to tell digits from other drawings; then the energy is found below which an
            answer is refused.
    """
    digits = Examples(*(np.concatenate(parts) for parts in zip(*known, strict=True)))
    labels = digits.targets.argmax(axis=1)
    center_logits(network)
    logits = predictions(network_until(network, "logits"), digits.images)
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
        y_true, y_pred = y_true[:, :DIGITS], y_pred[:, :DIGITS]
        is_digit = keras.ops.cast(keras.ops.max(y_true, axis=-1) > 0.5, "float32")
        return super().update_state(y_true, y_pred, is_digit)


def spread() -> tf.distribute.Strategy:
    """How a training is spread over devices: over all GPUs, or CPUs, where there are several; else not at all.

    Each batch is then shared out among them, so that what is learned stays the same.
    """
    devices = tf.config.list_logical_devices("GPU") or tf.config.list_logical_devices("CPU")
    if len(devices) < 2:
        return tf.distribute.get_strategy()
    return tf.distribute.MirroredStrategy([device.name for device in devices])


def optimizer(config: TrainingConfig, steps_per_epoch: int) -> keras.optimizers.Optimizer:
    """Adam with the settings' schedule, weight decay and averaging.

    Source of the decay: Loshchilov & Hutter, "Decoupled weight decay regularization", 2019.
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
    """Keras' own, in one pass over the weights, and without what its steps leave behind.

    Keras writes the update as a dozen operations, each of which goes through all weights; TensorFlow has one that does
    the same. And Keras sums the gradients of all devices, even of one: TensorFlow keeps a compiled step with such a
    sum for as long as the process lives, megabytes for each training.
    """

    def update_step(self, gradient, variable, learning_rate):
        number, step = self._get_variable_index(variable), tf.cast(self.iterations + 1, tf.float32)
        momentum, velocity = (kept[number].value.handle for kept in (self._momentums, self._velocities))
        tf.raw_ops.ResourceApplyAdam(
            var=variable.handle, m=momentum, v=velocity, beta1_power=self.beta_1**step, beta2_power=self.beta_2**step,
            lr=learning_rate, beta1=self.beta_1, beta2=self.beta_2, epsilon=self.epsilon, grad=gradient)

    def _all_reduce_sum_gradients(self, grads_and_vars):
        alone = tf.distribute.get_strategy().num_replicas_in_sync == 1
        return grads_and_vars if alone else super()._all_reduce_sum_gradients(grads_and_vars)


def settle_batch_normalization(network: keras.Sequential, batches: tf.data.Dataset) -> None:
    """Measure each normalization's mean and variance anew, since those kept belong to the weights before averaging."""
    forward = tf.function(lambda images: network(images, training=True))
    for images, _ in batches:
        forward(images)


class Backup(keras.callbacks.Callback):
    """Keeps the weights, the optimizer's too, after each epoch, until the training ends.

    Keras' `BackupAndRestore` writes over its only file, which a training killed at that moment leaves torn.

    Args:
        folder: where; a stopped training's backup may be in it.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder

    def restore(self, network: keras.Model) -> int:
        """Give a compiled network the weights that are kept, and say how many epochs have been done; 0 if none."""
        kept = self.kept()
        if not kept:
            return 0
        network.load_weights(kept[-1])
        return epoch_of(kept[-1])

    def kept(self) -> list[Path]:
        return sorted(self.folder.glob("epoch-*.keras"), key=epoch_of)

    def on_epoch_end(self, epoch, logs=None):
        self.folder.mkdir(exist_ok=True)
        old, partial = self.kept(), self.folder / "partial.keras"
        self.model.save(partial)  # by way of memory: HDF5 itself crashes where the disk is full
        partial.replace(self.folder / f"epoch-{epoch + 1}.keras")
        for file in old:
            file.unlink()

    def on_train_end(self, logs=None):
        shutil.rmtree(self.folder, ignore_errors=True)


def epoch_of(backup: Path) -> int:
    return int(backup.name.removeprefix("epoch-").removesuffix(".keras"))


class Calm(keras.callbacks.Callback):
    """Halves the augmentation's strength from the epoch `begin` on, counted from 0.

    Source: He et al., "Data Augmentation Revisited: Rethinking the Distribution Gap between Clean and Augmented Data",
    2019; there the last epochs have none at all.
    """

    def __init__(self, strength: tf.Variable, begin: int) -> None:
        super().__init__()
        self.strength, self.begin = strength, begin

    def on_epoch_begin(self, epoch, logs=None):
        self.strength.assign(1.0 if epoch < self.begin else 0.5)


class EpochSeconds(keras.callbacks.Callback):
    """Adds each epoch's wall-clock seconds to its figures."""

    def on_epoch_begin(self, epoch, logs=None):
        self.start = perf_counter()

    def on_epoch_end(self, epoch, logs=None):
        logs["seconds"] = perf_counter() - self.start
