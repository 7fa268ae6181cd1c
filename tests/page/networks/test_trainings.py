"""The trainings that visitors ask for: the line, who may train, and how long what came of it is kept."""
from __future__ import annotations

import time
from threading import Event

import pytest

from page.networks import trainings
from page.networks.loaded_network import LoadedNetwork
from page.networks.networks import Networks
from page.networks.trainings import Training, TrainingError, Trainings


@pytest.fixture
def networks():
    return Networks()


def finished(training):
    """Work that is over at once."""
    return LoadedNetwork(), {}


def wait_until(is_so, seconds=20):
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.01)  # between two looks


@pytest.fixture
def held(networks):
    """A line whose first training goes on until `go` is set."""
    line, go, began = Trainings(networks), Event(), Event()

    def work(training):
        began.set()
        go.wait(20)
        return LoadedNetwork(), {}

    line.start(first := Training(work, "a", 60))
    began.wait(20)
    yield line, first, go
    go.set()


def test_one_trains_while_the_others_wait_in_order(held):
    line, first, go = held
    others = [Training(finished, visitor, 60) for visitor in "bc"]
    for training in others:
        line.start(training)
    assert first.state == "running"
    assert [(training.state, line.ahead(training)) for training in others] == [("queued", 1), ("queued", 2)]
    go.set()
    wait_until(lambda: all(training.ended for training in others))
    assert others[0].ended <= others[1].ended


def test_nobody_trains_twice_at_once(held):
    with pytest.raises(TrainingError, match="One training at a time"):
        held[0].start(Training(finished, "a", 60))


def test_a_long_line_takes_nobody_more(held):
    line = held[0]
    for visitor in range(trainings.MOST_QUEUED - 1):
        line.start(Training(finished, str(visitor), 60))
    with pytest.raises(TrainingError, match="Many are training"):
        line.start(Training(finished, "late", 60))


def test_who_is_stopped_while_waiting_leaves_the_line(held):
    line, _, _ = held
    line.start(waiting := Training(finished, "b", 60))
    line.stop(waiting)
    assert (waiting.state, line.ahead(waiting)) == ("stopped", 0)
    line.start(Training(finished, "b", 60))  # and may come again


def test_a_training_that_fails_lets_the_next_one_begin(networks, caplog):
    def broken(training):
        raise RuntimeError("no")

    line = Trainings(networks)
    line.start(bad := Training(broken, "a", 60))
    line.start(good := Training(finished, "b", 60))
    wait_until(lambda: good.ended)
    assert (bad.state, networks.find(bad.name)) == ("failed", None)
    assert "no" in caplog.text
    assert networks.find(good.name) is not None


def test_a_training_ends_when_its_time_is_up_or_nobody_looks(monkeypatch):
    training = Training(finished, "a", seconds=0)
    assert training.is_stopped() and "0 seconds" in training.reason
    left = Training(finished, "a", seconds=1e9, began=time.monotonic(), last_request=time.monotonic() - 1000)
    assert left.is_stopped() and "Nobody" in left.reason


def test_what_was_trained_is_dropped_after_an_hour(networks, monkeypatch):
    line = Trainings(networks)
    line.start(training := Training(finished, "a", 60))
    wait_until(lambda: training.ended)
    assert line.find(training.name) is training
    monkeypatch.setattr(trainings, "monotonic", lambda: time.monotonic() + trainings.KEPT_SECONDS + 1)
    assert line.find(training.name) is None
    assert networks.find(training.name) is None


def test_the_oldest_goes_where_too_many_are_kept(networks, monkeypatch):
    monkeypatch.setattr(trainings, "MOST_KEPT", 2)
    line, done = Trainings(networks), []
    for visitor in "abc":
        line.start(training := Training(finished, visitor, 60))
        wait_until(lambda training=training: training.ended)
        done.append(training)
    assert [line.find(training.name) for training in done] == [None, done[1], done[2]]


def test_names_cannot_be_guessed():
    names = {Training(finished, "a", 60).name for _ in range(100)}
    assert len(names) == 100
    assert min(map(len, names)) >= len("trained-") + 16
