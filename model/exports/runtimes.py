"""Exported networks, run in their format's own runtime and compared with the original."""
from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np

from model.exports.export import ExportError
from model.networks.compiled import EVALUATION_BATCH
from model.recognizer import Recognizer

# A function from images `(n, 28, 28)` `uint8`, ink 255 on paper 0, to probabilities `(n, 10)` `float32`.
Classifier = Callable[[np.ndarray], np.ndarray]


class Comparison(NamedTuple):
    """An exported network and the original on the same digits.

    Attributes:
        count: number of digits.
        accuracy: of the exported network, 0 to 1.
        original_accuracy: of the original, 0 to 1.
        differing: number of digits that the two read differently.
        largest: largest absolute difference between their probabilities.
    """

    count: int
    accuracy: float
    original_accuracy: float
    differing: int
    largest: float


def compare(exported: Classifier, original: Classifier, images: np.ndarray, labels: np.ndarray) -> Comparison:
    """The answers of both to images `(n, 28, 28)` `uint8` with these labels `(n,)`."""
    theirs, ours = in_batches(exported, images), original(images)
    digits, original_digits = theirs.argmax(axis=1), ours.argmax(axis=1)
    return Comparison(len(labels), float((digits == labels).mean()), float((original_digits == labels).mean()),
                      int((digits != original_digits).sum()), float(np.abs(theirs - ours).max()))


def in_batches(classify: Classifier, images: np.ndarray) -> np.ndarray:
    """The function's probabilities, batch by batch: the feature maps of ten thousand images would fill the memory."""
    starts = range(0, len(images), EVALUATION_BATCH)
    return np.concatenate([classify(images[start:start + EVALUATION_BATCH]) for start in starts])


def load_exported(form: str, path: Path, threads: int | None = None) -> Classifier:
    """An exported network as a function.

    Args:
        form: its format, one of `OPENERS`.
        threads: for its computations; None for the runtime's default. "keras" and "saved_model" ignore it, because
            TensorFlow has one setting for the whole process.

    Raises:
        ExportError: if its runtime is not installed.
    """
    try:
        return OPENERS[form](path, threads)
    except ImportError as error:
        raise ExportError(f"{error.name} is not installed: `pip install -r requirements-export.txt`.") from error


def open_keras(path: Path, threads: int | None) -> Classifier:
    return Recognizer.load(path).probabilities


def open_saved_model(path: Path, threads: int | None) -> Classifier:
    import tensorflow as tf

    loaded = tf.saved_model.load(str(path))
    run = loaded.signatures["serving_default"]
    [(name, spec)] = run.structured_input_signature[1].items()

    def classify(images: np.ndarray) -> np.ndarray:
        assert loaded  # owns the weights; the signature alone would not keep them alive
        [probabilities] = run(**{name: tf.constant(images.reshape(-1, *spec.shape[1:]))}).values()
        return probabilities.numpy()

    return classify


def open_tflite(path: Path, threads: int | None) -> Classifier:
    from ai_edge_litert.interpreter import Interpreter

    run = Interpreter(str(path), num_threads=threads).get_signature_runner()
    [(name, given)] = run.get_input_details().items()

    def classify(images: np.ndarray) -> np.ndarray:
        [probabilities] = run(**{name: images.reshape(-1, *given["shape_signature"][1:])}).values()
        return probabilities

    return classify


def open_onnx(path: Path, threads: int | None) -> Classifier:
    import onnxruntime

    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = threads or 0  # 0 is the runtime's default
    session = onnxruntime.InferenceSession(path, settings, providers=["CPUExecutionProvider"])
    [given] = session.get_inputs()
    return lambda images: session.run(None, {given.name: images.reshape(-1, *given.shape[1:])})[0]


OPENERS = {"keras": open_keras, "saved_model": open_saved_model, "tflite": open_tflite, "tflite_int8": open_tflite,
           "onnx": open_onnx}
