"""The Results tab's messages, and how they are computed."""
from __future__ import annotations

import base64
import json
import threading
from types import SimpleNamespace

import gradio as gr
import numpy as np
import pytest

from model.networks.evaluation import (
    accuracy_tables,
    answers,
    by_digit,
    confusion,
    curves,
    is_about,
    mistakes,
    read_as,
    share,
)
from model.networks.files import SAVED, load_record
from page.networks.loaded_network import LoadedNetwork
from page.networks.networks import OFFERED, Networks
from page.parts.assets import read_asset
from page.tabs.results import DIGITS_PER_MESSAGE, Examiner, build_results, exam_message, record_message

RECORD = {"history": {"loss": [0.5, 0.25], "accuracy": [0.8, 0.9], "val_accuracy": [0.7, 0.85], "seconds": [1, 1]}}


def probabilities_of(digits, confidences):
    """Each row holds one digit's confidence, and the rest of 1 in equal parts."""
    rows = np.repeat((1 - np.array(confidences, np.float32))[:, None] / 9, 10, axis=1)
    rows[np.arange(len(digits)), digits] = confidences
    return rows


@pytest.fixture
def given():
    """Eight answers: 7s read as 1 with 60 % and 90 %, a 2 read as 3, five right ones."""
    labels = np.array([7, 7, 2, 0, 0, 7, 1, 9], np.uint8)
    digits = [1, 1, 3, 0, 0, 7, 1, 9]
    confidences = [0.6, 0.9, 0.7, 0.99, 0.5, 0.8, 0.95, 0.97]
    return answers(probabilities_of(digits, confidences), labels, np.array([False] * 7 + [True]))


@pytest.mark.parametrize(("right", "count"), [(9, 10), (0, 8), (20, 20), (9962, 10000), (1, 3)])
def test_an_interval_has_the_true_shares_within_1_96_deviations_of_the_observed_one(right, count):
    # Wilson's interval the slow way: try shares one after the other.
    shares = np.linspace(0, 1, 200_001)
    deviation = np.sqrt(shares * (1 - shares) / count)
    believable = shares[np.abs(right / count - shares) <= 1.959964 * deviation + 1e-12]
    found = share(right, count)
    assert found.low == pytest.approx(believable.min(), abs=1e-5)
    assert found.high == pytest.approx(believable.max(), abs=1e-5)


def test_a_share_of_no_digits_has_an_interval_from_0_to_1():
    assert share(0, 0) == (0, 0, 0.0, 1.0)


def test_a_confusion_matrix_counts_right_digits_by_row_and_those_read_by_column(given):
    counts = confusion(given.labels, given.digits)
    assert counts[7, 1] == 2 and counts[2, 3] == 1 and counts[0, 0] == 2 and counts.sum() == 8


def test_a_digits_share_is_its_row_of_the_matrix(given):
    shares = by_digit(confusion(given.labels, given.digits))
    assert [(part.right, part.count) for part in shares][:3] == [(2, 2), (1, 1), (0, 1)]
    assert (shares[7].right, shares[7].count) == (1, 3)


def test_mistakes_are_sorted_most_confident_first(given):
    assert mistakes(given).tolist() == [1, 2, 0]


def test_a_cells_mistakes_are_sorted_most_confident_first_and_its_right_answers_least_confident_first(given):
    assert read_as(given, 7, 1).tolist() == [1, 0]
    assert read_as(given, 0, 0).tolist() == [4, 3]
    assert read_as(given, 5, 6).tolist() == []


def test_a_test_message_is_json_with_right_answers_refusals_and_all_mistakes(given):
    message = json.loads(json.dumps(exam_message(given)))
    assert (message["test"]["right"], message["test"]["count"], message["refused"]) == (5, 8, 1)
    assert message["mistakes"]["index"] == [1, 2, 0]
    assert message["mistakes"]["confidence"] == pytest.approx([0.9, 0.7, 0.6], abs=1e-5)
    assert sum(part["count"] for part in message["bins"]) == 8


def test_curves_are_those_of_the_record():
    assert curves(RECORD) == {"accuracy": [0.8, 0.9], "val_accuracy": [0.7, 0.85], "loss": [0.5, 0.25]}


@pytest.mark.parametrize("record", [{}, {"history": None}, {"history": {"loss": "much"}}, {"history": {"loss": []}},
                                    {"history": {"loss": [0.5, None]}}, {"history": {"loss": [float("nan")]}}])
def test_a_record_without_usable_figures_has_no_curves(record):
    assert curves(record) == {}
    assert record_message(record, "theirs")["curves"] == {}


def test_the_drawings_were_measured_with_the_best_network_only():
    measured = json.loads(read_asset("results/accuracy.json"))
    assert [is_about(measured, load_record(SAVED / f"{name}.keras")) for name in ("best", "lesson")] == [True, False]
    assert not is_about(measured, {})
    assert not is_about(measured, {"parameters": "many", "test_accuracy": None})


@pytest.mark.parametrize("name", OFFERED)
def test_computed_results_agree_with_the_record(name):
    network = LoadedNetwork(SAVED / f"{name}.keras")
    network.load()
    record, given = load_record(SAVED / f"{name}.keras"), Examiner().answers(network)
    counts = confusion(given.labels, given.digits)
    assert np.trace(counts) == round(record["test_accuracy"] * record["test_count"])
    assert counts.tolist() == record["confusion_matrix"]


