"""Training and validation data: MNIST digits, pen digits and synthetic non-digits, in batches."""
from __future__ import annotations

import os
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import tensorflow as tf

from model.digits.augmentation import augment, weakened
from model.digits.mnist import Mnist
from model.digits.non_digits import synthetic_non_digits
from model.digits.pen_digits import PenDigit, draw_all
from model.digits.settings import Augmentation, Hand
from model.drawings.drawing import DIGITS
from model.networks.compiled import EVALUATION_BATCH

SPLIT_SEED = 0  # of the held-out set
PREFETCHED_BATCHES = 4


class Examples(NamedTuple):
    """Images and their target probabilities.

    Attributes:
        images: `(n, 28, 28)` `uint8` in MNIST's form.
        targets: `(n, 10)` `float32`: 1 for the right digit; for a non-digit the uniform distribution, 0.1 each.
    """

    images: np.ndarray
    targets: np.ndarray

    def part(self, chosen: np.ndarray | slice) -> Examples:
        """The examples at these indices, or where this mask is true."""
        return Examples(self.images[chosen], self.targets[chosen])


def digit_examples(images: np.ndarray, labels: np.ndarray) -> Examples:
    """Examples of digits; `labels` is `(n,)`, 0 to 9."""
    return Examples(images, np.eye(DIGITS, dtype=np.float32)[labels])


def hold_out(mnist: Mnist, share: float) -> tuple[Examples, Examples]:
    """MNIST's training digits in two parts: a training set, and a random `share` (0 to 1) as the validation set.

    The same share always gives the same digits, so that runs can be compared on digits that none has trained on.
    """
    order = np.random.default_rng(SPLIT_SEED).permutation(len(mnist.train_images))
    count = round(share * len(order))
    digits = digit_examples(mnist.train_images, mnist.train_labels)
    return digits.part(order[count:]), digits.part(order[:count])


def hold_out_writers(digits: list[PenDigit], share: float) -> tuple[list[PenDigit], list[PenDigit]]:
    """The pen digits in two parts: a training set, and the digits of a random but fixed `share` of the writers."""
    writers = np.random.default_rng(SPLIT_SEED).permutation(sorted({digit.writer for digit in digits}))
    held_out = set(writers[:round(share * len(writers))])
    return ([digit for digit in digits if digit.writer not in held_out],
            [digit for digit in digits if digit.writer in held_out])


def pen_examples(digits: list[PenDigit], times: int, hand: Hand, seed: int) -> Examples:
    """Each pen digit drawn this many times, each time with other random variations."""
    images = draw_all([digit.strokes for digit in digits] * times, hand, seed)
    return digit_examples(images, np.tile([digit.label for digit in digits], times))


def non_digit_examples(count: int, digits: list[PenDigit], hand: Hand, seed: int) -> Examples:
    """Synthetic non-digits with a uniform target.

    Their corners stay sharp (no drift, haste or reach): a polygon with rounded corners may look like a 0.
    """
    steady = replace(hand, drift=0, haste=0, reach=0)
    images = draw_all(synthetic_non_digits(count, [digit.strokes for digit in digits], seed), steady, seed)
    return Examples(images, np.full((count, DIGITS), 1 / DIGITS, np.float32))


def training_batches(sources: list[tuple[Examples, int]], augmentation: Augmentation | None, seed: int,
                     strength: float | tf.Variable = 1.0) -> tf.data.Dataset:
    """Batches of `float32` images `(n, 28, 28, 1)`, 0 to 255, and their targets `(n, 10)`.

    Args:
        sources: pairs of examples and their number per batch. An epoch is one pass over the first; the others repeat as
            often as needed.
        augmentation: how far each image is changed, differently in each epoch; None for no augmentation.
        seed: of the order and the changes.
        strength: factor of the augmentation, 0 to 1. A variable is read when a batch is prepared.
    """
    (first, count), *others = sources
    steps = -(-len(first.images) // count)
    kinds = [shuffled(first, seed).batch(count)]
    kinds += [shuffled(examples, seed).repeat().batch(count) for examples, count in others]
    seeds = tf.data.Dataset.random(seed, rerandomize_each_iteration=True).batch(2)

    def prepare(seed: tf.Tensor, *kinds: tuple[tf.Tensor, tf.Tensor]) -> tuple[tf.Tensor, tf.Tensor]:
        images, targets = (tf.concat(parts, axis=0) for parts in zip(*kinds, strict=True))
        pixels = tf.cast(images, tf.float32)[..., None]
        if augmentation:
            # Small enough that `augment` can add to it without overflow.
            pixels = augment(pixels, tf.cast(seed % 2**30, tf.int32), weakened(augmentation, strength))
        return pixels, targets

    batches = tf.data.Dataset.zip(seeds, *kinds).map(prepare, num_parallel_calls=os.cpu_count())
    # Zipped with infinite data sets, the length is unknown; the progress bar and the learning-rate schedule need it.
    return untuned(batches.apply(tf.data.experimental.assert_cardinality(steps)).prefetch(PREFETCHED_BATCHES))


def shuffled(examples: Examples, seed: int) -> tf.data.Dataset:
    return tf.data.Dataset.from_tensor_slices(tuple(examples)).shuffle(len(examples.images), seed=seed)


def validation_batches(examples: Examples, devices: int = 1) -> tf.data.Dataset:
    """Batches in the given order, unchanged, each of a size that the devices can share evenly."""
    count = len(examples.images) // devices * devices
    batches = tf.data.Dataset.from_tensor_slices((examples.images[:count, ..., None], examples.targets[:count]))
    return untuned(batches.batch(EVALUATION_BATCH // devices * devices))


def untuned(batches: tf.data.Dataset) -> tf.data.Dataset:
    """The batches without TensorFlow's autotuning, whose next interval the end of a short training would wait for."""
    options = tf.data.Options()
    options.autotune.enabled = False
    return batches.with_options(options)
