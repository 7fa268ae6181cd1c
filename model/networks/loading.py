"""Loading a saved Keras network, with an error that says why a file cannot be used."""
from __future__ import annotations

import zipfile
from pathlib import Path

import keras

from model.drawings.drawing import DIGITS
from model.networks.files import NetworkError
from model.networks.layers import IMAGE_SHAPE


def load_network(path: str | Path) -> keras.Model:
    """A saved network, ready to read images.

    Args:
        path: a `.keras` file.

    Raises:
        NetworkError: if the file is missing, is not a Keras network, or does not turn a 28 x 28 image into ten
            numbers.
    """
    path = Path(path)
    if not path.is_file():
        raise NetworkError(f"No network at {path}: train one with `python train.py`, or give another `.keras` file.")
    if not zipfile.is_zipfile(path):  # this also excludes Keras' older formats, which another reader would load
        raise NetworkError(f"{path} is no `.keras` file, or only a part of one: save the network again.")
    try:
        # Safe mode: a file may contain layers and weights, never code.
        network = keras.saving.load_model(path, compile=False, safe_mode=True)
        takes, gives = network.input_shape, network.output_shape
    except Exception as error:  # a file can be wrong in any way
        reason = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise NetworkError(f"{path} is not a Keras network that can be loaded: {reason}") from error
    if takes not in ((None, *IMAGE_SHAPE), (None, *IMAGE_SHAPE[:2])):
        raise NetworkError(f"{path} must take images of 28 x 28. It takes {takes}.")
    if gives != (None, DIGITS):
        raise NetworkError(f"{path} must give 10 probabilities. It gives {gives}.")
    return network
