"""The Lesson tab: what a convolutional network is, in ten short steps, each with a thing to touch."""
from __future__ import annotations

from typing import Any

from model.digits.mnist import TRAIN_COUNT, MnistError
from model.networks.files import SAVED, load_record
from page.networks.digits import all_digits
from page.networks.reader import Readers
from page.parts.assets import read_asset
from page.parts.message import Message, anatomy_message, encoded
from page.parts.part import Part

LESSON = "lesson"  # the network the lesson is about, whatever network reads
# Each is `assets/templates/lesson/<name>.html` with its script `assets/scripts/lesson/<name>.js`.
LOST = "The lesson's network can't be loaded here."
NO_DIGITS = "MNIST can't be loaded on this server."
STEPS = ("numbers", "scaling", "convolution", "size", "relu", "pooling", "dense", "dropout", "softmax", "learning")
CURVES = ("loss", "accuracy", "val_loss", "val_accuracy")  # of a record's history, one number for each epoch


def build_lesson(readers: Readers) -> None:
    """Ten steps, each with a thing to touch."""
    def network(_: Any = None) -> Message:
        """The message of the lesson's network taken apart."""
        try:
            lesson = readers.found(LESSON)
            return anatomy_message(lesson.layers, None) if lesson else anatomy_message([], LOST)
        except Exception:  # a file can be wrong in any way; what it is in is nobody's business
            return anatomy_message([], LOST)

    steps = [{"number": number, "name": name, "html": read_asset(f"templates/lesson/{name}.html")}
             for number, name in enumerate(STEPS, start=1)]
    Part("lesson/lesson", steps=steps, server_functions=[sample, network, learning])


def sample(index: Any = None) -> Message:
    """A training digit of MNIST by its number: its label and its 784 bytes; or `{"error": sentence}`."""
    if type(index) is not int or not 0 <= index < TRAIN_COUNT:
        return {"error": f"MNIST training digits are numbered 0 to {TRAIN_COUNT - 1:,}."}
    try:
        mnist = all_digits()
    except MnistError:
        return {"error": NO_DIGITS}
    return {"index": index, "label": int(mnist.train_labels[index]), "values": encoded(mnist.train_images[index])}


def learning(_: Any = None) -> Message:
    """How the lesson's network learned, from its record; empty if there is none."""
    record = load_record(SAVED / f"{LESSON}.keras")
    if not record:
        return {}
    return {**{name: record["history"][name] for name in CURVES},
            "testAccuracy": record["test_accuracy"], "testCount": record["test_count"]}
