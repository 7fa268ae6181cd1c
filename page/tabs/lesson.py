"""The Lesson tab: what a convolutional network is, in ten short interactive steps."""
from __future__ import annotations

from typing import Any

from model.digits.mnist import TRAIN_COUNT, MnistError
from model.exports.contents import learning_curves, lesson_steps, training_digit
from page.networks.digits import all_digits
from page.parts.message import Message
from page.parts.part import Part
from page.parts.wire import as_index

NO_DIGITS = "MNIST can't be loaded on this server."


def build_lesson() -> None:
    """The steps, and the functions that their scripts call."""
    Part("lesson/lesson", steps=lesson_steps(), server_functions=[sample, learning])


def sample(index: Any = None) -> Message:
    """The training digit of MNIST with this number: its label and its 784 bytes; or `{"error": sentence}`."""
    if as_index(index, TRAIN_COUNT) is None:
        return {"error": f"MNIST training digits are numbered 0 to {TRAIN_COUNT - 1:,}."}
    try:
        return training_digit(all_digits(), index)
    except MnistError:
        return {"error": NO_DIGITS}


def learning(_: Any = None) -> Message:
    """The learning curves of the lesson's network, from its record; empty if there is none."""
    return learning_curves()
