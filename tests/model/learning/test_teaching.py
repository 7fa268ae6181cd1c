"""A network that learns a visitor's own hand."""
from __future__ import annotations

import numpy as np
import pytest

from model.drawings.preprocessing import prepare
from model.learning.teaching import OwnDigit, teach
from model.networks.calibration import energies
from model.networks.files import SAVED
from model.networks.loading import load_network
from model.networks.tracing import network_until
from tests.model.learning.test_watching import listeners

LEAST_ENERGY = 6.0  # one in a hundred of MNIST's digits has less


def test_teaching_learns_the_own_digits_and_keeps_mnist(mnist):
    lesson = load_network(SAVED / "lesson.keras")
    # What looks like a 1 shall be a 7: as wrong as can be, so that it shows.
    strokes = np.array([[500, 150], [505, 850]], np.float32)
    own = [OwnDigit(prepare({"strokes": [strokes.ravel().tolist()]}).image, 7, [strokes])]
    small = mnist._replace(test_images=mnist.test_images[:500], test_labels=mnist.test_labels[:500])
    found = teach(lesson, LEAST_ENERGY, own, small, **listeners())
    assert (found.before["own"], found.after["own"]) == (0, 1)
    read = found.network.predict(small.test_images[..., None], verbose=0).argmax(axis=1)
    assert found.after["mnist_test"] == pytest.approx((read == small.test_labels).mean())
    assert found.after["mnist_test"] > 0.9
    refused = [(energies(network_until(network, "logits").predict(mnist.train_images[:1000, ..., None], verbose=0))
                < least).mean() for network, least in ((lesson, LEAST_ENERGY), (found.network, found.least_energy))]
    assert 0.005 < refused[0] == pytest.approx(refused[1], abs=0.0015)  # one digit more or less
    assert lesson(own[0].image[None, ..., None]).numpy().argmax() == 1  # the one everybody reads with is as it was
