"""A training that others watch: what it has reached so far, several times an epoch."""
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
from model.learning.recipes import RECIPES, TrainingConfig
from model.learning.record import Record
from model.learning.training import train

POINTS = 10  # told of in an epoch
LOOKED_AT = 1000  # held-out digits that each point is validated with: a few hundredths of a second


class Point(NamedTuple):
    """How far a training has come.

    Attributes:
        epoch: done so far, with its fraction.
        share: of the whole training, 0 to 1.
        loss: mean since the point before, nats.
        accuracy: of the digits learned from since the point before, 0 to 1.
        validation_loss: of held-out digits, now.
        validation_accuracy: of the same.
        seconds: since the first step.
    """

    epoch: float
    share: float
    loss: float
    accuracy: float
    validation_loss: float
    validation_accuracy: float
    seconds: float


class Watch(keras.callbacks.Callback):
    """Tells of each point, and stops the training when asked to.

    Args:
        digits: held-out digits to validate with.
        begin: is called with the network, once it is there; its weights change while it learns.
        tell: is called with each `Point`.
        is_stopped: says whether to stop. What has been learned by then stays.
    """

    def __init__(self, digits: Examples, begin: Callable[[keras.Model], None], tell: Callable[[Point], None],
                 is_stopped: Callable[[], bool]) -> None:
        super().__init__()
        self._digits, self._begin, self._tell, self._is_stopped = digits, begin, tell, is_stopped

    def on_train_begin(self, logs=None):
        images = tf.constant(self._digits.images[..., None], tf.float32)
        self._look = tf.function(lambda: self.model(images, training=False))
        self._start = perf_counter()
        self._begin(self.model)

    def on_epoch_begin(self, epoch, logs=None):
        self._epoch, self._told, self._sums = epoch, 0, np.zeros(2)

    def on_train_batch_end(self, batch, logs=None):
        if self._is_stopped():
            self.model.stop_training = True
        done, steps = batch + 1, self.params["steps"]
        if done * POINTS // steps > self._told * POINTS // steps or done == steps:
            self._tell(self._point(done, steps, logs))

    def _point(self, done: int, steps: int, logs: dict[str, float]) -> Point:
        # Keras gives the means since the epoch began; their differences are those since the last point.
        sums = done * np.array([logs["loss"], logs["accuracy"]])
        loss, accuracy = (sums - self._sums) / (done - self._told)
        self._told, self._sums = done, sums
        epoch = self._epoch + done / steps
        return Point(epoch, epoch / self.params["epochs"], float(loss), float(accuracy), *self._validated(),
                     perf_counter() - self._start)

    def _validated(self) -> tuple[float, float]:
        probabilities, targets = self._look().numpy(), self._digits.targets
        surprise = -np.log(np.maximum((probabilities * targets).sum(axis=1), 1e-7))
        is_right = probabilities.argmax(axis=1) == targets.argmax(axis=1)
        return float(surprise.mean()), float(is_right.mean())


def config_of(choices: Choices) -> TrainingConfig:
    """What a visitor chose, as `train.py` has it; the learning rate stays as chosen."""
    return replace(RECIPES["lesson"], cosine=False, **asdict(choices))


def train_watched(choices: Choices, mnist: Mnist, **listeners: Callable) -> tuple[keras.Sequential, Record]:
    """A network trained as a visitor chose, and its record; `listeners` are those of `Watch`."""
    config = config_of(choices)
    held_out = hold_out(mnist, config.held_out)[1]
    with TemporaryDirectory() as progress:
        return train(config, mnist, [], Path(progress), verbose=0,
                     watching=[Watch(held_out.part(slice(LOOKED_AT)), **listeners)])
