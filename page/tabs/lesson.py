"""The Lesson tab: what a convolutional network is, in ten short interactive steps."""
from __future__ import annotations

from typing import Any

from model.digits.mnist import TRAIN_COUNT, MnistError
from model.networks.files import SAVED, load_record
from page.networks.digits import all_digits
from page.parts.assets import read_asset
from page.parts.message import Message, encoded
from page.parts.part import Part
from page.parts.wire import as_index

LESSON = "lesson"  # the network that the lesson is about, whichever network is chosen
NO_DIGITS = "MNIST can't be loaded on this server."
# Each has a template, `assets/templates/lesson/<name>.html`, and a script, `assets/scripts/lesson/<name>.js`.
STEPS = ("numbers", "scaling", "convolution", "size", "relu", "pooling", "dense", "dropout", "softmax", "learning")
CURVES = ("loss", "accuracy", "val_loss", "val_accuracy")  # in a record's history, one number per epoch


def build_lesson() -> None:
    """The steps, and the functions that their scripts call."""
    steps = [{"number": number, "name": name, "html": read_asset(f"templates/lesson/{name}.html")}
             for number, name in enumerate(STEPS, start=1)]
    Part("lesson/lesson", steps=steps, server_functions=[sample, learning])


def sample(index: Any = None) -> Message:
    """The training digit of MNIST with this number: its label and its 784 bytes; or `{"error": sentence}`."""
    if as_index(index, TRAIN_COUNT) is None:
        return {"error": f"MNIST training digits are numbered 0 to {TRAIN_COUNT - 1:,}."}
    try:
        mnist = all_digits()
    except MnistError:
        return {"error": NO_DIGITS}
    return {"index": index, "label": int(mnist.train_labels[index]), "values": encoded(mnist.train_images[index])}


def learning(_: Any = None) -> Message:
    """The learning curves of the lesson's network, from its record; empty if there is none."""
    record = load_record(SAVED / f"{LESSON}.keras")
    if not record:
        return {}
    return {**{name: record["history"][name] for name in CURVES},
            "testAccuracy": record["test_accuracy"], "testCount": record["test_count"]}
