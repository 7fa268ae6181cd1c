"""The Why tab: what the network looked at, what speaks for one digit and not another, and where the drawing lives."""
from __future__ import annotations

from typing import Any

from model.drawings.drawing import DrawingError
from page.networks.reader import Readers
from page.parts.message import Message, atlas_message, why_message
from page.parts.part import Part


def build_why(readers: Readers) -> None:
    """The maps of the evidence, and the atlas with the drawing on it."""
    def why(question: Any) -> Message:
        """The message of the evidence in a drawing, or `{"error": sentence}`.

        `question` is a drawing as the pad sends it, with `digit` (None for the likeliest) and `other` (None for none).
        """
        question = question if isinstance(question, dict) else {}
        reader = readers.chosen(question.get("network"))
        try:
            reading = reader.read(question, [])
        except DrawingError as error:
            return {"error": str(error)}
        digit = as_digit(question.get("digit"), reading.digit or 0)
        other = as_digit(question.get("other"), None)
        return why_message(reader.explainer, reading.image, digit, None if other == digit else other)

    def atlas(name: Any = None) -> Message:
        """The map of digits of a network, by its name; empty if it has none."""
        found = readers.chosen(name).atlas
        return atlas_message(found) if found else {}

    Part("why/why", server_functions=[why])
    Part("why/atlas", server_functions=[atlas])


def as_digit(value: Any, default: int | None) -> int | None:
    """A digit as it came over the wire; the default if it is none."""
    return value if type(value) is int and 0 <= value <= 9 else default
