"""Personal training: fine-tune a copy of a network on a visitor's digits, and measure what it forgets of MNIST."""
from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import keras
import numpy as np

from model.digits.mnist import Mnist
from model.digits.pen_digits import draw_all
from model.digits.settings import Hand
from model.digits.training_data import Examples, digit_examples, training_batches
from model.learning.live import VALIDATION_DIGITS, ProgressCallback
from model.learning.record import mnist_figures
from model.learning.training import Adam
from model.networks.calibration import energies
from model.networks.compiled import Compiled
from model.networks.tracing import copy_of

FINE_TUNING_STEPS = 150  # about fifteen seconds for `best`, three for `lesson`
MNIST_PER_STEP = 56  # images; they keep the network from forgetting MNIST
OWN_PER_STEP = 8  # images of the visitor's digits
LEARNING_RATE = 5e-4  # at the start; a sixth of the lesson's, so that the weights change little
VARIATIONS = 24  # images drawn from each own digit, within the two limits that follow
MAX_VARIATIONS = 1200  # of all digits together; that many are used in 150 steps and take about a second to draw
MAX_POINTS = 300_000  # of the strokes in all variations; they also take about a second to draw


class OwnDigit(NamedTuple):
    """A visitor's digit with its label.

    Attributes:
        image: `(28, 28)` `uint8`, in MNIST's form.
        label: 0 to 9.
        strokes: arrays `(points, 2)` of x and y; empty if it is a picture.
    """

    image: np.ndarray
    label: int
    strokes: Sequence[np.ndarray] = ()


class TeachingResult(NamedTuple):
    """A network after teaching, and its accuracy before and after.

    Attributes:
        network: a copy of the original.
        least_energy: the energy below which it refuses an answer, set to refuse as many MNIST digits as before; None
            if the original refuses nothing.
        before, after: accuracy on "own" and "mnist_test", 0 to 1.
        record: like that of a trained network, without a history.
    """

    network: keras.Model
    least_energy: float | None
    before: dict[str, float]
    after: dict[str, float]
    record: dict[str, object]


def teach(network: keras.Model, least_energy: float | None, own: Sequence[OwnDigit], mnist: Mnist, seed: int = 0,
          **listeners: Callable) -> TeachingResult:
    """A copy of a network, fine-tuned on a visitor's digits; `listeners` are those of `ProgressCallback`."""
    digits = digit_examples(mnist.train_images, mnist.train_labels)
    original = Compiled(network)
    before = {"own": share_right(original, own), "mnist_test": mnist_figures(original, mnist)["test_accuracy"]}
    taught = copy_of(network)
    rate = keras.optimizers.schedules.CosineDecay(LEARNING_RATE, FINE_TUNING_STEPS)
    taught.compile(optimizer=Adam(rate), loss="categorical_crossentropy", metrics=["accuracy"])
    taught.optimizer.build(taught.trainable_variables)  # so that the step is compiled once, as in `train`
    batches = training_batches([(digits, MNIST_PER_STEP), (variations(own, seed), OWN_PER_STEP)], None, seed)
    taught.fit(batches.take(FINE_TUNING_STEPS), epochs=1, verbose=0, shuffle=False,
               callbacks=[ProgressCallback(digits.part(slice(VALIDATION_DIGITS)), **listeners)])
    compiled = Compiled(taught)
    record = mnist_figures(compiled, mnist) | {"parameters": taught.count_params()}
    after = {"own": share_right(compiled, own), "mnist_test": record["test_accuracy"]}
    if least_energy is not None:
        least_energy = matching_threshold(original, compiled, least_energy, digits.images[:VALIDATION_DIGITS])
    return TeachingResult(taught, least_energy, before, after, record)


def variations(own: Sequence[OwnDigit], seed: int) -> Examples:
    """The digits themselves, and images drawn from their strokes with random variations."""
    drawn = [digit for digit in own if digit.strokes]
    points = sum(len(stroke) for digit in drawn for stroke in digit.strokes)
    drawn *= min(VARIATIONS, -(-MAX_VARIATIONS // len(own)), max(1, MAX_POINTS // max(points, 1)))
    images = draw_all([digit.strokes for digit in drawn], Hand(), seed)
    return digit_examples(np.concatenate([np.stack([digit.image for digit in own]), images]),
                          np.array([digit.label for digit in [*own, *drawn]]))


def share_right(network: Compiled, own: Sequence[OwnDigit]) -> float:
    probabilities, _ = network.scores(np.stack([digit.image for digit in own]))
    return float((probabilities.argmax(axis=1) == [digit.label for digit in own]).mean())


def matching_threshold(before: Compiled, after: Compiled, least_energy: float, images: np.ndarray) -> float:
    """The energy threshold at which the second network refuses as many of these images as the first does."""
    before_energies, after_energies = (energies(network.scores(images)[1]) for network in (before, after))
    return float(np.quantile(after_energies, (before_energies < least_energy).mean()))
