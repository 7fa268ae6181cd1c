"""Live training: the points it reports, and stopping it."""
from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from model.learning.choices import Choices
from model.learning.live import train_live

SMALL = Choices(filters=4, kernel_size=5, dense_units=16, epochs=2, digits=2000, learning_rate=0.005)


def listeners(**others):
    return {"on_begin": lambda network: None, "on_point": lambda point: None, "should_stop": lambda: False} | others


@pytest.fixture(scope="module")
def trained(mnist):
    """A short training's points, record, and the first layer's kernels at each point."""
    points, kernels, networks = [], [], []

    def on_point(point):
        points.append(point)
        kernels.append(networks[0].layers[1].kernel.numpy())

    record = train_live(SMALL, mnist, **listeners(on_begin=networks.append, on_point=on_point))[1]
    return points, record, kernels


def test_a_training_reports_ten_points_per_epoch_in_order(trained):
    points = trained[0]
    assert len(points) == 20
    assert [point.epoch for point in points] == sorted(point.epoch for point in points)
    assert (points[-1].epoch, points[-1].share) == (2, 1)


def test_the_points_losses_average_to_keras_loss_of_the_epoch(trained):
    points, record, _ = trained
    for epoch in range(2):
        part = points[10 * epoch:10 * epoch + 10]
        ends = np.array([point.epoch for point in part])
        weights = np.diff(ends, prepend=epoch)
        assert weights @ [point.loss for point in part] == pytest.approx(record["history"]["loss"][epoch], rel=0.02)


def test_the_filters_change_during_the_training(trained):
    kernels = trained[2]
    assert not np.allclose(kernels[0], kernels[-1], atol=0.02)


def test_a_stopped_training_keeps_what_it_has_learned(mnist):
    points = []
    record = train_live(replace(SMALL, epochs=100), mnist, **listeners(
        on_point=points.append, should_stop=lambda: len(points) >= 12))[1]
    assert points[-1].epoch < 3
    assert record["test_accuracy"] > 0.6
    assert record["history"]["loss"]
