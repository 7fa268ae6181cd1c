"""The Layers tab's server: the number of a filter among those of all convolutions."""
from __future__ import annotations

import pytest

from model.networks.anatomy import anatomy
from page.tabs.layers import filter_place


def test_a_filters_place_counts_the_filters_of_the_convolutions_before_it(recognizer):
    layers = anatomy(recognizer.network)
    first = next(layer for layer in layers if layer.kind == "convolution")
    assert filter_place(layers, "conv_1", 3) == 3
    assert filter_place(layers, "conv_2", 3) == first.output[2] + 3


@pytest.mark.parametrize(("layer", "channel"), [("relu_1", 0), ("conv_1", 16), ("conv_1", -1), ("conv_1", "0")])
def test_a_filter_that_does_not_exist_has_no_place(recognizer, layer, channel):
    assert filter_place(anatomy(recognizer.network), layer, channel) is None
