"""Export of a network to other formats: LiteRT, ONNX, TensorFlow SavedModel, or the page in one HTML file."""
from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import keras
import numpy as np
import tensorflow as tf

from model.digits.mnist import load_mnist
from model.exports.formats import FORMATS
from model.exports.page import page
from model.networks.anatomy import chain_of
from model.networks.chain import Chain
from model.networks.tracing import copy_of

CALIBRATION_DIGITS = 500  # training digits from which the 8-bit range of each layer's values is measured


class ExportError(ValueError):
    """A network cannot be exported; the message says why and what to do."""


def export(network: keras.Model, form: str, path: str | Path, least_energy: float | None = None) -> Path:
    """Write the network in another format, completely or not at all.

    Args:
        network: takes images `(n, 28, 28, 1)` or `(n, 28, 28)`, 0 to 255.
        form: one of `model.exports.formats.FORMATS`. "keras" writes the network as it is. All others take images of
            the same shape as `uint8`, ink 255 on paper 0, and scale them internally, so that a wrongly scaled image
            cannot slip through; they return probabilities `(n, 10)` `float32`. "tflite_int8" computes in 8-bit
            integers throughout, so its probabilities are multiples of 1/256. "page" is the page itself with this
            network, for a browser.
        path: of the file, which is overwritten if it exists, or of the folder of a SavedModel, which must not exist.
        least_energy: for a page; as for `model.recognizer.Recognizer`.

    Returns:
        `path`.

    Raises:
        ExportError: if the path does not suit the format, the folder exists, the format needs a package that is not
            installed, or a browser can't run the network.
    """
    path = Path(path)
    if form not in FORMATS:
        raise ExportError(f"`form` must be one of {', '.join(FORMATS)}. Received {form!r}.")
    ending = FORMATS[form].ending
    if path.suffix != ending:
        place = f"a file that ends in {ending}" if ending else "a folder"
        raise ExportError(f"The output of {form} must be {place}. Received {str(path)!r}.")
    if path.is_dir():
        raise ExportError(f"{path} already exists: remove it, or choose another name.")
    if not FORMATS[form].is_possible:
        raise ExportError(f"{FORMATS[form].words} needs more packages: `pip install -r requirements-export.txt`.")
    path.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=path.parent, prefix=".export-") as folder:
        written = Path(folder) / f"network{ending}"
        write(network, form, written, least_energy)
        shutil.move(written, path)
    return path


def write(network: keras.Model, form: str, path: Path, least_energy: float | None) -> None:
    if form == "keras":
        network.save(path)
    elif form == "page":
        path.write_text(page(chain_for_browsers(network), least_energy), encoding="utf-8")
    elif form == "tflite_int8":
        write_tflite_int8(network, path)
    else:
        name = {"saved_model": "tf_saved_model", "tflite": "litert"}.get(form, form)  # Keras' names of the formats
        with_uint8_input(network).export(path, format=name, verbose=False)


def chain_for_browsers(network: keras.Model) -> Chain:
    chain = chain_of(network)
    if chain is None or not chain.is_complete:
        raise ExportError("A page needs a network whose layers form a chain, each of a kind that browsers can run. "
                          f"Received {network.name!r}, which has other layers.")
    return chain


def write_tflite_int8(network: keras.Model, path: Path) -> None:
    """Write LiteRT with weights and values quantized to 8 bits.

    Calibration digits cover 0 to 255, so the quantized input is the pixels themselves.

    Source: Jacob et al., "Quantization and training of neural networks for efficient integer-arithmetic-only
    inference", 2018.
    """
    images = load_mnist().train_images
    chosen = np.random.default_rng(0).choice(len(images), CALIBRATION_DIGITS, replace=False)

    def representative() -> Iterator[list[np.ndarray]]:
        for image in images[chosen].astype(np.float32):
            yield [image.reshape(1, *network.input_shape[1:])]

    copy_of(network).export(
        path, format="litert", verbose=False, optimizations=[tf.lite.Optimize.DEFAULT],
        representative_dataset=representative, inference_input_type=tf.uint8,
        target_spec={"supported_ops": [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]})


def with_uint8_input(network: keras.Model) -> keras.Model:
    """The same network for `uint8` images."""
    images = keras.Input(network.input_shape[1:], dtype="uint8", name="image")
    model = keras.Model(images, copy_of(network)(images), name=network.name)
    model(np.zeros((1, *network.input_shape[1:]), np.uint8))  # Keras exports no ONNX from a model that was never called
    return model


def size_of(path: Path) -> int:
    """Size of a file, or of all files in a folder, bytes."""
    return sum(file.stat().st_size for file in [path, *path.rglob("*")] if file.is_file())
