"""The Results tab: accuracy, training curves, mistakes and calibration of the chosen network."""
from __future__ import annotations

import json
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from model.networks.evaluation import (
    Answers,
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
from model.recognizer import Recognizer
from page.networks.digits import all_digits
from page.networks.loaded_network import LoadedNetwork
from page.networks.networks import Networks
from page.parts.assets import read_asset
from page.parts.message import Message, encoded
from page.parts.part import Part
from page.parts.wire import as_digit, as_index, as_object

DIGITS_PER_MESSAGE = 100  # 105 kB
FACTS = ("parameters", "train_count", "validation_accuracy", "validation_count", "seconds", "seed", "hardware")
TROUBLE = "The test digits could not be read with this network."


class Examiner:
    """A cache of each network's answers to the test digits, computed on first use and kept as long as the network.

    Ten thousand digits take seconds. Simultaneous requests for one network share one computation; networks are
    computed one after the other.
    """

    def __init__(self) -> None:
        self._known: WeakKeyDictionary[LoadedNetwork, Answers] = WeakKeyDictionary()
        self._computing = Lock()

    def answers(self, network: LoadedNetwork) -> Answers:
        """The network's answers.

        Raises:
            ValueError: if the network or the test digits can't be loaded. The next request tries again.
        """
        network.wait()  # for TensorFlow, since NumPy would take minutes; meanwhile, other networks can be computed
        if network not in self._known:
            with self._computing:
                if network not in self._known:  # nor was it computed in the meantime
                    self._known[network] = answers_to_test_digits(network.recognizer)
        return self._known[network]


def answers_to_test_digits(recognizer: Recognizer) -> Answers:
    mnist = all_digits()
    probabilities, logits = recognizer.scores(mnist.test_images)
    refused = [doubt is not None for doubt in recognizer.doubts(probabilities, logits)]
    return answers(probabilities, mnist.test_labels, np.array(refused))


def build_results(networks: Networks) -> None:
    """Build the tab: figures, curves, confusion matrix, mistakes, calibration and drawings of the chosen network."""
    examiner = Examiner()

    def recorded(name: Any = None) -> Message:
        """The record of a network's training, by the network's name."""
        return record_message(networks.find_or_first(name).record, shown_name(networks, name))

    def tested(name: Any = None) -> Message:
        """A network's answers to the test digits, or `{"error": sentence}`."""
        try:
            return exam_message(examiner.answers(networks.find_or_first(name)))
        except Exception:  # a visitor's network may fail in any way, and a status 500 would explain nothing
            return {"error": TROUBLE}

    def digits(question: Any) -> Message:
        """Test digits with their images, or `{"error": sentence}`.

        `question` has the name of the `network`; `right` and `read`, two digits, or neither for all mistakes; and
        `start`, the number of digits sent before.
        """
        question = as_object(question)
        right, read = (as_digit(question.get(part)) for part in ("right", "read"))
        try:
            given = examiner.answers(networks.find_or_first(question.get("network")))
        except Exception:
            return {"error": TROUBLE}
        places = mistakes(given) if right is None or read is None else read_as(given, right, read)
        return digits_message(given, places, as_index(question.get("start"), len(places)) or 0)

    Part("results/results", server_functions=[recorded, tested])
    Part("results/curves", elem_id="results-curves")
    Part("results/confusion", elem_id="results-confusion", server_functions=[digits])
    Part("results/mistakes", elem_id="results-mistakes", server_functions=[digits])
    Part("results/digits", elem_id="results-digits")
    Part("results/reliability", elem_id="results-reliability")
    Part("results/drawings", elem_id="results-drawings")


def shown_name(networks: Networks, name: Any) -> str:
    """The name to show for the network chosen by `name`, which may be any value."""
    if name is None or networks.find(name) is None:
        return networks.names[0]
    return name if name in networks.names else "yours"


# Messages; `assets/scripts/common/messages.js` documents their fields

def record_message(record: dict[str, Any], name: str) -> Message:
    """What is known of a network before anything is computed."""
    count, accuracy = record.get("test_count"), record.get("test_accuracy")
    is_tested = type(count) is int and count > 0 and isinstance(accuracy, float)
    settings = record.get("settings", {})
    measured = json.loads(read_asset("results/accuracy.json"))
    return {
        "name": name,
        "hasRecord": bool(record),
        "test": share(round(accuracy * count), count)._asdict() if is_tested else None,
        "facts": {fact: record[fact] for fact in FACTS if record.get(fact) is not None},
        "isAugmented": bool(isinstance(settings, dict) and settings.get("augmentation")),
        "curves": curves(record),
        "drawings": accuracy_tables(measured) if is_about(measured, record) else [],
    }


def exam_message(given: Answers) -> Message:
    """Everything that the page shows of the answers, except the images."""
    counts = confusion(given.labels, given.digits)
    wrong = mistakes(given)
    return {
        "test": share(int(np.trace(counts)), len(given.labels))._asdict(),
        "refused": int(given.refused.sum()),
        "calibrationError": given.calibration_error,
        "confusion": counts.tolist(),
        "digits": [part._asdict() for part in by_digit(counts)],
        "bins": [{"confidence": bin["confidence"],
                  **share(round(bin["accuracy"] * bin["count"]), bin["count"])._asdict()} for bin in given.bins],
        "mistakes": answers_message(given, wrong),
    }


def answers_message(given: Answers, places: np.ndarray) -> Message:
    """For each of the digits at `places`: its index in the test set, the right digit, the one read, its probability,
    and whether the page would refuse to answer."""
    return {"index": places.tolist(), "right": given.labels[places].tolist(), "read": given.digits[places].tolist(),
            "confidence": [round(float(value), 6) for value in given.confidences[places]],
            "refused": given.refused[places].tolist()}


def digits_message(given: Answers, places: np.ndarray, start: int) -> Message:
    """At most 100 of the digits at `places`, with their images, and the total."""
    shown = places[start:start + DIGITS_PER_MESSAGE]
    return {"total": len(places), **answers_message(given, shown), "images": encoded(all_digits().test_images[shown])}
