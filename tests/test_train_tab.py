"""Networks that visitors train: what they choose, the line, what is kept, and learning one's own hand."""
from __future__ import annotations

import ast
import resource
import runpy
import time
from dataclasses import asdict, replace
from threading import Event

import keras
import numpy as np
import pytest

import train as command_line
from model import choices as module
from model.choices import PRESETS, Choices, Limits, choices_from, layer_rows
from model.drawing import DrawingError
from model.network import build_network, lesson_layers
from model.preprocessing import prepare
from model.recipes import build
from model.script import keras_script
from model.teaching import OwnDigit, teach
from model.watching import Point, config_of, train_watched
from page import train, trainings
from page.demo import build_demo
from page.reader import Reader, Readers
from page.trainings import Training, TrainingError, Trainings

FEW = Choices(filters=4, kernel_size=5, dense_units=16, epochs=2, digits=2000, learning_rate=0.005)
ODD = [Choices(convolutions=3, filters=5, kernel_size=3, stride=2, padding="same", pooling=0, dense_units=0, dropout=0),
       Choices(convolutions=2, filters=3, kernel_size=4, pooling=3, dropout=0.5), Choices(kernel_size=28, pooling=0),
       Choices(convolutions=2, kernel_size=7, stride=3, padding="same", pooling=2)]
SEVEN = {"strokes": [[300, 220, 720, 225, 640, 400, 470, 800]]}


def listeners(**others):
    return {"begin": lambda network: None, "tell": lambda point: None, "is_stopped": lambda: False} | others


# Choices

@pytest.mark.parametrize("choices", [*PRESETS.values(), *ODD])
def test_the_layer_table_is_what_keras_builds(choices):
    network = build(config_of(choices))
    rows = layer_rows(choices)[1:]  # the image is no layer
    assert [row.name for row in rows] == [layer.name for layer in network.layers]
    assert [row.output for row in rows] == [layer.output.shape[1:] for layer in network.layers]
    assert [row.parameters for row in rows] == [layer.count_params() for layer in network.layers]


def test_the_articles_network_has_607394_parameters_and_says_how():
    rows = layer_rows(PRESETS["article"])
    assert sum(row.parameters for row in rows) == 280 + 605_824 + 1_290 == 607_394
    assert (rows[2].formula, rows[2].counted) == ("⌊(28 − 3) / 1⌋ + 1 = 26", "(3 · 3 · 1 + 1) · 28")


@pytest.mark.parametrize("changes, setting, sentence", [
    ({"convolutions": 2, "kernel_size": 14}, "kernel_size", "A kernel of 14 × 14 does not fit into 7 × 7."),
    ({"kernel_size": 26, "pooling": 8}, "pooling", "A window of 8 × 8 does not fit into 3 × 3."),
    ({"dense_units": 512, "pooling": 0}, "dense_units", "9,697,058 parameters; here 2,500,000 at most."),
    ({"epochs": 11}, "epochs", "From 1 to 10."), ({"filters": 1.5}, "filters", "A whole number, please."),
    ({"filters": None}, "filters", "From 1 to 64."), ({"dropout": float("nan")}, "dropout", "From 0.0 to 0.9."),
    ({"digits": 10**400}, "digits", "From 500 to 55,000."),
    ({"padding": ["same"]}, "padding", "Choose valid or same."), ({"epochs": True}, "epochs", "From 1 to 10."),
])
def test_what_cannot_be_trained_is_said_beside_its_setting(changes, setting, sentence):
    assert choices_from(asdict(Choices()) | changes, Limits())[1] == {setting: sentence}


@pytest.mark.parametrize("values", [None, [], "x", 7])
def test_choices_that_are_none_are_complained_of_one_by_one(values):
    assert set(choices_from(values, Limits())[1]) == set(asdict(Choices()))


def test_every_preset_can_be_trained_within_the_limits():
    assert all(not choices_from(asdict(choices), Limits())[1] for choices in PRESETS.values())


def test_the_command_gives_train_the_same_settings():
    choices = replace(ODD[1], learning_rate=0.0025, batch_size=96)
    _, script, *arguments = module.command(choices).split()
    options = command_line.parse_arguments(arguments)
    assert script == "train.py"
    assert {name: getattr(options, name) for name in asdict(choices)} == asdict(choices)


@pytest.mark.parametrize("choices", [*PRESETS.values(), *ODD])
def test_the_script_has_the_same_layers(choices):
    script = keras_script(choices)
    ast.parse(script)
    start = script.index("network = keras.Sequential(")
    built = {"keras": keras, "layers": keras.layers}
    exec(script[start:script.index("network.summary")], built)
    ours = build_network(lesson_layers(**{name: value for name, value in asdict(choices).items() if name in (
        "filters", "kernel_size", "dense_units", "dropout", *command_line.LESSON_ONLY)}), "lesson")
    assert [(type(a), a.output.shape) for a in built["network"].layers] == [
        (type(b), b.output.shape) for b in ours.layers]


def test_the_script_trains_the_same_network(monkeypatch, mnist, tmp_path):
    monkeypatch.setattr(keras.datasets.mnist, "load_data", lambda: (
        (mnist.train_images, mnist.train_labels), (mnist.test_images, mnist.test_labels)))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "digits.py").write_text(keras_script(FEW))
    accuracy = runpy.run_path("digits.py")["accuracy"]
    record = train_watched(FEW, mnist, **listeners())[1]
    assert accuracy == pytest.approx(record["test_accuracy"], abs=0.06)  # the digits come in another order
    assert keras.saving.load_model(tmp_path / "digits.keras").count_params() == record["parameters"]


