"""Personal training on a visitor's digits."""
from __future__ import annotations

import numpy as np
import pytest

from model.drawings.preprocessing import prepare
from model.learning.teaching import OwnDigit, teach
from model.networks.calibration import energies
from model.networks.compiled import Compiled
from model.networks.files import SAVED
from model.networks.loading import load_network
from tests.model.learning.test_live import listeners

LEAST_ENERGY = 6.0  # about the 1st percentile of MNIST's digits


def test_a_taught_network_reads_the_own_digits_and_still_reads_mnist(mnist):
    lesson = load_network(SAVED / "lesson.keras")
    # A V, which is read as a 4, is labeled 9, so that the network must change its answer.
    strokes = np.array([[200, 200], [500, 850], [800, 200]], float)
    own = [OwnDigit(prepare({"strokes": [strokes.ravel().tolist()]}).image, 9, [strokes])]
    small = mnist._replace(test_images=mnist.test_images[:500], test_labels=mnist.test_labels[:500])
    found = teach(lesson, LEAST_ENERGY, own, small, **listeners())
    assert (found.before["own"], found.after["own"]) == (0, 1)
    read = found.network.predict(small.test_images[..., None], verbose=0).argmax(axis=1)
    assert found.after["mnist_test"] == pytest.approx((read == small.test_labels).mean())
    assert found.after["mnist_test"] > 0.9
    refused = [(energies(Compiled(network).scores(mnist.train_images[:1000])[1]) < least).mean()
               for network, least in ((lesson, LEAST_ENERGY), (found.network, found.least_energy))]
    assert 0.005 < refused[0] == pytest.approx(refused[1], abs=0.0015)  # one digit more or less
    assert lesson(own[0].image[None, ..., None]).numpy().argmax() == 4  # the original is unchanged
