"""The Results tab: how well a network reads, and where it errs."""
from __future__ import annotations

import json
from concurrent.futures import Future
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

import gradio as gr
import numpy as np

from model.networks.evaluation import (
    Answers,
    Share,
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
from page.networks.digits import all_digits
from page.networks.reader import Reader, Readers
from page.parts.assets import read_asset
from page.parts.language import translated
from page.parts.message import Message, encoded
from page.parts.part import Part
from page.tabs.why import as_digit

AT_ONCE = 100  # digits in one message: 105 kB
HEIGHT = 280  # pixels, of a plot
FEW_EPOCHS = 15  # are written one by one: as numbers they would get ticks between them
# As in the picture of the curves that `train.py` draws.
COLORS = {"training": "#3465a4", "validation": "#d9730d"}
TITLES = {"accuracy": "accuracy, %", "loss": "loss, nats"}
FACTS = ("parameters", "train_count", "validation_accuracy", "validation_count", "seconds", "seed", "hardware")
TROUBLE = "The test digits could not be read with this network."


class Examiner:
    """Each network's answers to the test digits: given once, when first asked for, and kept as long as its reader.

    Ten thousand digits take seconds. Whoever asks for the same answers meanwhile waits for the same ones; those of
    another network are found after these.
    """

    def __init__(self) -> None:
        self._given: WeakKeyDictionary[Reader, Future[Answers]] = WeakKeyDictionary()
        self._looking, self._reading = Lock(), Lock()

    def answers(self, reader: Reader) -> Answers:
        """The reader's answers.

        Raises:
            ValueError: if its network can't be loaded, or the test digits can't; it is tried again when next asked.
        """
        with self._looking:
            is_first = reader not in self._given
            given = self._given.setdefault(reader, Future())
        if is_first:
            self._read(reader, given)
        return given.result()

    def _read(self, reader: Reader, given: Future[Answers]) -> None:
        try:
            recognizer = reader.recognizer
            with self._reading:
                mnist = all_digits()
                probabilities, logits = recognizer.scores(mnist.test_images)
            refused = [doubt is not None for doubt in recognizer.doubts(probabilities, logits)]
            given.set_result(answers(probabilities, mnist.test_labels, np.array(refused)))
        except Exception as error:  # whatever it is, all who wait must hear of it
            with self._looking:
                self._given.pop(reader, None)
            given.set_exception(error)


def build_results(readers: Readers) -> None:
    """Curves, figures and mistakes of the chosen network."""
    examiner = Examiner()

    def recorded(name: Any = None) -> Message:
        """What the record of a network's training says, by the network's name."""
        return record_message(readers.chosen(name).record, shown_name(readers, name))

    def tested(name: Any = None) -> Message:
        """What a network says to the test digits, or `{"error": sentence}`."""
        try:
            return exam_message(examiner.answers(readers.chosen(name)))
        except Exception:  # a network of anyone's may fail in any way; a 500 would tell nobody anything
            return {"error": TROUBLE}

    def digits(question: Any) -> Message:
        """Test digits with their images, or `{"error": sentence}`.

        `question` has the name of the `network`; `right` and `read`, two digits, or neither for all mistakes; and
        `start`, how many to leave out because they were sent before.
        """
        question = question if isinstance(question, dict) else {}
        right, read = (as_digit(question.get(part), None) for part in ("right", "read"))
        try:
            given = examiner.answers(readers.chosen(question.get("network")))
        except Exception:
            return {"error": TROUBLE}
        places = mistakes(given) if right is None or read is None else read_as(given, right, read)
        start = question.get("start")
        return digits_message(given, places, start if type(start) is int and 0 <= start < len(places) else 0)

    def show_curves(choice: Any) -> list[dict[str, Any]]:
        """The two plots of the network that `choice["network"]` names, in the words of `choice["language"]`."""
        choice = choice if isinstance(choice, dict) else {}
        found = curves(readers.chosen(choice.get("network")).record)
        return [plot_update(found, figure, choice.get("language")) for figure in TITLES]

    def show_lines(choice: Any) -> list[dict[str, Any]]:
        """The same, of the plots' lines alone."""
        return [gr.update(value=plot["value"]) if "value" in plot else plot for plot in show_curves(choice)]

    Part("results/results", server_functions=[recorded, tested])
    heading = Part("results/curves", elem_id="results-curves")
    with gr.Row(elem_id="results-plots"):
        plots = [curve_plot(figure) for figure in TITLES]
    # Its script sets the part's value when another network is chosen while the tab is open. Of new lines and new limits
    # at once, a plot would be made anew for the limits with its old lines; emptied or taken away, it would throw errors
    # where the tab had been left and come back to: Gradio goes on watching the size of what was there.
    heading.change(show_lines, heading, plots, queue=False, show_progress="hidden", api_visibility="private",
                   trigger_mode="always_last").then(
        show_curves, heading, plots, queue=False, show_progress="hidden", api_visibility="private")
    Part("results/confusion", elem_id="results-confusion", server_functions=[digits], digits=list(range(10)))
    Part("results/mistakes", elem_id="results-mistakes", server_functions=[digits])
    Part("results/digits", elem_id="results-digits")
    Part("results/reliability", elem_id="results-reliability")
    Part("results/drawings", elem_id="results-drawings")


def shown_name(readers: Readers, name: Any) -> str:
    """What to call the network that is chosen by `name`, which may be anything."""
    if readers.found(name) is None:
        return readers.names[0]
    return name if name in readers.names else "yours"


# Plots

def curve_plot(figure: str) -> gr.LinePlot:
    """A plot of one figure after each epoch, still empty."""
    return gr.LinePlot(x="epoch", y=figure, color="digits", height=HEIGHT, visible=False, elem_id=f"results-{figure}",
                       show_label=False)


def plot_update(found: dict[str, list[float]], figure: str, language: Any = "en") -> dict[str, Any]:
    """What a plot shows of these curves; as it was where there is nothing to show, for then the style hides it."""
    lines = {translated(digits, language): found[name]
             for digits, name in (("training", figure), ("validation", f"val_{figure}"))
             if name in found}
    if not lines:
        return gr.skip()
    epochs = len(next(iter(lines.values())))
    few = epochs <= FEW_EPOCHS
    # Gradio leaves a property as it is where an update has None for it, so none of these may be None.
    return gr.update(visible=True, value=plot_value(lines, figure, 100 if figure == "accuracy" else 1, few),
                     x_lim=[None, None] if few else [1, epochs],
                     x_title=translated("epoch", language), y_title=translated(TITLES[figure], language),
                     color_title=translated("digits", language),
                     color_map={translated(digits, language): color for digits, color in COLORS.items()},
                     sort=[str(epoch) for epoch in range(1, epochs + 1)] if few else "x")


def plot_value(lines: dict[str, list[float]], figure: str, factor: float, few: bool) -> Message:
    """The lines as Gradio's plots take them, without pandas."""
    rows = [[str(epoch) if few else epoch, round(factor * value, 4), digits]
            for digits, values in lines.items() for epoch, value in enumerate(values, 1)]
    # One epoch makes no line.
    mark = "line" if max(map(len, lines.values())) > 1 else "point"
    return {"columns": ["epoch", figure, "digits"], "data": rows, "mark": mark,
            "datatypes": {"epoch": "nominal" if few else "quantitative", figure: "quantitative", "digits": "nominal"}}


# Messages; `assets/scripts/results/results.js` names the fields

def record_message(record: dict[str, Any], name: str) -> Message:
    """What is known of a training before anything is computed."""
    count, accuracy = record.get("test_count"), record.get("test_accuracy")
    is_tested = type(count) is int and count > 0 and isinstance(accuracy, float)
    settings = record.get("settings", {})
    measured = json.loads(read_asset("results/accuracy.json"))
    return {
        "name": name,
        "hasRecord": bool(record),
        "test": share_message(share(round(accuracy * count), count)) if is_tested else None,
        "facts": {fact: record[fact] for fact in FACTS if record.get(fact) is not None},
        "isAugmented": bool(isinstance(settings, dict) and settings.get("augmentation")),
        "curves": curves(record),
        "drawings": accuracy_tables(measured) if is_about(measured, record) else [],
    }


def exam_message(given: Answers) -> Message:
    """All that the page tells of the answers, but for the images."""
    counts = confusion(given.labels, given.digits)
    wrong = mistakes(given)
    return {
        "test": share_message(share(int(np.trace(counts)), len(given.labels))),
        "refused": int(given.refused.sum()),
        "calibrationError": given.calibration_error,
        "confusion": counts.tolist(),
        "digits": [share_message(part) for part in by_digit(counts)],
        "bins": [{"confidence": bin["confidence"], **share_message(share(round(bin["accuracy"] * bin["count"]),
                                                                         bin["count"]))} for bin in given.bins],
        "mistakes": answers_message(given, wrong),
    }


def share_message(part: Share) -> Message:
    return {"right": part.right, "count": part.count, "low": round(part.low, 6), "high": round(part.high, 6)}


def answers_message(given: Answers, places: np.ndarray) -> Message:
    """For each of the digits at `places`: its place in the test set, the right digit, the one read, its probability,
    and whether the page would rather not answer."""
    return {"index": places.tolist(), "right": given.labels[places].tolist(), "read": given.digits[places].tolist(),
            "confidence": [round(float(value), 6) for value in given.confidences[places]],
            "refused": given.refused[places].tolist()}


def digits_message(given: Answers, places: np.ndarray, start: int) -> Message:
    """At most 100 of the digits at `places`, with their images, and how many there are in all."""
    shown = places[start:start + AT_ONCE]
    return {"total": len(places), **answers_message(given, shown), "images": encoded(all_digits().test_images[shown])}
