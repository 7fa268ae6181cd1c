from __future__ import annotations

import keras
import numpy as np
import pytest
from keras import layers

from model.inside.receptive_fields import centers, enlargement, interpolation
from model.networks.layers import answer_layers, build_network
from model.networks.tracing import trace


def test_the_first_receptive_field_is_centered_as_worked_out_by_hand():
    network = build_network([layers.Conv2D(2, 3), layers.MaxPooling2D(2), layers.Conv2D(2, 5, padding="same"),
                             layers.GlobalAveragePooling2D(), *answer_layers()], "small")
    # The windows below the first pixel of the pooling are centered on 1 and 2; the next pixel's are two further on.
    assert centers(trace(network)[1], axis=0) == (1.5, 2)


def test_with_padding_the_first_receptive_field_begins_before_the_image():
    network = build_network([layers.Conv2D(2, 4, padding="same", strides=2), layers.GlobalAveragePooling2D(),
                             *answer_layers()], "padded")
    # 14 windows of 4 with stride 2 cover 30 pixels, one of them before the image: the first window covers -1 to 2.
    assert centers(trace(network)[1], axis=1) == (0.5, 2)


def test_interpolation_is_linear_between_centers_and_constant_beyond_them():
    matrix = interpolation(2, start=10.0, distance=4.0)
    values = matrix @ np.array([0.0, 8.0])
    assert values[[0, 10, 11, 12, 14, 27]].tolist() == [0, 0, 2, 4, 8, 8]


@pytest.mark.parametrize("unknown", [[layers.ZeroPadding2D(2), layers.Conv2D(1, 5)], [layers.Cropping2D(2)],
                                     [layers.Conv2D(1, 3, padding="same", dilation_rate=2)]])
def test_a_map_whose_receptive_fields_are_not_known_is_spread_evenly_over_the_image(unknown):
    network = build_network([*unknown, layers.GlobalAveragePooling2D(), *answer_layers()], "odd")
    _, calls = trace(network)
    maps = next(call.output for call in calls if call.layer is unknown[-1])
    size = maps.shape[1]
    assert enlargement(calls, maps)[0].tolist() == interpolation(size, 28 / size / 2 - 0.5, 28 / size).tolist()


def test_the_map_of_a_network_that_branches_is_spread_evenly_over_the_image():
    image = keras.Input((28, 28, 1))
    halves = [layers.MaxPooling2D(2)(image), layers.Conv2D(1, 2, strides=2)(image)]
    maps = layers.Concatenate(name="joined")(halves)
    network = keras.Model(image, layers.Dense(10, "softmax")(layers.Flatten()(maps)))
    _, calls = trace(network)
    left, right = enlargement(calls, next(call.output for call in calls if call.layer.name == "joined"))
    # Spread over 28 pixels, the first of 14 covers pixels 0 and 1, so its center is 0.5.
    assert left.tolist() == interpolation(14, 0.5, 2.0).tolist() == right.T.tolist()
