"""The Layers tab: every layer's values for the drawing, and the arithmetic behind each of them."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from model.networks.chain import Anatomy
from page.networks.networks import Networks
from page.parts.message import Message, digit_message
from page.parts.part import Part
from page.parts.wire import as_object


def build_layers(networks: Networks) -> None:
    """All layers in order, and next to them the arithmetic of the value under the pointer."""
    def exciting(filter_: Any) -> list[Message]:
        """The training digits that activate a filter most, strongest first; none if they are not known.

        `filter_` has the names of the `network` and the `layer`, and the number of the `channel`.
        """
        filter_ = as_object(filter_)
        network = networks.find_or_first(filter_.get("network"))
        place = filter_place(network.layers, filter_.get("layer"), filter_.get("channel"))
        if network.atlas is None or place is None:
            return []
        return [{**digit_message(network.atlas, index), "row": int(row), "column": int(column)}
                for index, row, column in network.atlas.exciting[place] if index >= 0]

    Part("layers/layers")
    Part("layers/arithmetic", server_functions=[exciting])


def filter_place(layers: Sequence[Anatomy], layer: Any, channel: Any) -> int | None:
    """A filter's number among the filters of all convolutions; None if there is no such filter."""
    filters = [(part.name, number) for part in layers if part.kind == "convolution"
               for number in range(part.output[2])]
    return filters.index((layer, channel)) if type(channel) is int and (layer, channel) in filters else None
