"""Messages: quantized maps, and readings."""
from __future__ import annotations

import base64

import numpy as np

from model.networks.anatomy import anatomy
from model.networks.first_layer import first_layer
from page.parts.message import maps_message, quantized, reading_message
from tests.support.drawings import SEVEN


def decoded(packed, kind=np.uint8):
    return np.frombuffer(base64.b64decode(packed["values"]), kind).reshape(packed["shape"])


def test_a_messages_maps_are_the_activations_within_half_a_step():
    maps = np.random.default_rng(0).normal(size=(5, 4, 3)).astype(np.float32)
    message = maps_message("relu_1", maps)
    got = decoded(message) * message["high"] / 255
    np.testing.assert_allclose(got, np.maximum(maps, 0), atol=message["high"] / 510 + 1e-6)


def test_signed_values_are_quantized_about_zero():
    values = np.array([-2.0, -1.0, 0.0, 0.5, 1.0])
    message = quantized(values, is_signed=True)
    levels = np.frombuffer(base64.b64decode(message["values"]), np.uint8)
    assert levels[2] == 127
    np.testing.assert_allclose((levels.astype(float) - 127) * message["high"] / 127, values, atol=1 / 127)


def test_a_message_has_the_values_of_all_layers_by_name(recognizer):
    layers = anatomy(recognizer.network)
    message = reading_message(recognizer.read(SEVEN), first_layer(recognizer.network), layers)
    for layer in layers:
        assert len(base64.b64decode(message["layers"][layer.name]["values"])) == np.prod(layer.output)


def test_a_messages_image_is_the_readings(recognizer):
    reading = recognizer.read(SEVEN)
    message = reading_message(reading, first_layer(recognizer.network))
    np.testing.assert_array_equal(decoded(message["image"]), reading.image)
    assert (message["state"], message["digit"]) == ("digit", 7)
