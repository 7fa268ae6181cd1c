"""The Layers tab: every layer of the network at work, and the arithmetic behind each value."""
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from page.networks.reader import Readers
from page.parts.message import Message, anatomy_message, digit_message
from page.parts.part import Part

if TYPE_CHECKING:
    from model.inside.anatomy import Anatomy

NO_CHAIN = "This network's layers do not form a chain, so they can't be shown one by one."


def build_layers(readers: Readers) -> None:
    """All layers in order, and beside them the close-up of the pixel under the pointer."""
    def anatomy(name: Any = None) -> Message:
        """The message of a network taken apart, by its name."""
        layers = readers.chosen(name).layers
        return anatomy_message(layers, None if layers else NO_CHAIN)

    def exciting(filter_: Any) -> list[Message]:
        """The training digits that excite a filter most, the most exciting first; none if they are not known.

        `filter_` has the names of the `network` and of the `layer`, and the filter's place in it, `channel`.
        """
        filter_ = filter_ if isinstance(filter_, dict) else {}
        reader = readers.chosen(filter_.get("network"))
        place = filter_place(reader.layers, filter_.get("layer"), filter_.get("channel"))
        if reader.atlas is None or place is None:
            return []
        return [{**digit_message(reader.atlas, index), "row": int(row), "column": int(column)}
                for index, row, column in reader.atlas.exciting[place] if index >= 0]

    Part("layers/layers", server_functions=[anatomy])
    Part("layers/arithmetic", server_functions=[exciting])


def filter_place(layers: list[Anatomy], layer: Any, channel: Any) -> int | None:
    """Which of all convolutions' filters a layer's is; None if there is no such filter."""
    before = 0
    for part in layers:
        if part.kind != "convolution":
            continue
        if part.name == layer:
            return before + channel if type(channel) is int and 0 <= channel < part.output[2] else None
        before += part.output[2]
    return None
