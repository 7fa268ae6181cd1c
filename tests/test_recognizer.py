from __future__ import annotations

import keras
import numpy as np
import pytest

from model import Recognizer
from model.inspection import first_layer
from model.network import NetworkError, build_network

SEVEN = {"strokes": [[300, 200, 700, 200, 450, 800]]}


def slow_convolution(image, kernel, bias):
    """A valid convolution, pixel by pixel."""
    size = kernel.shape[0]
    rows, columns = image.shape[0] - size + 1, image.shape[1] - size + 1
    result = np.zeros((rows, columns))
    for row in range(rows):
        for column in range(columns):
            result[row, column] = (image[row:row + size, column:column + size] * kernel).sum() + bias
    return result


def test_a_seven_of_strokes_is_read_as_seven(recognizer):
    reading = recognizer.read(SEVEN)
    assert (reading.state, reading.digit) == ("digit", 7)
    assert reading.probabilities.dtype == np.float32 and reading.probabilities.sum() == pytest.approx(1, abs=1e-5)


def test_the_first_layers_maps_are_those_of_a_convolution_done_by_hand(recognizer):
    reading = recognizer.read(SEVEN)
    first = first_layer(recognizer.network)
    for filter_, (kernel, bias) in enumerate(zip(first.kernels, first.bias, strict=True)):
        expected = slow_convolution(reading.image / 255, kernel, bias)
        np.testing.assert_allclose(reading.activations[first.name][..., filter_], expected, atol=1e-5)
        np.testing.assert_allclose(reading.activations[first.shown][..., filter_], np.maximum(expected, 0), atol=1e-5)


def test_every_layers_activations_are_keras_own(recognizer):
    reading = recognizer.read(SEVEN)
    values = reading.image[None, ..., None].astype(np.float32)
    for layer in recognizer.network.layers:
        values = layer(values, training=False) if isinstance(layer, keras.layers.Dropout) else layer(values)
        np.testing.assert_allclose(reading.activations[layer.name].ravel(), np.ravel(values), atol=1e-4)


def test_only_the_layers_asked_for_are_given_and_alike(recognizer):
    some, all_ = recognizer.read(SEVEN, ["relu_1"]), recognizer.read(SEVEN)
    assert list(some.activations) == ["relu_1"]
    np.testing.assert_allclose(some.activations["relu_1"], all_.activations["relu_1"], atol=1e-5)
    np.testing.assert_allclose(some.probabilities, all_.probabilities, atol=1e-5)


@pytest.mark.parametrize("drawing", [{"strokes": []}, {"strokes": [[500, 500]]}, np.zeros((280, 280), np.uint8)])
def test_a_blank_drawing_has_no_digit_and_even_probabilities(recognizer, drawing):
    reading = recognizer.read(drawing)
    assert (reading.state, reading.digit) == ("blank", None)
    np.testing.assert_allclose(reading.probabilities, 0.1)


def test_probabilities_of_many_images_are_those_of_each(recognizer, mnist):
    images = mnist.test_images[:300]
    together = recognizer.probabilities(images)
    np.testing.assert_allclose(together[270:272], recognizer.network.predict(images[270:272, ..., None], verbose=0),
                               atol=1e-5)


def test_probabilities_of_no_images_are_none(recognizer):
    assert recognizer.probabilities(np.zeros((0, 28, 28), np.uint8)).shape == (0, 10)


def test_images_of_another_form_are_refused(recognizer):
    with pytest.raises(ValueError, match="uint8"):
        recognizer.probabilities(np.zeros((1, 28, 28)))


def test_a_network_without_softmax_is_refused():
    with pytest.raises(NetworkError, match="softmax"):
        Recognizer(build_network([keras.layers.Flatten(), keras.layers.Dense(10, bias_initializer="ones")], "scores"))
