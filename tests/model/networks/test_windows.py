"""The window arithmetic of convolution and pooling, compared with Keras and with formulas worked out by hand."""
from __future__ import annotations

import keras
import numpy as np
import pytest

from model.networks.windows import output_size, padding_sizes, size_formula

CASES = [(size, window, stride, padding) for size in (8, 13, 28) for window in (1, 2, 3, 5, 7)
         for stride in (1, 2, 4, 8) for padding in ("valid", "same")]


@pytest.mark.parametrize("padding", ["valid", "same"])
def test_the_output_size_is_that_of_keras(padding):
    for size, window, stride, _ in (case for case in CASES if case[3] == padding):
        layer = keras.layers.Conv2D(1, window, strides=stride, padding=padding)
        assert output_size(size, window, stride, padding) == layer.compute_output_shape((1, size, size, 1))[1]


def test_the_formula_with_its_numbers_evaluates_to_the_output_size():
    for case in CASES:
        left, right = size_formula(*case[:3], *padding_sizes(*case)).split(" = ")
        for symbol, python in (("⌊", "("), (" / ", " // "), ("⌋", ")"), ("−", "-"), ("·", "*")):
            left = left.replace(symbol, python)
        assert eval(left) == int(right) == output_size(*case), case


def test_the_extra_zero_of_odd_padding_comes_after_the_input_as_in_keras():
    image = np.zeros((1, 4, 4, 1), np.float32)
    image[0, 0, 0, 0] = 1
    layer = keras.layers.Conv2D(1, 2, padding="same", kernel_initializer="ones")
    # The first window begins on the first pixel, so nothing was put before it.
    assert np.asarray(layer(image))[0, :, :, 0].tolist() == [[1, 0, 0, 0]] + 3 * [[0] * 4]
    assert padding_sizes(4, 2, 1, "same") == (0, 1)


@pytest.mark.parametrize(("numbers", "formula"), [
    ((28, 3, 1, 0, 0), "⌊(28 + 2·0 − 3) / 1⌋ + 1 = 26"), ((28, 5, 1, 2, 2), "⌊(28 + 2·2 − 5) / 1⌋ + 1 = 28"),
    ((28, 3, 2, 0, 0), "⌊(28 + 2·0 − 3) / 2⌋ + 1 = 13")])
def test_equal_padding_is_written_as_twice_the_zeros_on_one_side(numbers, formula):
    assert size_formula(*numbers) == formula


def test_unequal_padding_is_written_as_the_sum_of_both_sides():
    assert size_formula(28, 3, 2, 0, 1) == "⌊(28 + 1 − 3) / 2⌋ + 1 = 14"
