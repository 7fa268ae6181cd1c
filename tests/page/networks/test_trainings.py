"""The queue of trainings: its order, its limits, and how long results are kept."""
from __future__ import annotations

import time
from threading import Event

import pytest

from page.networks import trainings
from page.networks.loaded_network import LoadedNetwork
from page.networks.networks import Networks
from page.networks.trainings import Training, Trainings


@pytest.fixture
def networks():
    return Networks()


def finished(training):
    """Work that ends immediately."""
    return LoadedNetwork(), {}


def wait_until(is_so, seconds=20):
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.01)  # between two checks


@pytest.fixture
def held(networks):
    """A queue whose first training runs until `go` is set."""
    queue, go, began = Trainings(networks), Event(), Event()

    def work(training):
        began.set()
        go.wait(20)
        return LoadedNetwork(), {}

    queue.start(first := Training(work, "a", 60))
    began.wait(20)
    yield queue, first, go
    go.set()


def test_one_training_runs_while_the_others_wait_in_order(held):
    queue, first, go = held
    others = [Training(finished, visitor, 60) for visitor in "bc"]
    for training in others:
        queue.start(training)
    assert first.state == "running"
    assert [(training.state, queue.ahead(training)) for training in others] == [("queued", 1), ("queued", 2)]
    go.set()
    wait_until(lambda: all(training.ended for training in others))
    assert others[0].ended <= others[1].ended


def test_a_visitor_has_one_training_at_a_time(held):
    assert "One training at a time" in held[0].start(Training(finished, "a", 60))["error"]


def test_a_full_queue_refuses_another_training(held):
    queue = held[0]
    for visitor in range(trainings.MOST_QUEUED - 1):
        queue.start(Training(finished, str(visitor), 60))
    assert "Too many networks are training" in queue.start(Training(finished, "late", 60))["error"]


def test_a_training_that_is_stopped_while_queued_leaves_the_queue(held):
    queue, _, _ = held
    queue.start(waiting := Training(finished, "b", 60))
    queue.stop(waiting)
    assert (waiting.state, queue.ahead(waiting)) == ("stopped", 0)
    queue.start(Training(finished, "b", 60))  # the same visitor may start another one


def test_after_a_training_fails_the_next_one_starts(networks, caplog):
    def broken(training):
        raise RuntimeError("no")

    queue = Trainings(networks)
    queue.start(bad := Training(broken, "a", 60))
    queue.start(good := Training(finished, "b", 60))
    wait_until(lambda: good.ended)
    assert (bad.state, networks.find(bad.name)) == ("failed", None)
    assert "no" in caplog.text
    assert networks.find(good.name) is not None


def test_a_training_stops_at_its_time_limit_or_when_its_visitor_has_left(monkeypatch):
    training = Training(finished, "a", seconds=0)
    assert training.is_stopped() and "0 seconds" in training.reason
    left = Training(finished, "a", seconds=1e9, began=time.monotonic(), last_request=time.monotonic() - 1000)
    assert left.is_stopped() and "Nobody" in left.reason


def test_a_finished_training_is_dropped_after_an_hour(networks, monkeypatch):
    queue = Trainings(networks)
    queue.start(training := Training(finished, "a", 60))
    wait_until(lambda: training.ended)
    assert queue.find(training.name) is training
    monkeypatch.setattr(trainings, "monotonic", lambda: time.monotonic() + trainings.KEPT_SECONDS + 1)
    assert queue.find(training.name) is None
    assert networks.find(training.name) is None


def test_the_oldest_finished_training_is_dropped_if_there_are_too_many(networks, monkeypatch):
    monkeypatch.setattr(trainings, "MOST_KEPT", 2)
    queue, done = Trainings(networks), []
    for visitor in "abc":
        queue.start(training := Training(finished, visitor, 60))
        wait_until(lambda training=training: training.ended)
        done.append(training)
    assert [queue.find(training.name) for training in done] == [None, done[1], done[2]]


def test_a_trainings_name_cannot_be_guessed():
    names = {Training(finished, "a", 60).name for _ in range(100)}
    assert len(names) == 100
    assert min(map(len, names)) >= len("trained-") + 16
