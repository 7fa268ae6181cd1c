"""How long the recipes train, beside the Keras documentation's network; and how fast many images are read.

    python bench/recipes.py
    python bench/recipes.py --no-lesson  # nine minutes on two slow cores

The documentation's "Simple MNIST convnet" is trained as it is there (batches of 128, Adam) until it reads 99 % of the
test digits after an epoch; looking costs it no time here. "as it comes" is `lesson`'s network, by `fit` with arrays
and nothing else: batches of 64, and a learning rate that stays. The steps of `best` are taken in turn, eight rounds of
16 of each; fewer of a kind that takes a minute, as half of the bits do on a processor without operations for them.

Source: F. Chollet, "Simple MNIST convnet", keras.io, 2015.
"""
from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from time import perf_counter

import numpy as np

from model.digits.mnist import Mnist, load_mnist
from model.learning.recipes import build
from model.learning.settings import PRECISIONS, RECIPES
from model.learning.training import optimizer, train
from model.recognizer import Recognizer

# isort: split
import keras  # after the project's own files, which set TensorFlow up
import tensorflow as tf
from keras import layers

WANTED = 0.99  # of the test digits
MOST_EPOCHS = 16
PLAIN_BATCH = 64  # images a step of the network as it comes, as the page's "lesson" has it
ROUNDS, STEPS = 8, 16
ENOUGH = 60_000  # milliseconds of one kind of steps


def documented_network() -> keras.Model:
    return keras.Sequential([
        keras.Input((28, 28, 1)), layers.Conv2D(32, 3, activation="relu"), layers.MaxPooling2D(2),
        layers.Conv2D(64, 3, activation="relu"), layers.MaxPooling2D(2), layers.Flatten(), layers.Dropout(0.5),
        layers.Dense(10, activation="softmax")])


def fitted(network: keras.Model, mnist: Mnist, batch_size: int, most: int,
           is_good: Callable[[float], bool]) -> tuple[int, float, float]:
    """Epochs, seconds in `fit` and test accuracy, once it is good or `most` epochs are over."""
    network.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    images, tests = (digits[..., None].astype(np.float32) for digits in (mnist.train_images, mnist.test_images))
    if not any(isinstance(layer, layers.Rescaling) for layer in network.layers):
        images, tests = images / 255, tests / 255
    epochs, seconds, accuracy = 0, 0.0, 0.0
    while epochs < most and not is_good(accuracy):
        start = perf_counter()
        network.fit(images, mnist.train_labels, batch_size=batch_size, epochs=1, validation_split=0.1, verbose=0)
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


def row(name: str, found: tuple[int, float, float]) -> str:
    epochs, seconds, accuracy = found
    return f"| {name} | {epochs} | {seconds:.1f} s | {accuracy:.2%} |"


def step_times(mnist: Mnist) -> dict[str, list[float]]:
    """Milliseconds per step of `best` in each round, by precision."""
    config = RECIPES["best"]
    digits = slice(config.batch_size)
    batch = mnist.train_images[digits, ..., None], keras.utils.to_categorical(mnist.train_labels[digits], 10)
    batches = tf.data.Dataset.from_tensors(batch).repeat(STEPS)
    networks = {precision: build(replace(config, precision=precision)) for precision in PRECISIONS}
    for network in networks.values():
        network.compile(optimizer=optimizer(config, STEPS), loss="categorical_crossentropy", steps_per_execution=STEPS)
        network.fit(batches, verbose=0, shuffle=False)
    found = {name: [] for name in networks}
    for _ in range(ROUNDS):
        for name, network in networks.items():
            if sum(found[name]) * STEPS > ENOUGH:
                continue
            start = perf_counter()
            network.fit(batches, verbose=0, shuffle=False)
            found[name].append((perf_counter() - start) / STEPS * 1000)
    return found


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
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--no-lesson", action="store_true", help="leave out the longest two")
    options = parser.parse_args()

    mnist = load_mnist()
    print(f"{os.cpu_count()} cores\n\n| network | epochs | seconds | test digits right |\n|---|---|---|---|")
    keras.utils.set_random_seed(0)
    documented = fitted(documented_network(), mnist, 128, MOST_EPOCHS, lambda accuracy: accuracy >= WANTED)
    print(row(f"the documentation's, until {WANTED:.0%}", documented), flush=True)
    quick = by_recipe("quick", mnist)
    print(row("`quick`", quick), flush=True)
    if not options.no_lesson:
        plain = fitted(build(RECIPES["lesson"]), mnist, PLAIN_BATCH, RECIPES["lesson"].epochs, lambda accuracy: False)
        print(row("`lesson`'s network as it comes", plain), flush=True)
        print(row("`lesson`", by_recipe("lesson", mnist)), flush=True)
    print(f"\n`quick` takes {quick[1] / documented[1]:.2f} of the documentation's time.")
    print("\n| a step of `best` | ms, median | least |\n|---|---|---|")
    for name, times in step_times(mnist).items():
        print(f"| {name} | {np.median(times):.0f} | {min(times):.0f} |")
    by_reader = reading_times(mnist)
    print(f"\n| {len(mnist.test_images):,} images, {ROUNDS} times in turn | a second, all in all | median | most |\n"
          "|---|---|---|---|")
    for name, seconds in by_reader.items():
        rates = [len(mnist.test_images) / one for one in (np.mean(seconds), np.median(seconds), min(seconds))]
        print(f"| `{name}` |" + "|".join(f" {rate:,.0f} " for rate in rates) + "|")
    ours, predict = by_reader.values()
    print("\nAll in all, `Recognizer.probabilities` reads "
          f"{sum(predict) / sum(ours):.2f} times as many a second as `model.predict`.")


if __name__ == "__main__":
    main()
