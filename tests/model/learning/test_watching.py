"""A training that others watch: what it tells on its way, and being stopped."""
from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from model.learning.choices import Choices
from model.learning.watching import train_watched

FEW = Choices(filters=4, kernel_size=5, dense_units=16, epochs=2, digits=2000, learning_rate=0.005)


def listeners(**others):
    return {"begin": lambda network: None, "tell": lambda point: None, "is_stopped": lambda: False} | others


@pytest.fixture(scope="module")
def watched(mnist):
    """A short training's points, record, and the first layer's kernels seen on the way."""
    points, kernels, networks = [], [], []

    def tell(point):
        points.append(point)
        kernels.append(networks[0].layers[1].kernel.numpy())

    record = train_watched(FEW, mnist, **listeners(begin=networks.append, tell=tell))[1]
    return points, record, kernels


def test_a_training_tells_of_several_points_in_each_epoch(watched):
    points = watched[0]
    assert len(points) == 20
    assert [point.epoch for point in points] == sorted(point.epoch for point in points)
    assert (points[-1].epoch, points[-1].share) == (2, 1)


def test_the_points_training_figures_add_up_to_keras_own(watched):
    points, record, _ = watched
    for epoch in range(2):
        part = points[10 * epoch:10 * epoch + 10]
        ends = np.array([point.epoch for point in part])
        weights = np.diff(ends, prepend=epoch)
        assert weights @ [point.loss for point in part] == pytest.approx(record["history"]["loss"][epoch], rel=0.02)


def test_the_filters_change_while_it_learns(watched):
    kernels = watched[2]
    assert not np.allclose(kernels[0], kernels[-1], atol=0.02)


def test_a_stopped_training_keeps_what_it_has_learned(mnist):
    points = []
    record = train_watched(replace(FEW, epochs=100), mnist, **listeners(
        tell=points.append, is_stopped=lambda: len(points) >= 12))[1]
    assert points[-1].epoch < 3
    assert record["test_accuracy"] > 0.6
    assert record["history"]["loss"]
