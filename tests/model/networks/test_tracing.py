from __future__ import annotations

from itertools import pairwise

import keras
import numpy as np
import tensorflow as tf

from model.networks.layers import answer_layers, build_network
from model.networks.loading import load_network
from model.networks.tracing import copy_of, trace


def small_network():
    return build_network([keras.layers.Conv2D(2, 3, name="conv"), keras.layers.ReLU(name="relu"),
                          keras.layers.Flatten(name="flatten"), *answer_layers()], "small")


def test_a_trace_has_every_layer_call_in_order_each_with_the_output_of_the_one_before():
    _, calls = trace(small_network())
    assert [call.layer.name for call in calls] == ["rescaling", "conv", "relu", "flatten", "logits", "probabilities"]
    assert all(call.inputs[0] is before.output for before, call in pairwise(calls))


def test_the_layers_of_a_network_from_a_file_have_gradients_through_its_trace(tmp_path):
    small_network().save(tmp_path / "small.keras")
    twin, calls = trace(load_network(tmp_path / "small.keras"))
    maps = next(call.output for call in calls if call.layer.name == "relu")
    model = keras.Model(twin.inputs, [maps, twin.outputs[0]])
    with tf.GradientTape() as tape:
        values, probabilities = model([tf.fill((1, 28, 28, 1), 255.0)])
        score = probabilities[:, 0]
    assert tape.gradient(score, values) is not None


def test_training_a_copy_leaves_the_original_alone():
    network = small_network()
    copy = copy_of(network)
    copy.get_layer("logits").bias.assign(np.ones(10))
    assert not network.get_layer("logits").bias.numpy().any()
