"""The Why tab: the evidence for one digit and against another, and the drawing on the map of digits."""
from __future__ import annotations

from typing import Any

from model.drawings.drawing import DrawingError
from page.networks.networks import Networks
from page.parts.message import Message, atlas_message, place_message, why_message
from page.parts.part import Part
from page.parts.wire import as_digit, as_object


def build_why(networks: Networks) -> None:
    """The maps of the evidence, and the map of digits with the drawing on it."""
    def why(question: Any) -> Message:
        """The message of the evidence in a drawing, or `{"error": sentence}`.

        `question` is a drawing as the pad sends it, with `digit` (None: the most likely) and `other` (None: no other).
        """
        question = as_object(question)
        network = networks.find_or_first(question.get("network"))
        try:
            reading = network.read(question, [])
        except DrawingError as error:
            return {"error": str(error)}
        digit, other = as_digit(question.get("digit")), as_digit(question.get("other"))
        if digit is None:
            digit = reading.digit or 0
        return why_message(network.explainer, reading.image, digit, None if other == digit else other)

    def atlas(name: Any = None) -> Message:
        """The map of digits of the network of this name; empty if it has none."""
        found = networks.find_or_first(name).atlas
        return atlas_message(found) if found else {}

    def place(drawing: Any) -> Message:
        """The drawing's place on the map and the training digits nearest to it; empty if it has none."""
        drawing = as_object(drawing)
        network = networks.find_or_first(drawing.get("network"))
        if network.atlas is None:
            return {}
        try:
            reading = network.read(drawing, [network.features_layer])
        except DrawingError:
            return {}
        return place_message(network.atlas, reading.activations[network.features_layer].ravel()) if reading.steps \
            else {}

    Part("why/why", server_functions=[why])
    Part("why/atlas", server_functions=[atlas, place])
