"""The Lesson tab: what a convolutional network is, in ten short steps."""
from __future__ import annotations

from page.reader import Readers


def build_lesson(readers: Readers) -> None:
    """Ten steps, each with a thing to touch."""
