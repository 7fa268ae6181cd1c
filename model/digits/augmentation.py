"""Data augmentation: digits turned, slanted, stretched, moved, bent, and drawn with another pen.

It runs on whole batches in TensorFlow and costs less time than the training step that follows.
"""
from __future__ import annotations

from dataclasses import replace

import tensorflow as tf

from model.digits.settings import Augmentation
from model.drawings.drawing import SIZE


def weakened(how: Augmentation, strength: float | tf.Tensor) -> Augmentation:
    """The augmentation with all changes, and the share of changed images, multiplied by `strength` (0 to 1)."""
    return replace(how, turn=how.turn * strength, slant=how.slant * strength, stretch=how.stretch * strength,
                   shift=how.shift * strength, bend=how.bend * strength, pen=how.pen * strength,
                   untouched=1 - (1 - how.untouched) * strength)


def augment(images: tf.Tensor, seed: tf.Tensor, how: Augmentation) -> tf.Tensor:
    """The images, each changed at random.

    Args:
        images: `(n, 28, 28, 1)` `float32`, ink 255 on paper 0.
        seed: `(2,)` `int32`; the same seed gives the same changes.
        how: how far they may be changed.

    Returns:
        `(n, 28, 28, 1)` `float32`, 0 to 255.
    """
    count = tf.shape(images)[0]
    for_place, for_bend, for_pen, for_choice = (seed + [0, part] for part in range(4))
    places = affine_places(count, for_place, how) + bends(count, for_bend, how)
    changed = change_pen(sample(images, places), for_pen, how)
    is_untouched = tf.random.stateless_uniform((count, 1, 1, 1), for_choice) < how.untouched
    return tf.where(is_untouched, images, changed)


def affine_places(count: tf.Tensor, seed: tf.Tensor, how: Augmentation) -> tf.Tensor:
    """The (row, column) in the old image from which each pixel of the new one is taken: `(n, 28, 28, 2)`."""
    turn, slant = tf.unstack(tf.random.stateless_normal((2, count), seed))
    turn, slant = turn * how.turn, slant * how.slant
    stretch = 1 + tf.random.stateless_uniform((2, count), seed + [1000, 0], -how.stretch, how.stretch)
    shift = tf.random.stateless_uniform((count, 2), seed + [2000, 0], -how.shift, how.shift)
    cos, sin = tf.cos(turn), tf.sin(turn)
    # Rotation times shear, with the axes stretched first: old = matrix · (new − center) + center + shift.
    matrix = tf.stack([tf.stack([cos * stretch[0], -sin * stretch[1]], axis=1),
                       tf.stack([(sin + slant * cos) * stretch[0], (cos - slant * sin) * stretch[1]], axis=1)], axis=1)
    middle = (SIZE - 1) / 2
    axis = tf.range(SIZE, dtype=tf.float32) - middle
    grid = tf.stack(tf.meshgrid(axis, axis, indexing="ij"), axis=-1)
    return tf.einsum("nij,rcj->nrci", matrix, grid) + middle + shift[:, None, None, :]


def bends(count: tf.Tensor, seed: tf.Tensor, how: Augmentation) -> tf.Tensor:
    """Smooth random displacements `(n, 28, 28, 2)`, pixels.

    Source: Simard, Steinkraus & Platt, "Best practices for convolutional neural networks applied to visual document
    analysis", 2003; here a coarse grid is enlarged instead of a fine one blurred.
    """
    knots = tf.random.stateless_normal((count, how.knots, how.knots, 2), seed, stddev=how.bend)
    return tf.image.resize(knots, (SIZE, SIZE), method="bicubic")


def sample(images: tf.Tensor, places: tf.Tensor) -> tf.Tensor:
    """Bilinear interpolation of the images at fractional (row, column) places; paper outside."""
    padded = tf.pad(images[..., 0], [[0, 0], [1, 1], [1, 1]])
    width = SIZE + 2
    places = tf.clip_by_value(places + 1, 0.0, width - 1.001)
    corner = tf.floor(places)
    down, right = tf.unstack(places - corner, axis=-1)
    corner = tf.cast(corner, tf.int32)
    index = corner[..., 0] * width + corner[..., 1]
    flat = tf.reshape(padded, (-1, width * width))

    def at(offset: int) -> tf.Tensor:
        return tf.gather(flat, index + offset, batch_dims=1)

    upper = at(0) * (1 - right) + at(1) * right
    lower = at(width) * (1 - right) + at(width + 1) * right
    return (upper * (1 - down) + lower * down)[..., None]


def change_pen(images: tf.Tensor, seed: tf.Tensor, how: Augmentation) -> tf.Tensor:
    """The images with thicker or thinner strokes: mixed with their grayscale dilation or erosion."""
    step = tf.random.stateless_uniform((tf.shape(images)[0], 1, 1, 1), seed, -how.pen, how.pen)
    thicker = tf.nn.max_pool2d(images, 3, 1, "SAME") - images
    thinner = images + tf.nn.max_pool2d(-images, 3, 1, "SAME")
    return images + tf.where(step > 0, step * thicker, step * thinner)
