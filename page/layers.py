"""The Layers tab: every layer of the network at work, and the arithmetic behind each value."""
from __future__ import annotations

from typing import Any

from page.message import Message, anatomy_message
from page.part import Part
from page.reader import Readers

NO_CHAIN = "The layers of this network do not follow one another in a chain, so they can't be shown one by one."


def build_layers(readers: Readers) -> None:
    """All layers in order, and beside them the close-up of the pixel under the pointer."""
    def anatomy(name: Any = None) -> Message:
        """The message of a network taken apart, by its name."""
        layers = readers.chosen(name).layers
        return anatomy_message(layers, None if layers else NO_CHAIN)

    Part("layers", server_functions=[anatomy])
    Part("arithmetic")
