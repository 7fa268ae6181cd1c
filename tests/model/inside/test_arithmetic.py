"""The scripts' arithmetic, run by Node, against TensorFlow's."""
from __future__ import annotations

import json
import shutil
import subprocess

import keras
import numpy as np
import pytest

from model import Recognizer
from model.networks.anatomy import anatomy
from model.networks.chain import Chain
from model.networks.compiled import Compiled
from model.networks.files import SAVED
from model.networks.loading import load_network
from model.recognizer import as_maps
from tests.support.networks import odd_network
from tests.support.project import PROJECT

pytestmark = pytest.mark.skipif(not shutil.which("node"), reason="there is no node")

EXPLAIN = """(all) => all.map(([layer, from, out, row, column, channel]) =>
  arithmetic.explain({ layer, from, out }, { row, column, channel }))"""
FIELDS = """([layers, picks]) =>
  picks.map(([index, row, column]) => arithmetic.fieldOnImage(layers, index, { row, column }))"""
SLIDES = "(all) => all.map(([input, kernel, stride, padding]) => lesson.slide({ input, kernel, stride, padding }))"
RUN = """import { text } from "node:stream/consumers";
import * as arithmetic from "./reading/arithmetic.js";
import * as lesson from "./lesson/arithmetic.js";
process.stdout.write(JSON.stringify((%s)(JSON.parse(await text(process.stdin)))));"""


def in_node(function, argument):
    """The result of a script's function; `arithmetic` is reading/arithmetic.js and `lesson` is lesson/arithmetic.js."""
    done = subprocess.run(["node", "--input-type=module", "--eval", RUN % function], input=json.dumps(argument),
                          cwd=PROJECT / "assets" / "scripts", capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module", params=["best", "lesson", "odd"])
def network(request):
    keras.utils.set_random_seed(1)
    return odd_network() if request.param == "odd" else load_network(SAVED / f"{request.param}.keras")


def random_positions(parts, count, seed=0):
    """(layer, row, column, channel) of random values of every layer."""
    rng = np.random.default_rng(seed)
    return [(index, *(int(rng.integers(size)) for size in part.output))
            for index, part in enumerate(parts) for _ in range(count)]


def test_every_value_is_explained_by_terms_that_add_up_to_tensorflows(network, mnist):
    parts = anatomy(network)
    reading = Recognizer(network).read(mnist.test_images[7])
    outputs = [reading.image[..., None], *reading.activations.values()]
    described = [part | {name: values.ravel().tolist() for name, values in layer.weights.items()}
                 for part, layer in zip(Chain("", parts).description(), parts, strict=True)]
    picks = random_positions(parts, 12)
    found = in_node(EXPLAIN, [[described[index], outputs[index].ravel().tolist(), outputs[index + 1].ravel().tolist(),
                               *place] for index, *place in picks])
    for (index, *place), explanation in zip(picks, found, strict=True):
        expected = outputs[index + 1][tuple(place)]
        assert explanation["value"] == pytest.approx(expected), (parts[index].name, place)
        if "bias" in explanation and explanation.get("activation") in ("linear", "relu"):
            whole = sum(term["sum"] for term in explanation["terms"]) + explanation["bias"]
            result = max(whole, 0) if explanation["activation"] == "relu" else whole
            assert expected == pytest.approx(result, rel=2e-4, abs=2e-4)


def test_a_value_depends_only_on_the_image_inside_its_receptive_field(network):
    parts = anatomy(network)
    flat = next(i for i, part in enumerate(parts) if part.output[0] == 1)
    picks = random_positions(parts[:flat], 3, seed=2)
    fields = in_node(FIELDS, [Chain("", parts).description(), [pick[:3] for pick in picks]])
    rng = np.random.default_rng(3)
    compiled = Compiled(network)
    plain, noise = (rng.integers(0, 256, (28, 28)).astype(np.uint8) for _ in range(2))
    for (index, *place), box in zip(picks, fields, strict=True):
        inside = np.zeros((28, 28), bool)
        inside[box["top"]:box["top"] + box["height"], box["left"]:box["left"] + box["width"]] = True
        values = [output(compiled, np.where(mask, noise, plain), index)[tuple(place)] for mask in (False, ~inside)]
        assert values[0] == pytest.approx(values[1], abs=1e-5), (parts[index].name, place, box)


def output(compiled, image, index):
    """The output of the layer with this index for an image in MNIST's form."""
    name = compiled.layers[index]
    return as_maps(compiled.forward(image[None], [name])[2][name][0])


def test_the_size_of_a_map_is_that_of_keras():
    cases = [(size, kernel, stride, padding) for size in (8, 13, 28, 32) for kernel in (1, 2, 3, 5, 7)
             for stride in (1, 2, 3, 4) for padding in ("valid", "same")]
    for (size, kernel, stride, padding), found in zip(cases, in_node(SLIDES, cases), strict=True):
        layer = keras.layers.Conv2D(1, kernel, strides=stride, padding=padding)
        assert found["output"] == layer.compute_output_shape((1, size, size, 1))[1]


def test_the_extra_zero_of_odd_padding_comes_after_the_image_as_in_keras():
    image = np.zeros((1, 28, 28, 1), np.float32)
    image[0, 0, 0, 0] = image[0, 27, 27, 0] = 1
    layer = keras.layers.Conv2D(1, 3, strides=2, padding="same", kernel_initializer="ones")
    found = np.asarray(layer(image))[0, :, :, 0]
    assert (found[0, 0], found[-1, -1]) == (1, 1)  # windows 0…2 and 26…28: padding after the image, none before it
    [slide] = in_node(SLIDES, [(28, 3, 2, "same")])
    assert (slide["before"], slide["after"]) == (0, 1)


def test_the_lessons_layer_sizes_are_those_of_the_saved_network():
    network = load_network(SAVED / "lesson.keras")
    found = in_node("(settings) => lesson.layerSizes(settings)", {"filters": 28, "kernel": 3, "units": 128})
    for layer, name in zip(found, ("conv_1", "pool_1", "flatten", "dense_1", "logits"), strict=True):
        assert layer["weights"] + layer["biases"] == network.get_layer(name).count_params()
        assert tuple(layer["output"]) == network.get_layer(name).output.shape[1:]
