"""Size, accuracy on MNIST's test digits and speed of each format a network can be exported to.

    python bench/export.py                    # the project's best network; a minute on two cores

Each format runs in its own runtime with one thread, in the same run as the original. TensorFlow's figures are those of
the compiled call that the page makes. Single images are timed many times, the formats in turn, so that other load on
the machine affects all of them.
"""
from __future__ import annotations

import time
from functools import partial
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from bench.common.report import RESULTS, Report, command_parser
from model.digits.mnist import load_mnist
from model.exports.export import export, size_of
from model.exports.formats import FORMATS
from model.exports.runtimes import OPENERS, Classifier, compare, in_batches, load_exported
from model.recognizer import Recognizer

# isort: split
import tensorflow as tf  # after the project's own files, which set it up


def seconds(read: Classifier, images: np.ndarray) -> float:
    since = time.perf_counter()
    read(images)
    return time.perf_counter() - since


def main() -> None:
    parser = command_parser(__doc__, RESULTS / "export.json")
    parser.add_argument("--model", metavar="PATH", help="a .keras network (default: the project's best)")
    parser.add_argument("--digits", type=int, default=10_000, metavar="N", help="test digits (default: all 10,000)")
    parser.add_argument("--rounds", type=int, default=300, metavar="N", help="readings of one image (default: 300)")
    options = parser.parse_args()
    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    recognizer = Recognizer.load(options.model)
    mnist = load_mnist()
    images, labels = mnist.test_images[:options.digits], mnist.test_labels[:options.digits]
    report = Report(**{"ONNX Runtime": version("onnxruntime")})
    with TemporaryDirectory() as folder:
        paths = {form: export(recognizer.network, form, Path(folder) / f"{form}{FORMATS[form].ending}")
                 for form in OPENERS}
        reads = {form: load_exported(form, path, threads=1) for form, path in paths.items()}
        times = {form: [] for form in reads}
        for turn in range(options.rounds):
            for form, read in reads.items():
                times[form].append(seconds(read, images[turn % len(images)][None]))
        for form, read in reads.items():
            found = compare(read, recognizer.probabilities, images, labels)
            # After the runs above, so that no set-up is timed.
            rate = len(images) / min(seconds(partial(in_batches, read), images) for _ in range(3))
            median, p95 = (round(1000 * float(value), 2) for value in np.percentile(times[form], [50, 95]))
            report.row({"format": FORMATS[form].words, "bytes": size_of(paths[form]),
                        "test digits read right": [round(found.accuracy * len(images)), len(images)],
                        "read differently": found.differing, "largest difference": f"{found.largest:.1g}",
                        "one image: median, ms": median, "p95, ms": p95, "images a second": round(rate)})
    report.note("The largest difference is that of any of the probabilities. The SavedModel counts all files of its "
                "folder.")
    report.write(options.output)


if __name__ == "__main__":
    main()
