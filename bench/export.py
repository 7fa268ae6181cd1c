"""Each format a network is exported to: its size, how it reads MNIST's test digits, and how fast.

    python bench/export.py                    # the project's best network; prints a table, a minute on two cores

Each is read in its own runtime, with one thread, in the same run as the original. TensorFlow's figures are those of
the compiled call that the page makes. One image is timed many times, all in turn, so that whatever else the machine
does falls on all of them.
"""
from __future__ import annotations

import argparse
import os
import platform
import time
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from model.digits.mnist import load_mnist
from model.exports.export import export, size_of
from model.exports.formats import FORMATS
from model.exports.runtimes import Classifier, compare, in_batches, load_exported
from model.recognizer import Recognizer

# isort: split
import tensorflow as tf  # after the project's own files, which set it up


def seconds(read: Classifier, images: np.ndarray) -> float:
    since = time.perf_counter()
    read(images)
    return time.perf_counter() - since


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", metavar="PATH", help="a .keras network (default: the project's best)")
    parser.add_argument("--digits", type=int, default=10_000, metavar="N", help="test digits (default: all 10,000)")
    parser.add_argument("--rounds", type=int, default=300, metavar="N", help="readings of one image (default: 300)")
    options = parser.parse_args()
    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    recognizer = Recognizer.load(options.model)
    mnist = load_mnist()
    images, labels = mnist.test_images[:options.digits], mnist.test_labels[:options.digits]
    print(f"{os.cpu_count()} cores, one thread each; Python {platform.python_version()}, "
          f"tensorflow {tf.__version__}, "
          + ", ".join(f"{package} {version(package)}" for package in ("keras", "ai-edge-litert", "onnxruntime")) + "\n")
    with TemporaryDirectory() as folder:
        paths = {form: export(recognizer.network, form, Path(folder) / f"{form}{kind.ending}")
                 for form, kind in FORMATS.items()}
        reads = {form: load_exported(form, path, threads=1) for form, path in paths.items()}
        times = {form: [] for form in reads}
        for turn in range(options.rounds):
            for form, read in reads.items():
                times[form].append(seconds(read, images[turn % len(images)][None]))
        print("| format | bytes | test digits right | read differently | largest difference | one image, median / p95 "
              "| images a second |\n|---|---|---|---|---|---|---|")
        for form, read in reads.items():
            found = compare(read, recognizer.probabilities, images, labels)
            # After the runs above, so that nothing is made ready while the clock runs.
            rate = len(images) / min(seconds(in_batches(read), images) for _ in range(3))
            median, slow = 1000 * np.percentile(times[form], [50, 95])
            print(f"| {FORMATS[form].words} | {size_of(paths[form]):,} | {found.accuracy:.2%} | {found.differing} | "
                  f"{found.largest:.1g} | {median:.2f} / {slow:.2f} ms | {rate:,.0f} |", flush=True)


if __name__ == "__main__":
    main()
