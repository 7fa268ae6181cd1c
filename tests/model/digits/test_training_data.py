from __future__ import annotations

import numpy as np
import pytest
import tensorflow as tf

from model.digits.pen_digits import PenDigit
from model.digits.settings import Augmentation, Hand
from model.digits.training_data import (
    Examples,
    digit_examples,
    hold_out,
    hold_out_writers,
    non_digit_examples,
    pen_examples,
    training_batches,
    validation_batches,
)

STROKES = [np.array([(0, 0), (10, 0), (4, 20)], np.float32)]


def numbered(count, label):
    """Examples whose first pixel is their index."""
    images = np.zeros((count, 28, 28), np.uint8)
    images[:, 0, 0] = np.arange(count)
    return digit_examples(images, np.full(count, label))


def test_training_and_held_out_digits_together_are_all_of_mnists_training_digits(mnist):
    learning, held_out = hold_out(mnist, 1 / 15)
    assert (len(learning.images), len(held_out.images)) == (56_000, 4_000)
    together = np.concatenate([learning.images, held_out.images]).reshape(60_000, -1)
    whole = mnist.train_images.reshape(60_000, -1)
    np.testing.assert_array_equal(np.sort(together.sum(axis=1)), np.sort(whole.sum(axis=1)))


def test_no_writer_is_in_both_the_training_and_the_held_out_set():
    digits = [PenDigit(i % 10, f"w{i % 6}", STROKES) for i in range(60)]
    writing, held_out = hold_out_writers(digits, 1 / 3)
    assert (len(writing), len(held_out)) == (40, 20)
    assert not {digit.writer for digit in writing} & {digit.writer for digit in held_out}


def test_every_drawing_of_a_pen_digit_has_its_label():
    examples = pen_examples([PenDigit(7, "a", STROKES), PenDigit(2, "a", STROKES)], 3, Hand(), seed=0)
    assert examples.targets.argmax(axis=1).tolist() == [7, 2, 7, 2, 7, 2]
    assert (examples.images.max(axis=(1, 2)) > 100).all()


def test_non_digits_have_a_uniform_target():
    examples = non_digit_examples(5, [], Hand(), seed=0)
    np.testing.assert_allclose(examples.targets, 0.1)
    assert examples.images.shape == (5, 28, 28)


def test_non_digits_are_drawn_without_drift_and_haste():
    hasty, steady = (non_digit_examples(5, [], hand, seed=0) for hand in (Hand(), Hand(drift=0, haste=0)))
    np.testing.assert_array_equal(hasty.images, steady.images)


def test_batches_mix_the_sources_in_the_given_numbers_and_an_epoch_uses_the_first_source_once():
    non_digits = Examples(np.zeros((3, 28, 28), np.uint8), np.full((3, 10), 0.1, np.float32))
    batches = list(training_batches([(numbered(20, 1), 5), (numbered(4, 2), 3), (non_digits, 2)], None, seed=0))
    assert len(batches) == 4
    for _, targets in batches:
        np.testing.assert_allclose(targets.numpy().sum(axis=0)[1:3], [5.2, 3.2], rtol=1e-6)
    firsts = [image[0, 0, 0] for images, targets in batches
              for image, target in zip(images.numpy(), targets.numpy(), strict=True) if target[1] == 1]
    assert sorted(firsts) == list(range(20))


def test_each_epoch_has_another_order():
    batches = training_batches([(numbered(200, 1), 100)], None, seed=0)
    first, second = (np.concatenate([images.numpy()[:, 0, 0, 0] for images, _ in batches]) for _ in range(2))
    assert not np.array_equal(first, second)


@pytest.mark.parametrize("batches", [training_batches([(numbered(9, 1), 3)], None, seed=0),
                                     validation_batches(numbered(9, 1))])
def test_batches_are_made_without_autotuning(batches):
    assert batches.options().autotune.enabled is False


def test_a_strength_variable_is_read_for_each_batch(mnist):
    digits = digit_examples(mnist.train_images[:10], mnist.train_labels[:10])
    strength = tf.Variable(0.0)
    batches = training_batches([(digits, 10)], Augmentation(untouched=0), 0, strength)

    def is_changed():
        [(images, _)] = batches
        return set(map(bytes, images[..., 0].numpy().astype(np.uint8))) != set(map(bytes, digits.images))

    assert not is_changed()
    strength.assign(0.5)
    assert is_changed()
