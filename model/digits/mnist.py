"""The MNIST data set, from the bundled copy, from Keras' loader, or from a file."""
from __future__ import annotations

import gzip
import hashlib
import lzma
import struct
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np

from model.networks.files import UNREADABLE

BUNDLED = Path(__file__).resolve().parents[2] / "assets" / "mnist"
KERAS = "keras"  # selects Keras' loader instead of a path

# Of the four arrays in the order of `Mnist`'s fields, so that it is the same for every file format.
MNIST_SHA256 = "06b0d1f124c4e5fa796686ade41a9b778edacc8622f2195a352ef479ad44fc16"
TRAIN_COUNT, TEST_COUNT = 60_000, 10_000


class MnistError(ValueError):
    """The data set cannot be used; the message names the file and what is wrong with it."""


class Mnist(NamedTuple):
    """Images `(n, 28, 28)` `uint8`, ink 255 on paper 0, and labels `(n,)` `uint8`, 0 to 9."""

    train_images: np.ndarray
    train_labels: np.ndarray
    test_images: np.ndarray
    test_labels: np.ndarray

    @property
    def sha256(self) -> str:
        """Checksum of the four arrays' bytes, independent of the file format."""
        digest = hashlib.sha256()
        for array in self:
            digest.update(np.ascontiguousarray(array))
        return digest.hexdigest()


def load_mnist(path: str | Path | None = None) -> Mnist:
    """Training and test digits, validated.

    Args:
        path: an `.npz` file in Keras' layout (`x_train`, `y_train`, `x_test`, `y_test`), or a folder with the four
            IDX files, gzipped or not; `"keras"` for `keras.datasets.mnist`, which downloads the data once; None for
            the copy in `assets/mnist`.

    Returns:
        60,000 + 10,000 digits. A file may hold fewer; if it holds exactly as many, it must be MNIST.

    Raises:
        MnistError: if a file is missing or damaged, if a shape, type or label is wrong, or if the checksum differs.

    Source: LeCun, Cortes & Burges, "The MNIST database of handwritten digits".
    """
    if path is None:
        return _checked(_load_bundled(), BUNDLED)
    if path == KERAS:
        return _checked(_load_keras(), "Keras' copy of MNIST")
    path = Path(path)
    if not path.exists():
        raise MnistError(f"No MNIST data at {path}: name an .npz file or a folder with the four IDX files.")
    return _checked(_load_idx(path) if path.is_dir() else _read(path, _read_npz), path)


def _load_bundled() -> Mnist:
    images, labels = (_read(BUNDLED / name, _read_xz) for name in ("images.npy.xz", "labels.npy.xz"))
    return Mnist(images[:TRAIN_COUNT], labels[:TRAIN_COUNT], images[TRAIN_COUNT:], labels[TRAIN_COUNT:])


def _load_keras() -> Mnist:
    # Imported here because everything else in this module needs only NumPy.
    from keras.datasets import mnist

    try:
        (train_images, train_labels), (test_images, test_labels) = mnist.load_data()
    except Exception as error:  # Keras raises a bare `Exception` where a download fails
        raise MnistError(f"Keras can't download MNIST ({error}). Name a file or a folder with `--data PATH`, or leave "
                         "`--data` out to use the bundled copy.") from error
    return Mnist(train_images, train_labels, test_images, test_labels)


def _load_idx(folder: Path) -> Mnist:
    return Mnist(*(_read(_find_idx(folder, f"{part}-{kind}-idx{axes}-ubyte"), partial(_read_idx, axes=axes))
                   for part in ("train", "t10k") for kind, axes in (("images", 3), ("labels", 1))))


def _find_idx(folder: Path, name: str) -> Path:
    """The file of this name, gzipped or not; some unpackers turn its `-idx` into `.idx`."""
    spellings = [name, name.replace("-idx", ".idx")]
    for candidate in (folder / (spelling + ending) for spelling in spellings for ending in ("", ".gz")):
        if candidate.is_file():
            return candidate
    raise MnistError(f"No {name} (or {name}.gz) in {folder}: all four IDX files of MNIST are needed.")


def _read(path: Path, reader):
    """The result of `reader`; its errors become one that names the file."""
    try:
        return reader(path)
    except UNREADABLE as error:
        raise MnistError(f"{path} can't be read as MNIST: it is missing or damaged ({error})") from error


def _read_xz(path: Path) -> np.ndarray:
    with lzma.open(path) as file:
        return np.load(file, allow_pickle=False)


def _read_npz(path: Path) -> Mnist:
    with np.load(path, allow_pickle=False) as arrays:
        return Mnist(*(arrays[key] for key in ("x_train", "y_train", "x_test", "y_test")))


def _read_idx(path: Path, axes: int) -> np.ndarray:
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
        data = file.read()
    if data[:4] != bytes((0, 0, 8, axes)):  # 8 is for uint8
        raise ValueError(f"the first four bytes must be 0, 0, 8, {axes}. Received {list(data[:4])}.")
    return np.frombuffer(data, np.uint8, offset=4 + 4 * axes).reshape(struct.unpack_from(f">4x{axes}I", data))


def _checked(mnist: Mnist, source: str | Path) -> Mnist:
    for part, images, labels in (("train", *mnist[:2]), ("test", *mnist[2:])):
        _check_part(part, images, labels, source)
    mnist = mnist._replace(train_labels=mnist.train_labels.astype(np.uint8),
                           test_labels=mnist.test_labels.astype(np.uint8))
    has_counts_of_mnist = (len(mnist.train_images), len(mnist.test_images)) == (TRAIN_COUNT, TEST_COUNT)
    must_be_mnist = has_counts_of_mnist or source == BUNDLED
    if must_be_mnist and mnist.sha256 != MNIST_SHA256:
        raise MnistError(f"{source} is not MNIST: SHA-256 {mnist.sha256}, expected {MNIST_SHA256}. "
                         "It is damaged or another data set.")
    return mnist


def _check_part(part: str, images: np.ndarray, labels: np.ndarray, source: str | Path) -> None:
    if images.ndim != 3 or images.shape[1:] != (28, 28) or images.dtype != np.uint8 or not len(images):
        raise MnistError(f"{source}: the {part} images must be (n, 28, 28) uint8. "
                         f"Received {images.shape} {images.dtype}.")
    if labels.shape != (len(images),) or labels.dtype.kind not in "iu":
        raise MnistError(f"{source}: the {part} labels must be ({len(images)},) integers. "
                         f"Received {labels.shape} {labels.dtype}.")
    if labels.min() < 0 or labels.max() > 9:
        raise MnistError(f"{source}: the {part} labels must be 0 to 9. "
                         f"Received {labels.min()} to {labels.max()}.")
