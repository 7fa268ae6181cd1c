"""Exported networks read digits, each in its own format's runtime, and are compared with the original."""
from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np

from model.exports.export import ExportError
from model.networks.loading import load_network

# From images `(n, 28, 28)` `uint8`, ink 255 on paper 0, to probabilities `(n, 10)` `float32`.
Reads = Callable[[np.ndarray], np.ndarray]
BATCH = 250  # images at once, of many


class Comparison(NamedTuple):
    """What an exported network and the original say to the same digits.

    Attributes:
        count: of the digits.
        accuracy: share that the exported one reads right, 0 to 1.
        original_accuracy: share that the original reads right.
        differing: how many digits the two read differently.
        largest: difference of any of their probabilities.
    """

    count: int
    accuracy: float
    original_accuracy: float
    differing: int
    largest: float


def compared(exported: Reads, original: Reads, images: np.ndarray, labels: np.ndarray) -> Comparison:
    """The answers of both to images `(n, 28, 28)` `uint8` with these labels `(n,)`."""
    theirs, ours = in_batches(exported)(images), original(images)
    read, wanted = theirs.argmax(axis=1), ours.argmax(axis=1)
    return Comparison(len(labels), float((read == labels).mean()), float((wanted == labels).mean()),
                      int((read != wanted).sum()), float(np.abs(theirs - ours).max()))


def in_batches(read: Reads) -> Reads:
    """The same, a few images at a time: the maps of ten thousand would fill the memory."""
    return lambda images: np.concatenate([read(images[i:i + BATCH]) for i in range(0, len(images), BATCH)])


def opened(form: str, path: Path, threads: int | None = None) -> Reads:
    """An exported network, ready to read.

    Args:
        form: its format, one of `model.exports.formats.FORMATS`.
        threads: to compute with; None for the runtime's own choice. TensorFlow has one setting for all its networks,
            so "keras" and "saved_model" take no notice.

    Raises:
        ExportError: if its runtime is not installed.
    """
    try:
        return OPENERS[form](path, threads)
    except ImportError as error:
        raise ExportError(f"{error.name} is not installed: `pip install -r requirements-export.txt`.") from error


def open_keras(path: Path, threads: int | None) -> Reads:
    from model.recognizer import Recognizer

    return Recognizer(load_network(path)).probabilities


def open_saved_model(path: Path, threads: int | None) -> Reads:
    import tensorflow as tf

    # Not its `serve`, which looks for the right function at each call.
    loaded = tf.saved_model.load(str(path))
    run = loaded.signatures["serving_default"]
    [(name, spec)] = run.structured_input_signature[1].items()

    def read(images: np.ndarray) -> np.ndarray:
        assert loaded  # it owns the weights, and the function alone would not keep them
        [probabilities] = run(**{name: tf.constant(images.reshape(-1, *spec.shape[1:]))}).values()
        return probabilities.numpy()

    return read


def open_tflite(path: Path, threads: int | None) -> Reads:
    from ai_edge_litert.interpreter import Interpreter

    interpreter = Interpreter(str(path), num_threads=threads)
    [given], [wanted] = interpreter.get_input_details(), interpreter.get_output_details()
    shape: list[tuple[int, ...]] = []

    def read(images: np.ndarray) -> np.ndarray:
        batch = images.reshape(-1, *given["shape_signature"][1:])
        if shape != [batch.shape]:
            interpreter.resize_tensor_input(given["index"], batch.shape)
            interpreter.allocate_tensors()
            shape[:] = [batch.shape]
        interpreter.set_tensor(given["index"], batch)
        interpreter.invoke()
        return interpreter.get_tensor(wanted["index"])

    return read


def open_onnx(path: Path, threads: int | None) -> Reads:
    import onnxruntime

    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = threads or 0  # 0 leaves it to the runtime
    session = onnxruntime.InferenceSession(path, settings, providers=["CPUExecutionProvider"])
    [given] = session.get_inputs()
    return lambda images: session.run(None, {given.name: images.reshape(-1, *given.shape[1:])})[0]


OPENERS = {"keras": open_keras, "saved_model": open_saved_model, "tflite": open_tflite, "tflite_int8": open_tflite,
           "onnx": open_onnx}
