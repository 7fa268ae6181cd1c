from __future__ import annotations

import keras
import numpy as np
import pytest
from keras import layers

from model.inside.receptive_fields import centers, enlargement, interpolation
from model.networks.network import answer_layers, build_network, followed


def test_a_small_map_is_laid_where_its_pixels_look():
    network = build_network([layers.Conv2D(2, 3), layers.MaxPooling2D(2), layers.Conv2D(2, 5, padding="same"),
                             layers.GlobalAveragePooling2D(), *answer_layers()], "small")
    # The first pixel of the pooling has its windows' middles at 1 and 2, the next ones lie two further on.
    assert centers(followed(network)[1], axis=0) == (1.5, 2)


def test_padding_with_zeros_begins_before_the_image():
    network = build_network([layers.Conv2D(2, 4, padding="same", strides=2), layers.GlobalAveragePooling2D(),
                             *answer_layers()], "padded")
    # 14 windows of 4 at a distance of 2 cover 30 pixels: one before the image, so the first lies on -1 to 2.
    assert centers(followed(network)[1], axis=1) == (0.5, 2)


def test_between_two_places_a_value_is_on_the_straight_line_and_beyond_the_last_it_stays():
    matrix = interpolation(2, start=10.0, apart=4.0)
    values = matrix @ np.array([0.0, 8.0])
    assert values[[0, 10, 11, 12, 14, 27]].tolist() == [0, 0, 2, 4, 8, 8]


@pytest.mark.parametrize("unknown", [[layers.ZeroPadding2D(2), layers.Conv2D(1, 5)], [layers.Cropping2D(2)],
                                     [layers.Conv2D(1, 3, padding="same", dilation_rate=2)]])
def test_a_map_behind_a_layer_whose_fields_are_not_known_is_spread_evenly_over_the_image(unknown):
    network = build_network([*unknown, layers.GlobalAveragePooling2D(), *answer_layers()], "odd")
    steps = followed(network)[1]
    maps = next(output for layer, _, output in steps if layer is unknown[-1])
    size = maps.shape[1]
    assert enlargement(steps, maps)[0].tolist() == interpolation(size, 28 / size / 2 - 0.5, 28 / size).tolist()


def test_the_map_of_a_network_that_branches_is_spread_evenly_over_the_image():
    image = keras.Input((28, 28, 1))
    halves = [layers.MaxPooling2D(2)(image), layers.Conv2D(1, 2, strides=2)(image)]
    maps = layers.Concatenate(name="joined")(halves)
    network = keras.Model(image, layers.Dense(10, "softmax")(layers.Flatten()(maps)))
    steps = followed(network)[1]
    left, right = enlargement(steps, next(output for layer, _, output in steps if layer.name == "joined"))
    # Of 14 pixels over 28 the first covers pixels 0 and 1, so that it is centered on 0.5.
    assert left.tolist() == interpolation(14, 0.5, 2.0).tolist() == right.T.tolist()
