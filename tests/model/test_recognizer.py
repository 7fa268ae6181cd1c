from __future__ import annotations

import keras
import numpy as np
import pytest

from model import Recognizer
from model.networks.files import NetworkError
from model.networks.first_layer import first_layer
from model.networks.network import answer_layers, build_network
from tests.support.drawings import FORTY_TWO, SEVEN


def circle(x, y, radius):
    angles = np.linspace(0, 2 * np.pi, 40)
    return np.stack([x + radius * np.sin(angles), y - radius * np.cos(angles)], axis=1).ravel().tolist()


NO_DIGITS = {
    "face": [circle(500, 500, 350), circle(380, 400, 40), circle(620, 400, 40), [350, 620, 500, 700, 650, 620]],
    "house": [[250, 900, 250, 450, 500, 200, 750, 450, 750, 900, 250, 900], [250, 450, 750, 450],
              [430, 900, 430, 650, 560, 650, 560, 900]],
    "scribble": [np.random.default_rng(0).uniform(0, 1000, 200).tolist()],
    "hatching": [[x, 100, x + 30, 900] for x in range(100, 900, 70)],
    "the letter W": [[100, 200, 300, 800, 500, 350, 700, 800, 900, 200]],
    "star": [[500, 100, 620, 850, 100, 380, 900, 380, 380, 850, 500, 100]],
}


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


@pytest.mark.parametrize("what", NO_DIGITS)
def test_what_is_no_digit_is_refused(recognizer, what):
    reading = recognizer.read({"strokes": NO_DIGITS[what]}, [])
    assert (reading.state, reading.doubt) == ("unsure", "no digit")


def test_a_childs_wobbly_eight_is_not_refused(recognizer):
    angles = np.linspace(0, 2 * np.pi, 60)
    wobble = 12 * np.sin(17 * angles)
    eight = np.stack([500 + 190 * np.sin(2 * angles) + wobble, 500 - 300 * np.cos(angles) - wobble], axis=1)
    reading = recognizer.read({"strokes": [eight.ravel().tolist()]}, [])
    assert (reading.state, reading.digit, reading.doubt) == ("digit", 8, None)


def test_two_digits_are_told_apart_instead_of_guessed_at(recognizer):
    reading = recognizer.read(FORTY_TWO, [])
    assert (reading.state, reading.doubt, reading.digits) == ("unsure", "several digits", (4, 2))


def test_no_doubt_is_of_an_energy_where_the_network_has_not_learned_to_tell(recognizer):
    alone = Recognizer(recognizer.network)
    assert alone.read({"strokes": NO_DIGITS["scribble"]}, []).doubt in (None, "two alike")


def test_two_alike_are_a_doubt_though_the_energy_is_high():
    network = build_network([keras.layers.Flatten(), *answer_layers()], "tie")
    network.get_layer("logits").set_weights([np.zeros((784, 10)), np.array([9.0, 9, 9] + [0] * 7)])
    reading = Recognizer(network, least_energy=5.0).read(SEVEN, [])
    assert (reading.state, reading.doubt) == ("unsure", "two alike")


BLANK = {"nothing": {"strokes": []}, "one dot": {"strokes": [[500, 500]]},
         "a black photo": np.zeros((280, 280), np.uint8), "a white photo": np.full((280, 280), 255, np.uint8)}


@pytest.mark.parametrize("drawing", BLANK.values(), ids=BLANK)
def test_a_blank_drawing_has_no_digit_and_even_probabilities(recognizer, drawing):
    reading = recognizer.read(drawing)
    assert (reading.state, reading.digit) == ("blank", None)
    np.testing.assert_allclose(reading.probabilities, 0.1)


def test_probabilities_of_many_images_are_those_of_each(recognizer, mnist):
    images = mnist.test_images[:700]
    some = [0, 249, 250, 499, 500, 699]  # the ends of three batches, two of which are computed at a time
    alone = recognizer.network.predict(images[some][..., None], verbose=0)
    np.testing.assert_allclose(recognizer.probabilities(images)[some], alone, atol=1e-5)


def test_probabilities_of_no_images_are_none(recognizer):
    assert recognizer.probabilities(np.zeros((0, 28, 28), np.uint8)).shape == (0, 10)


def test_images_of_another_form_are_refused(recognizer):
    with pytest.raises(ValueError, match="uint8"):
        recognizer.probabilities(np.zeros((1, 28, 28)))


def test_a_network_without_softmax_is_refused():
    with pytest.raises(NetworkError, match="softmax"):
        Recognizer(build_network([keras.layers.Flatten(), keras.layers.Dense(10, bias_initializer="ones")], "scores"))