# Watching

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


# Teaching

def test_teaching_learns_the_own_digits_and_keeps_mnist(recognizer, mnist):
    # What looks like a 1 shall be a 7: as wrong as can be, so that it shows.
    strokes = np.array([[500, 150], [505, 850]], np.float32)
    own = [OwnDigit(prepare({"strokes": [strokes.ravel().tolist()]}).image, 7, [strokes])]
    small = mnist._replace(test_images=mnist.test_images[:500], test_labels=mnist.test_labels[:500])
    found = teach(recognizer.network, recognizer.least_energy, own, small, **listeners())
    assert (found.before["own"], found.after["own"]) == (0, 1)
    read = found.network.predict(small.test_images[..., None], verbose=0).argmax(axis=1)
    assert found.after["mnist_test"] == pytest.approx((read == small.test_labels).mean())
    assert found.after["mnist_test"] > 0.9
    assert recognizer.probabilities(own[0].image[None]).argmax() == 1  # the one everybody reads with is as it was


# The line

@pytest.fixture
def readers():
    return Readers()


def finished(training):
    """Work that is over at once."""
    return Reader(), {}


def wait_until(is_so, seconds=20):
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.01)  # between two looks


@pytest.fixture
def held(readers):
    """A line whose first training goes on until `go` is set."""
    line, go, began = Trainings(readers), Event(), Event()

    def work(training):
        began.set()
        go.wait(20)
        return Reader(), {}

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
    for visitor in range(trainings.LONGEST_LINE - 1):
        line.start(Training(finished, str(visitor), 60))
    with pytest.raises(TrainingError, match="Many are training"):
        line.start(Training(finished, "late", 60))


def test_who_is_stopped_while_waiting_leaves_the_line(held):
    line, _, _ = held
    line.start(waiting := Training(finished, "b", 60))
    line.stop(waiting)
    assert (waiting.state, line.ahead(waiting)) == ("stopped", 0)
    line.start(Training(finished, "b", 60))  # and may come again


def test_a_training_that_fails_lets_the_next_one_begin(readers, caplog):
    def broken(training):
        raise RuntimeError("no")

    line = Trainings(readers)
    line.start(bad := Training(broken, "a", 60))
    line.start(good := Training(finished, "b", 60))
    wait_until(lambda: good.ended)
    assert (bad.state, readers.found(bad.name)) == ("failed", None)
    assert "no" in caplog.text
    assert readers.found(good.name) is not None


def test_a_training_ends_when_its_time_is_up_or_nobody_looks(monkeypatch):
    training = Training(finished, "a", seconds=0)
    assert training.is_stopped() and "0 seconds" in training.reason
    left = Training(finished, "a", seconds=1e9, began=time.monotonic(), asked=time.monotonic() - 1000)
    assert left.is_stopped() and "Nobody" in left.reason


def test_what_was_trained_is_dropped_after_an_hour(readers, monkeypatch):
    line = Trainings(readers)
    line.start(training := Training(finished, "a", 60))
    wait_until(lambda: training.ended)
    assert line.find(training.name) is training
    monkeypatch.setattr(trainings, "monotonic", lambda: time.monotonic() + trainings.KEPT_SECONDS + 1)
    assert line.find(training.name) is None
    assert readers.found(training.name) is None


def test_the_oldest_goes_where_too_many_are_kept(readers, monkeypatch):
    monkeypatch.setattr(trainings, "MOST_KEPT", 2)
    line, done = Trainings(readers), []
    for visitor in "abc":
        line.start(training := Training(finished, visitor, 60))
        wait_until(lambda training=training: training.ended)
        done.append(training)
    assert [line.find(training.name) for training in done] == [None, done[1], done[2]]


def test_without_training_there_is_no_train_tab(readers):
    ids = [{block.elem_id for block in build_demo(readers, limits).blocks.values()} for limits in (None, Limits())]
    assert not ids[0] & {"tab-train", "train", "own-digits", "correction"}
    assert ids[1] >= {"tab-train", "train", "own-digits", "correction"}


def test_names_cannot_be_guessed():
    names = {Training(finished, "a", 60).name for _ in range(100)}
    assert len(names) == 100
    assert min(map(len, names)) >= len("trained-") + 16


def test_training_again_and_again_does_not_use_more_and_more_memory(mnist):
    tiny = replace(FEW, epochs=1, digits=500)
    for _ in range(3):  # what is loaded and cached once
        train_watched(tiny, mnist, **listeners())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _ in range(6):
        train_watched(tiny, mnist, **listeners())
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 120_000  # kB


# What comes over the wire

@pytest.mark.parametrize("digits", [None, [], {}, [7], [{"label": 10, **SEVEN}], [{"label": True, **SEVEN}],
                                    [{"label": 7, "strokes": []}], [{"label": 7, "strokes": "x"}], [{"label": 7}],
                                    [{"label": 7, "image": "x"}], [{"label": 7, **SEVEN}] * 201])
def test_own_digits_that_are_none_get_a_sentence(digits):
    with pytest.raises(DrawingError):
        train.own_digits(digits)


def test_own_digits_come_as_strokes_and_as_pictures(tmp_path):
    [drawn] = train.own_digits([{"label": 7, **SEVEN}])
    np.testing.assert_array_equal(drawn.image, prepare(SEVEN).image)
    np.testing.assert_array_equal(drawn.strokes[0][0], [300, 220])


def test_a_quarter_done_in_three_seconds_leaves_nine():
    assert train.seconds_left(Point(0.5, 0.25, 1, 0.5, 1, 0.5, seconds=3)) == 9
