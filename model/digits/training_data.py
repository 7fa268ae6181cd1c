"""What a network learns from: MNIST's digits, pen digits drawn by other hands, and drawings of no digit, in batches."""
from __future__ import annotations

import os
from dataclasses import replace
from typing import NamedTuple

import keras
import numpy as np
import tensorflow as tf

from model.digits.augmentation import Augmentation, augment, weakened
from model.digits.mnist import Mnist
from model.digits.not_digits import made_up
from model.digits.pen_digits import Hand, PenDigit, draw_all
from model.drawings.drawing import DIGITS

SPLIT = 0  # seed of what is held out
AHEAD = 4  # batches made ready before they are asked for
READ = 500  # images in a batch that nothing is learned from


class Examples(NamedTuple):
    """Images and what a network should say of them.

    Attributes:
        images: `(n, 28, 28)` `uint8` in MNIST's form.
        targets: `(n, 10)` `float32`, the wanted probabilities: 1 for the digit it is, or all 0.1 for no digit.
    """

    images: np.ndarray
    targets: np.ndarray

    def part(self, chosen: np.ndarray | slice) -> Examples:
        """Those chosen, by place or by a mask."""
        return Examples(self.images[chosen], self.targets[chosen])


def digit_examples(images: np.ndarray, labels: np.ndarray) -> Examples:
    """Examples of digits; `labels` is `(n,)`, 0 to 9."""
    return Examples(images, np.eye(DIGITS, dtype=np.float32)[labels])


def hold_out(mnist: Mnist, share: float) -> tuple[Examples, Examples]:
    """MNIST's training digits in two parts: to learn from, and a share taken at random to validate with.

    The same share is always the same digits, so that runs are compared on what none of them has learned from.
    """
    order = np.random.default_rng(SPLIT).permutation(len(mnist.train_images))
    count = round(share * len(order))
    digits = digit_examples(mnist.train_images, mnist.train_labels)
    return digits.part(order[count:]), digits.part(order[:count])


def hold_out_writers(digits: list[PenDigit], share: float) -> tuple[list[PenDigit], list[PenDigit]]:
    """The pen digits in two parts: to learn from, and those of a share of the writers, taken at random but always."""
    writers = np.random.default_rng(SPLIT).permutation(sorted({digit.writer for digit in digits}))
    held_out = set(writers[:round(share * len(writers))])
    return ([digit for digit in digits if digit.writer not in held_out],
            [digit for digit in digits if digit.writer in held_out])


def pen_examples(digits: list[PenDigit], times: int, hand: Hand, seed: int) -> Examples:
    """Each pen digit drawn so many times, each time by another hand."""
    images = draw_all([digit.strokes for digit in digits] * times, hand, seed)
    return digit_examples(images, np.tile([digit.label for digit in digits], times))


def no_digit_examples(count: int, digits: list[PenDigit], hand: Hand, seed: int) -> Examples:
    """Made-up drawings of no digit, by hands that do not hurry, which would make a round 0 of a polygon."""
    still = replace(hand, drift=0, haste=0, reach=0)
    images = draw_all(made_up(count, [digit.strokes for digit in digits], seed), still, seed)
    return Examples(images, np.full((count, DIGITS), 1 / DIGITS, np.float32))


def training_batches(sources: list[tuple[Examples, int]], augmentation: Augmentation | None, seed: int,
                     strength: float | tf.Variable = 1.0) -> tf.data.Dataset:
    """Batches of `float32` images `(n, 28, 28, 1)`, 0 to 255, and their targets `(n, 10)`.

    Args:
        sources: the examples of each kind, and how many of them are in each batch. An epoch goes through the first
            once; the others are gone through again and again.
        augmentation: how far each image is changed, anew in each epoch; None for not at all.
        seed: of the order and the changes.
        strength: how much of the augmentation there is; of a variable, its value when the batch is made.
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
            # A small seed leaves room for the numbers that `augment` adds to it.
            pixels = augment(pixels, tf.cast(seed % 2**30, tf.int32), weakened(augmentation, strength))
        return pixels, targets

    batches = tf.data.Dataset.zip(seeds, *kinds).map(prepare, num_parallel_calls=os.cpu_count())
    # A zip with endless data sets does not know its length; the progress bar and the schedule want it.
    return untuned(batches.apply(tf.data.experimental.assert_cardinality(steps)).prefetch(AHEAD))


def shuffled(examples: Examples, seed: int) -> tf.data.Dataset:
    return tf.data.Dataset.from_tensor_slices(tuple(examples)).shuffle(len(examples.images), seed=seed)


def validation_batches(examples: Examples, devices: int = 1) -> tf.data.Dataset:
    """Batches in the given order, unchanged, each of a size that so many devices can share evenly."""
    count = len(examples.images) // devices * devices
    batches = tf.data.Dataset.from_tensor_slices((examples.images[:count, ..., None], examples.targets[:count]))
    return untuned(batches.batch(READ // devices * devices))


def predictions(network: keras.Model, images: np.ndarray) -> np.ndarray:
    """What a network gives, `(n, …)`, for images `(n, 28, 28)`."""
    return network.predict(untuned(tf.data.Dataset.from_tensor_slices(images[..., None]).batch(READ)), verbose=0)


def untuned(batches: tf.data.Dataset) -> tf.data.Dataset:
    """The batches without TensorFlow's tuner, whose next look their end would wait for: as long again as they took."""
    options = tf.data.Options()
    options.autotune.enabled = False
    return batches.with_options(options)
