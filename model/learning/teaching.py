"""A network that learns a visitor's own hand, and what it forgets of MNIST meanwhile."""
from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import keras
import numpy as np

from model.digits.mnist import Mnist
from model.digits.pen_digits import Hand, draw_all
from model.digits.training_data import Examples, digit_examples, predictions, training_batches
from model.learning.record import evaluate
from model.learning.training import Adam
from model.learning.watching import LOOKED_AT, Watch
from model.networks.calibration import energies
from model.networks.tracing import copy_of, network_until

STEPS = 150  # of learning: some fifteen seconds for `best`, three for `lesson`
OF_MNIST, OF_OWN = 56, 8  # images of each kind in a step; MNIST's keep it from forgetting
LEARNING_RATE = 5e-4  # a sixth of the lesson's, falling to 0: it is to move little
DRAWN_TIMES = 24  # each own drawing is drawn by so many hands, fewer where
MOST_DRAWN = 1200  # would be more in all: no step sees more, and drawing them takes about a second;
MOST_POINTS = 300_000  # or where these would have more points in all, which takes as long


class OwnDigit(NamedTuple):
    """A digit that its drawer has told the name of.

    Attributes:
        image: `(28, 28)` `uint8`, in MNIST's form.
        label: 0 to 9.
        strokes: arrays `(points, 2)` of x and y, where it was drawn; none of a picture.
    """

    image: np.ndarray
    label: int
    strokes: Sequence[np.ndarray] = ()


class Taught(NamedTuple):
    """A network after teaching, and what it read right before and after.

    Attributes:
        network: a copy of the one given.
        least_energy: below which it refuses an answer: as many of MNIST's digits as before; None as before.
        before, after: by "own" and "mnist_test", the share read right.
        record: what is known of it, as of a trained network; no history.
    """

    network: keras.Model
    least_energy: float | None
    before: dict[str, float]
    after: dict[str, float]
    record: dict[str, object]


def teach(network: keras.Model, least_energy: float | None, own: Sequence[OwnDigit], mnist: Mnist, seed: int = 0,
          **listeners: Callable) -> Taught:
    """A copy of a network that has learned a few own drawings too; `listeners` are those of `Watch`."""
    digits = digit_examples(mnist.train_images, mnist.train_labels)
    before_test = evaluate(network, mnist.test_images, mnist.test_labels)
    before = {"own": share_right(network, own), "mnist_test": before_test["accuracy"]}
    taught = copy_of(network)
    rate = keras.optimizers.schedules.CosineDecay(LEARNING_RATE, STEPS)
    taught.compile(optimizer=Adam(rate), loss="categorical_crossentropy", metrics=["accuracy"])
    taught.optimizer.build(taught.trainable_variables)  # so that the step is compiled once, as in `train`
    batches = training_batches([(digits, OF_MNIST), (by_other_hands(own, seed), OF_OWN)], None, seed)
    taught.fit(batches.take(STEPS), epochs=1, verbose=0, shuffle=False,
               callbacks=[Watch(digits.part(slice(LOOKED_AT)), **listeners)])
    test = evaluate(taught, mnist.test_images, mnist.test_labels)
    after = {"own": share_right(taught, own), "mnist_test": test["accuracy"]}
    if least_energy is not None:
        least_energy = refusing_alike(network, taught, least_energy, digits.images[:LOOKED_AT])
    return Taught(taught, least_energy, before, after, record_of(taught, test, len(mnist.test_images)))


def by_other_hands(own: Sequence[OwnDigit], seed: int) -> Examples:
    """The drawings as they are, and those of strokes drawn anew by other hands."""
    drawn = [digit for digit in own if digit.strokes]
    points = sum(len(stroke) for digit in drawn for stroke in digit.strokes)
    drawn *= min(DRAWN_TIMES, -(-MOST_DRAWN // len(own)), max(1, MOST_POINTS // max(points, 1)))
    images = draw_all([digit.strokes for digit in drawn], Hand(), seed)
    return digit_examples(np.concatenate([np.stack([digit.image for digit in own]), images]),
                          np.array([digit.label for digit in [*own, *drawn]]))


def share_right(network: keras.Model, own: Sequence[OwnDigit]) -> float:
    images = np.stack([digit.image for digit in own])[..., None].astype(np.float32)
    read = network(images, training=False).numpy().argmax(axis=1)
    return float((read == [digit.label for digit in own]).mean())


def refusing_alike(before: keras.Model, after: keras.Model, least_energy: float, images: np.ndarray) -> float:
    """The energy below which the second network refuses as many of these images as the first one does."""
    def energies_of(network: keras.Model) -> np.ndarray:
        return energies(predictions(network_until(network, "logits"), images))

    return float(np.quantile(energies_of(after), (energies_of(before) < least_energy).mean()))


def record_of(network: keras.Model, test: dict[str, object], count: int) -> dict[str, object]:
    return {"test_accuracy": test["accuracy"], "test_loss": test["loss"], "test_count": count,
            "test_calibration_error": test["calibration_error"], "confusion_matrix": test["confusion_matrix"],
            "parameters": network.count_params()}
