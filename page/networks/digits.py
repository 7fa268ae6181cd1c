"""MNIST for every part of the page that shows it or trains on it, loaded once, on first use."""
from __future__ import annotations

from functools import cache
from threading import Lock

from model.digits.mnist import Mnist, load_mnist

_loading = Lock()


def all_digits() -> Mnist:
    """MNIST, 55 MB; calls while it is loaded wait for the same copy.

    Raises:
        MnistError: if the project's copy is missing or damaged.
    """
    with _loading:
        return _all_digits()


@cache
def _all_digits() -> Mnist:
    return load_mnist()
