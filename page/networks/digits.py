"""MNIST for all parts of the page that show it or learn from it: read when first asked for, and once."""
from __future__ import annotations

from functools import cache
from threading import Lock

from model.digits.mnist import Mnist, load_mnist

_loading = Lock()


def all_digits() -> Mnist:
    """MNIST, 55 MB; whoever asks while it is read waits for the same.

    Raises:
        MnistError: if the project's copy is missing or damaged.
    """
    with _loading:
        return _all_digits()


@cache
def _all_digits() -> Mnist:
    return load_mnist()
