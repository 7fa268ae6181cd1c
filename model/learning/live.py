"""Live training: a training that reports its progress several times per epoch and can be stopped."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import NamedTuple

import keras
import numpy as np
import tensorflow as tf

from model.digits.mnist import Mnist
from model.digits.training_data import Examples, hold_out
from model.learning.choices import Choices
from model.learning.record import Record
from model.learning.settings import RECIPES, TrainingConfig
from model.learning.training import train
from model.networks.evaluation import accuracy_and_loss

POINTS_PER_EPOCH = 10
VALIDATION_DIGITS = 1000  # per point; evaluating them takes a few hundredths of a second


class Point(NamedTuple):
    """The progress of a training at one moment.

    The page receives points as bare arrays in this order; assets/scripts/train/runs.js names the same positions.

    Attributes:
        epoch: epochs completed, with a fraction.
        share: of the whole training, 0 to 1.
        loss: mean since the previous point, nats.
        accuracy: on the training digits since the previous point, 0 to 1.
        validation_loss: current loss on held-out digits, nats.
        validation_accuracy: current accuracy on the same digits, 0 to 1.
        seconds: since the first step.
    """

    epoch: float
    share: float
    loss: float
    accuracy: float
    validation_loss: float
    validation_accuracy: float
    seconds: float


class ProgressCallback(keras.callbacks.Callback):
    """Reports each point of a training, and stops it on request.

    Args:
        digits: held-out digits to validate with.
        on_begin: called with the network before the first step. Its weights change during the training.
        on_point: called with each `Point`.
        should_stop: called after each step; True ends the training, which keeps what it has learned.
    """

    def __init__(self, digits: Examples, on_begin: Callable[[keras.Model], None], on_point: Callable[[Point], None],
                 should_stop: Callable[[], bool]) -> None:
        super().__init__()
        self._digits, self._on_begin, self._on_point, self._should_stop = digits, on_begin, on_point, should_stop

    def on_train_begin(self, logs=None):
        images = tf.constant(self._digits.images[..., None], tf.float32)
        self._predict = tf.function(lambda: self.model(images, training=False))
        self._start = perf_counter()
        self._on_begin(self.model)

    def on_epoch_begin(self, epoch, logs=None):
        self._epoch, self._reported, self._sums = epoch, 0, np.zeros(2)

    def on_train_batch_end(self, batch, logs=None):
        if self._should_stop():
            self.model.stop_training = True
        done, steps = batch + 1, self.params["steps"]
        if done * POINTS_PER_EPOCH // steps > self._reported * POINTS_PER_EPOCH // steps or done == steps:
            self._on_point(self._point(done, steps, logs))

    def _point(self, done: int, steps: int, logs: dict[str, float]) -> Point:
        # Keras reports means since the start of the epoch; the difference of two sums covers the steps between points.
        sums = done * np.array([logs["loss"], logs["accuracy"]])
        loss, accuracy = (sums - self._sums) / (done - self._reported)
        self._reported, self._sums = done, sums
        epoch = self._epoch + done / steps
        now_accuracy, now_loss = accuracy_and_loss(self._predict().numpy(), self._digits.targets.argmax(axis=1))
        return Point(epoch, epoch / self.params["epochs"], float(loss), float(accuracy), now_loss, now_accuracy,
                     perf_counter() - self._start)


def config_of(choices: Choices) -> TrainingConfig:
    """A visitor's choices as `train.py`'s settings; the learning rate is constant."""
    return replace(RECIPES["lesson"], cosine=False, **asdict(choices))


def train_live(choices: Choices, mnist: Mnist, **listeners: Callable) -> tuple[keras.Sequential, Record]:
    """A network trained with a visitor's choices, and its record; `listeners` are those of `ProgressCallback`."""
    config = config_of(choices)
    held_out = hold_out(mnist, config.held_out)[1]
    with TemporaryDirectory() as folder:
        return train(config, mnist, [], Path(folder), verbose=0,
                     callbacks=[ProgressCallback(held_out.part(slice(VALIDATION_DIGITS)), **listeners)])
