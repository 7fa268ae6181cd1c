"""What fills the page's templates and scripts besides networks, whether a server or a single file has it."""
from __future__ import annotations

from pathlib import Path
from typing import Any

from model.digits.mnist import Mnist
from model.exports.assets import ASSETS, asset_url, read_asset
from model.exports.browser import encoded
from model.networks.files import SAVED, load_record

LESSON = "lesson"  # the network that the lesson is about, whichever network is chosen
# Each has a template, `assets/templates/lesson/<name>.html`, and a script, `assets/scripts/lesson/<name>.js`.
STEPS = ("numbers", "scaling", "convolution", "size", "relu", "pooling", "dense", "dropout", "softmax", "learning")
CURVES = ("loss", "accuracy", "val_loss", "val_accuracy")  # in a record's history, one number per epoch


def example_digits() -> list[dict[str, str]]:
    """Digits of MNIST to try: `source`, a data URL, and `title`. Files are named digit-part-position.png."""
    def example(path: Path) -> dict[str, str]:
        digit, part, position = path.stem.split("-")
        return {"source": asset_url(path.relative_to(ASSETS).as_posix()), "title":
                f"Digit {digit} from MNIST ({'training' if part == 'train' else part} digit no. {position})"}

    return [example(path) for path in sorted((ASSETS / "examples").glob("*.png"))]


def lesson_steps() -> list[dict[str, Any]]:
    """The lesson's steps: number, name and HTML."""
    return [{"number": number, "name": name, "html": read_asset(f"templates/lesson/{name}.html")}
            for number, name in enumerate(STEPS, start=1)]


def training_digit(mnist: Mnist, index: int) -> dict[str, Any]:
    """The training digit with this number: its label and its 784 bytes."""
    return {"index": index, "label": int(mnist.train_labels[index]), "values": encoded(mnist.train_images[index])}


def learning_curves() -> dict[str, Any]:
    """The learning curves of the lesson's network, from its record; empty if there is none."""
    record = load_record(SAVED / f"{LESSON}.keras")
    if not record:
        return {}
    return {**{name: record["history"][name] for name in CURVES},
            "testAccuracy": record["test_accuracy"], "testCount": record["test_count"]}
