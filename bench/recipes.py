"""Training time of the recipes compared with the Keras documentation's network, and speed of reading many images.

    python bench/recipes.py     # five minutes on two slow cores

The documentation's "Simple MNIST convnet" is trained as documented (batches of 128, Adam) until it reads 99 % of the
test digits after an epoch; evaluating it is not timed.

Source: F. Chollet, "Simple MNIST convnet", keras.io, 2015.
"""
from __future__ import annotations

import tempfile
from pathlib import Path
from time import perf_counter

import numpy as np

from bench.common.report import RESULTS, Report, Row, command_parser
from model.digits.mnist import Mnist, load_mnist
from model.learning.settings import RECIPES
from model.learning.training import train
from model.recognizer import Recognizer

# isort: split
import keras  # after the project's own files, which set TensorFlow up
from keras import layers

WANTED = 0.99  # of the test digits read right
MOST_EPOCHS = 16
ROUNDS = 8


def by_documentation(mnist: Mnist) -> tuple[int, float, float]:
    """Epochs, seconds in `fit` and test accuracy of the documentation's network."""
    keras.utils.set_random_seed(0)
    network = keras.Sequential([
        keras.Input((28, 28, 1)), layers.Conv2D(32, 3, activation="relu"), layers.MaxPooling2D(2),
        layers.Conv2D(64, 3, activation="relu"), layers.MaxPooling2D(2), layers.Flatten(), layers.Dropout(0.5),
        layers.Dense(10, activation="softmax")])
    network.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    images, tests = (digits[..., None].astype(np.float32) / 255 for digits in (mnist.train_images, mnist.test_images))
    epochs, seconds, accuracy = 0, 0.0, 0.0
    while epochs < MOST_EPOCHS and accuracy < WANTED:
        start = perf_counter()
        network.fit(images, mnist.train_labels, batch_size=128, epochs=1, validation_split=0.1, verbose=0)
        seconds += perf_counter() - start
        accuracy = (network.predict(tests, batch_size=500, verbose=0).argmax(axis=1) == mnist.test_labels).mean()
        epochs += 1
    return epochs, seconds, accuracy


def by_recipe(name: str, mnist: Mnist) -> tuple[int, float, float]:
    """Epochs, seconds from the first layer to the calibrated network, and test accuracy."""
    start = perf_counter()
    with tempfile.TemporaryDirectory() as progress:
        record = train(RECIPES[name], mnist, [], Path(progress), verbose=0)[1]
    return RECIPES[name].epochs, perf_counter() - start, record["test_accuracy"]


def row(name: str, found: tuple[int, float, float], count: int) -> Row:
    epochs, seconds, accuracy = found
    return {"network": name, "epochs": epochs, "seconds": round(seconds, 1),
            "test digits read right": [round(accuracy * count), count]}


def reading_times(mnist: Mnist) -> dict[str, list[float]]:
    """Seconds to read 10,000 images by `Recognizer.probabilities`, and by `model.predict` with its usual batches of 32,
    in turn: of each round."""
    recognizer = Recognizer.load()
    readers = {"Recognizer.probabilities": recognizer.probabilities,
               "model.predict": lambda images: recognizer.network.predict(images[..., None], batch_size=32, verbose=0)}
    found = {name: [] for name in readers}
    for read in readers.values():
        read(mnist.test_images[:500])
    for _ in range(ROUNDS):
        for name, read in readers.items():
            start = perf_counter()
            read(mnist.test_images)
            found[name].append(perf_counter() - start)
    return found


def main() -> None:
    parser = command_parser(__doc__, RESULTS / "recipes.json")
    options = parser.parse_args()

    mnist = load_mnist()
    report, count = Report(), len(mnist.test_images)
    documented, quick = by_documentation(mnist), by_recipe("quick", mnist)
    report.row(row(f"the documentation's, until {WANTED:.0%}", documented, count))
    report.row(row("`quick`", quick, count))
    report.row(row("`lesson`", by_recipe("lesson", mnist), count))
    report.note(f"`quick` takes {quick[1] / documented[1]:.2f} of the documentation's time.")
    by_reader = reading_times(mnist)
    for name, seconds in by_reader.items():
        mean, median, most = (round(count / one) for one in (np.mean(seconds), np.median(seconds), min(seconds)))
        report.row({f"{count:,} images, {ROUNDS} times in turn": f"`{name}`", "a second": mean, "median": median,
                    "most": most})
    ours, predict = by_reader.values()
    report.note(f"`Recognizer.probabilities` reads {sum(predict) / sum(ours):.2f} times as many images a second as "
                "`model.predict`.")
    report.write(options.output)


if __name__ == "__main__":
    main()
