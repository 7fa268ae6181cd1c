"""The browser's arithmetic against TensorFlow's, and that what the close-up shows adds up."""
from __future__ import annotations

from decimal import Decimal

import keras
import numpy as np
import pytest
from keras import layers

from model import Recognizer
from model.anatomy import anatomy
from model.compiled import Compiled
from model.files import SAVED
from model.network import load_network
from model.recognizer import as_maps
from page.message import anatomy_message

EXPLAIN = """async ([message, image, picks]) => {
  const { Values, explain } = await import("/scripts/network.js");
  const { floats } = await import("/scripts/reading.js");
  const unpacked = message.layers.map((layer) => ({ ...layer, ...Object.fromEntries(
    Object.entries(layer.weights).map(([name, values]) => [name, floats(values)])) }));
  const values = new Values(unpacked, Uint8Array.from(image));
  return picks.map(([index, row, column, channel]) => explain(values, index, { row, column, channel }));
}"""
FIELDS = """async ([message, picks]) => {
  const { fieldOnImage } = await import("/scripts/network.js");
  return picks.map(([index, row, column]) => fieldOnImage(message.layers, index, { row, column }));
}"""


def odd_network():
    """One of each layer the page knows, with strides, uneven padding and activations of their own."""
    image = keras.Input((28, 28))
    values = layers.Reshape((28, 28, 1))(image)
    values = layers.Conv2D(5, 4, strides=2, padding="same", activation="relu", bias_initializer="ones")(values)
    values = layers.BatchNormalization(beta_initializer="ones")(values)
    values = layers.AveragePooling2D(3, strides=2, padding="same")(values)
    values = layers.Conv2D(6, (2, 3), use_bias=False)(values)
    values = layers.MaxPooling2D(2, strides=1, padding="same")(values)
    values = layers.Flatten()(values)
    values = layers.Dense(12, activation="relu")(values)
    return keras.Model(image, layers.Dense(10, activation="softmax")(values), name="odd")


@pytest.fixture(scope="module", params=["best", "lesson", "odd"])
def network(request):
    keras.utils.set_random_seed(1)
    return odd_network() if request.param == "odd" else load_network(SAVED / f"{request.param}.keras")


def some_places(parts, count, seed=0):
    """(layer, row, column, channel) of random pixels of every layer."""
    rng = np.random.default_rng(seed)
    return [(index, *(int(rng.integers(size)) for size in part.output))
            for index, part in enumerate(parts) for _ in range(count)]


def test_every_layers_values_are_tensorflows(page, network, mnist):
    parts = anatomy(network)
    image = mnist.test_images[7]
    activations = list(Recognizer(network).read(image).activations.values())
    seen = Recognizer(network).read(image).image
    picks = some_places(parts, 12)
    found = page.evaluate(EXPLAIN, [anatomy_message(parts, None), seen.ravel().tolist(), picks])
    for (index, *place), explanation in zip(picks, found, strict=True):
        expected = activations[index][tuple(place)]
        assert explanation["value"] == pytest.approx(expected, rel=2e-4, abs=2e-4), (parts[index].name, place)
        if "terms" in explanation and "bias" in explanation:
            whole = sum(term["sum"] for term in explanation["terms"]) + explanation["bias"]
            assert explanation["before"] == pytest.approx(whole, abs=1e-9)


def test_what_a_pixel_sees_is_what_changes_it(page, network):
    """A pixel's value changes with the image inside its field, and with nothing outside it."""
    parts = anatomy(network)
    flat = next(i for i, part in enumerate(parts) if part.output[0] == 1)
    picks = some_places(parts[:flat], 3, seed=2)
    fields = page.evaluate(FIELDS, [anatomy_message(parts, None), [pick[:3] for pick in picks]])
    rng = np.random.default_rng(3)
    compiled = Compiled(network)
    plain, noise = (rng.integers(0, 256, (28, 28)).astype(np.uint8) for _ in range(2))
    for (index, *place), box in zip(picks, fields, strict=True):
        inside = np.zeros((28, 28), bool)
        inside[box["top"]:box["top"] + box["height"], box["left"]:box["left"] + box["width"]] = True
        values = [look(compiled, np.where(mask, noise, plain), index)[tuple(place)] for mask in (False, ~inside)]
        assert values[0] == pytest.approx(values[1], abs=1e-5), (parts[index].name, place, box)


def look(compiled, image, index):
    """The output of a layer for an image, as it is."""
    name = compiled.layers[index]
    return as_maps(compiled.look_at(image, [name])[2][name])


@pytest.mark.parametrize("seed", range(5))
def test_rounded_terms_add_up_to_the_rounded_sum(page, seed):
    terms = np.random.default_rng(seed).normal(0, 10.0 ** (seed - 3), 60).tolist()
    found = page.evaluate('async (terms) => (await import("/scripts/network.js")).addingUp(terms, 3)', terms)
    assert sum(map(Decimal, found["terms"])) == Decimal(found["total"])
    assert float(found["total"]) == pytest.approx(sum(terms), abs=0.0005001)
    for shown, term in zip(found["terms"], terms, strict=True):
        assert float(shown) == pytest.approx(term, abs=0.001)