class SlowRecognizer:
    """Answers 0 to every digit, after `go_on` is set."""

    def __init__(self, fails=False):
        self.asked, self.fails, self.go_on = 0, fails, threading.Event()

    def scores(self, images):
        self.asked += 1
        self.go_on.wait(10)
        if self.fails:
            raise MemoryError
        scores = probabilities_of(np.zeros(len(images), int), np.full(len(images), 0.9))
        return scores, np.log(scores)

    def doubts(self, probabilities, logits):
        return [None] * len(probabilities)


class NetworkWith:
    """A network with this recognizer once it has been waited for, and before with one that must not be used."""

    def __init__(self, recognizer):
        self.complete, self.recognizer = recognizer, None

    def wait(self):
        self.recognizer = self.complete


def test_two_simultaneous_requests_share_one_reading_of_the_test_digits(mnist):
    examiner, network = Examiner(), NetworkWith(SlowRecognizer())
    found = []
    askers = [threading.Thread(target=lambda: found.append(examiner.answers(network))) for _ in range(2)]
    for asker in askers:
        asker.start()
    network.complete.go_on.set()
    for asker in askers:
        asker.join(20)
    assert network.complete.asked == 1
    assert len(found) == 2 and found[0] is found[1]
    assert confusion(found[0].labels, found[0].digits)[:, 0].tolist() == np.bincount(mnist.test_labels).tolist()


def test_a_failed_reading_is_tried_again_at_the_next_request():
    examiner, network = Examiner(), NetworkWith(SlowRecognizer(fails=True))
    network.complete.go_on.set()
    for _ in range(2):
        with pytest.raises(MemoryError):
            examiner.answers(network)
    assert network.complete.asked == 2


@pytest.fixture(scope="module")
def server():
    """The functions of the tab that a browser can call."""
    networks = Networks()
    for name in networks.names:
        networks.find_or_first(name).load()
    with gr.Blocks() as demo:
        build_results(networks)
    parts = {block.elem_id: block for block in demo.blocks.values()}
    return SimpleNamespace(recorded=parts["results"].recorded, tested=parts["results"].tested,
                           digits=parts["results-mistakes"].digits)


def test_the_digits_of_a_cell_come_with_their_images_a_hundred_at_a_time(server, mnist):
    first = server.digits({"network": "lesson", "right": 1, "read": 1})
    images = np.frombuffer(base64.b64decode(first["images"]), np.uint8).reshape(-1, 28, 28)
    assert len(images) == len(first["index"]) == DIGITS_PER_MESSAGE
    np.testing.assert_array_equal(images, mnist.test_images[first["index"]])
    assert set(mnist.test_labels[first["index"]]) == {1}
    second = server.digits({"network": "lesson", "right": 1, "read": 1, "start": DIGITS_PER_MESSAGE})
    assert not set(first["index"]) & set(second["index"]) and first["total"] == second["total"] > 1000


@pytest.mark.parametrize("question", [{"network": "lesson", "right": "4", "read": [9]},
                                      {"network": "lesson", "start": -3}, {"network": "lesson", "start": 10**9},
                                      {"network": "lesson", "right": 10, "read": 4, "start": True}])
def test_a_malformed_question_is_answered_with_the_first_mistakes(server, question):
    found = server.digits(question)
    record = load_record(SAVED / "lesson.keras")
    assert found["total"] == round((1 - record["test_accuracy"]) * record["test_count"])
    assert len(found["index"]) == DIGITS_PER_MESSAGE
    assert all(right != read for right, read in zip(found["right"], found["read"], strict=True))


@pytest.mark.parametrize("name", [None, 7, ["best"], {"a": 1}, "no such network"])
def test_an_unknown_name_gives_the_first_networks_record(server, name):
    assert server.recorded(name)["name"] == "best"


def test_a_network_that_cannot_be_loaded_gives_an_error_message(tmp_path):
    networks = Networks(tmp_path / "missing.keras")
    networks.first.load()
    with gr.Blocks() as demo:
        build_results(networks)
    part = next(block for block in demo.blocks.values() if block.elem_id == "results")
    assert "could not be read" in part.tested(None)["error"]
    assert part.recorded(None)["hasRecord"] is False


def test_measured_counts_become_tables_of_percentages():
    figures, manners, digits, writers = accuracy_tables({
        "parameters": 1234, "mnist": {"count": 1000, "right": 998, "refused": 3, "calibration_error": 0.0029,
                                      "runs": [998, 996]},
        "drawings": {"count": 8, "right": 7, "refused": 1, "calibration_error": 0.0125,
                     "manner": {"plain": [4, 4], "turned": [3, 4]}, "digit": {"7": [7, 8]}, "writer": {"a": [7, 8]}},
        "doodles": {"count": 40, "refused": 39}})
    assert figures[0] == ["what", "of", "figure"]
    assert ["the same, mean and worst of 2 runs", "1,000", "99.70 %, 99.60 %"] in figures
    assert ["worst manner", "8", "75.00 % (turned)"] in figures
    assert figures[-1] == ["doodles refused", "40", "97.50 %"]
    assert manners == [["manner", "read right"], ["plain", "100.00 %"], ["turned", "75.00 %"]]
    assert digits == [["digit", "read right"], ["7", "87.50 %"]]
    assert writers == [["writer", "read right"], ["a", "87.50 %"]]


def test_without_drawings_only_mnist_is_in_the_tables():
    [figures] = accuracy_tables({"parameters": 9, "mnist": {"count": 10, "right": 9, "refused": 0,
                                                             "calibration_error": 0.1, "runs": []}})
    assert [row[0] for row in figures] == ["what", "MNIST test digits read right", "MNIST test digits refused",
                                           "calibration error, MNIST test", "parameters"]
