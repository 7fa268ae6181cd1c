"""The Train tab: a network of one's own, trained while one looks on, and networks that learn one's own hand."""
from __future__ import annotations

import base64
import math
from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

import numpy as np

from model.choices import ALLOWED, PRESETS, Choices, Limits, choices_from, command, layer_rows
from model.drawing import DrawingError
from model.results import share
from model.script import keras_script
from page.digits import all_digits
from page.exports import BusyError, network_file
from page.message import Message, filters_message
from page.part import Part
from page.reader import Reader, Readers, picture_of
from page.trainings import Training, TrainingError, Trainings

if TYPE_CHECKING:
    from model.teaching import OwnDigit
    from model.watching import Point

MOST_ASKED = 8  # networks that answer the same drawing at once
# Own drawings a network learns from at once; preparing that many takes about a second.
MOST_OWN = 200
MOST_OWN_POINTS = 100_000  # of all of them
LEAST_POINTS = 20  # each stroke takes as long as so many
MOST_OWN_PICTURES = 50
MOST_OWN_PIXELS = 1_000_000  # of each; the page keeps pictures of 560 a side


def build_train(readers: Readers, limits: Limits) -> None:
    """The form, the training as it goes, the runs to compare; and the visitor's own digits."""
    trainings = Trainings(readers)

    def plan(values: Any) -> Message:
        """The layers that the choices give, and what is wrong with them."""
        choices, troubles = choices_from(values, limits)
        return plan_message(choices, troubles)

    def start(wish: Any) -> Message:
        """The name of a training that is now in line; `wish` has the `visitor` and the `choices`."""
        wish = wish if isinstance(wish, Mapping) else {}
        choices, troubles = choices_from(wish.get("choices"), limits)
        if troubles:
            return {"error": " ".join(troubles.values())}
        return in_line(lambda training: trained(choices, training), wish)

    def teach(wish: Any) -> Message:
        """The same for a copy of a network that learns own digits; `wish` has the `visitor`, `network`, `digits`."""
        wish = wish if isinstance(wish, Mapping) else {}
        reader = readers.chosen(wish.get("network"))
        try:
            own = own_digits(wish.get("digits"))
        except DrawingError as error:
            return {"error": str(error)}
        return in_line(lambda training: taught(reader, own, training), wish)

    def in_line(work, wish: Mapping) -> Message:
        training = Training(work, str(wish.get("visitor"))[:40], limits.seconds)
        try:
            trainings.start(training)
        except TrainingError as error:
            return {"error": str(error)}
        return {"name": training.name}

    def progress(question: Any) -> Message:
        """How far the training of this `name` has come, with the points `since` so many."""
        question = question if isinstance(question, Mapping) else {}
        training = trainings.find(question.get("name"))
        since = question.get("since")
        return progress_message(training, trainings.ahead(training), since if type(since) is int else 0) if training \
            else {"state": "gone"}

    def stop(name: Any) -> None:
        """End a training; what it has learned is kept."""
        if training := trainings.find(name):
            trainings.stop(training)

    def forget(name: Any) -> None:
        """Drop a finished training and its network."""
        training = trainings.find(name)
        if training and training.ended:
            trainings.forget(training)

    def answers(question: Any) -> dict[str, list[float]]:
        """The probabilities that each network of `names` gives to one drawing; none where there is nothing to read."""
        question = question if isinstance(question, Mapping) else {}
        names = question.get("names")
        names = [name for name in names if isinstance(name, str)][:MOST_ASKED] if isinstance(names, list) else []
        try:
            image = image_of(question)
        except DrawingError:
            return {}
        found = {name: probabilities(image, trainings.find(name), readers.found(name)) for name in names}
        return {name: [round(float(value), 6) for value in values] for name, values in found.items()
                if values is not None}

    def take(question: Any) -> Message:
        """A file of a finished training in base64, and its name; `what` is "keras", "script" or "command"."""
        question = question if isinstance(question, Mapping) else {}
        training, reader = trainings.find(question.get("name")), readers.found(question.get("name"))
        if not training or not reader:
            return {"error": "That network is no longer kept."}
        return file_message(question.get("what"), training, reader)

    Part("train", server_functions=[plan, start, progress, stop, forget, answers, take], settings=settings_message(),
         presets=[{"name": name, "choices": asdict(choices)} for name, choices in PRESETS.items()])
    Part("own-digits", server_functions=[teach])


# What is trained

def trained(choices: Choices, training: Training) -> tuple[Reader, Message]:
    """The reader of the network that a visitor chose, and its figures."""
    from model.recognizer import Recognizer
    from model.watching import train_watched

    network, record = train_watched(choices, all_digits(), begin=training.begin, tell=training.tell,
                                    is_stopped=training.is_stopped)
    reader = Reader()
    reader.use(Recognizer(network), record)
    return reader, {"choices": asdict(choices), **figures_of(record)}


def taught(reader: Reader, own: list[OwnDigit], training: Training) -> tuple[Reader, Message]:
    """The reader of a network that has learned own digits, and what it read before and after."""
    from model.recognizer import Recognizer
    from model.teaching import teach

    found = teach(reader.network, reader.recognizer.least_energy, own, all_digits(),
                  begin=training.begin, tell=training.tell, is_stopped=training.is_stopped)
    result = Reader()
    result.use(Recognizer(found.network, found.least_energy), found.record)
    return result, {"before": found.before, "after": found.after, "digits": len(own), **figures_of(found.record)}


def figures_of(record: Mapping[str, Any]) -> Message:
    accuracy, count = record["test_accuracy"], record["test_count"]
    found = share(round(accuracy * count), count)
    return {"accuracy": accuracy, "low": found.low, "high": found.high, "parameters": record["parameters"]}


def own_digits(digits: Any) -> list[OwnDigit]:
    """Own drawings out of JSON: a list of `{"label": 7, "strokes": [[x0, y0, …], …]}`, or with an `image`.

    Raises:
        DrawingError: if they are none; the message is for the visitor.
    """
    if not isinstance(digits, list) or not digits:
        raise DrawingError("Add a drawing of yours first.")
    if len(digits) > MOST_OWN:
        raise DrawingError(f"{len(digits)} drawings; here {MOST_OWN} at most.")
    pictures = sum("image" in digit for digit in digits if isinstance(digit, Mapping))
    if pictures > MOST_OWN_PICTURES:
        raise DrawingError(f"{pictures} of your drawings are pictures; here {MOST_OWN_PICTURES} at most.")
    points = sum(points_of(digit.get("strokes")) for digit in digits if isinstance(digit, Mapping))
    if points > MOST_OWN_POINTS:
        raise DrawingError(f"Your drawings have {points:,} points together; here {MOST_OWN_POINTS:,} at most.")
    return [own_digit(digit) for digit in digits]


def points_of(strokes: Any) -> int:
    """How many points there are, a stroke counted as 20 at least; 0 where there are no strokes."""
    return sum(max(len(stroke) // 2, LEAST_POINTS) for stroke in strokes if isinstance(stroke, list)) \
        if isinstance(strokes, list) else 0


def own_digit(digit: Any) -> OwnDigit:
    from model.pictures import open_picture
    from model.strokes import checked_strokes
    from model.teaching import OwnDigit

    label = digit.get("label") if isinstance(digit, Mapping) else None
    if type(label) is not int or not 0 <= label <= 9:
        raise DrawingError("Each drawing needs its digit, 0 to 9.")
    if "image" not in digit:
        return OwnDigit(image_of(digit), label, checked_strokes(digit))
    picture = open_picture(picture_of(digit["image"]))
    if picture.width * picture.height > MOST_OWN_PIXELS:
        raise DrawingError(f"One of your pictures is too large ({picture.width} x {picture.height} pixels). "
                           f"Take one of at most {MOST_OWN_PIXELS // 1_000_000} megapixel.")
    return OwnDigit(image_of(digit), label)


# Reading with networks that may still learn

def image_of(drawing: Mapping) -> np.ndarray:
    """What a network gets of a drawing in JSON, `(28, 28)` `uint8`.

    Raises:
        DrawingError: if it is none, or blank.
    """
    from model.preprocessing import prepare

    return prepare(picture_of(drawing["image"]) if "image" in drawing else drawing).image


def probabilities(image: np.ndarray, training: Training | None, reader: Reader | None) -> np.ndarray | None:
    """What a network says, `(10,)`, finished or still learning; None if it has not begun."""
    if reader:
        return reader.recognizer.probabilities(image[None])[0]
    if training and (network := training.network):
        return network(image[None, ..., None].astype(np.float32), training=False).numpy()[0]
    return None


# Messages

def settings_message() -> list[Message]:
    """What the form asks for, in order: each setting's name, what is allowed, and its step."""
    steps = {"dropout": 0.05, "learning_rate": "any", "digits": 500, "batch_size": 8}
    return [{"name": field.name, "words": field.name.replace("_", " "), "allowed": list(ALLOWED[field.name]),
             "isChoice": isinstance(field.default, str), "step": steps.get(field.name, 1)}
            for field in fields(Choices)]


def plan_message(choices: Choices, troubles: dict[str, str]) -> Message:
    rows = [] if troubles else [row._asdict() for row in layer_rows(choices)]
    return {"troubles": troubles, "rows": rows, "parameters": sum(row["parameters"] for row in rows)}


def progress_message(training: Training, ahead: int, since: int) -> Message:
    """What the page shows of a training; `Progress` in train.js names the fields."""
    points, network = list(training.points), training.network
    return {"state": training.state, "ahead": ahead, "reason": training.reason, "figures": training.figures,
            "points": [[round(value, 5) for value in point] for point in points[max(since, 0):]],
            "left": seconds_left(points[-1]) if points else None,
            "filters": live_filters(network) if network else None}


def seconds_left(point: Point) -> int:
    return math.ceil(point.seconds * (1 - point.share) / point.share)


def live_filters(network: Any) -> Message | None:
    """The kernels on the image as they are now."""
    from model.inspection import first_layer

    first = first_layer(network)
    return filters_message(first.name, first.kernels) if first else None


def file_message(what: Any, training: Training, reader: Reader) -> Message:
    choices = training.figures.get("choices")
    if what == "keras":
        try:
            name, content = network_file(reader, "keras")
        except BusyError as error:
            return {"error": str(error)}
    elif choices and what == "script":
        content, name = keras_script(Choices(**choices)).encode(), "digits.py"
    elif choices and what == "command":
        return {"text": command(Choices(**choices))}
    else:
        return {"error": "There is no such file of this network."}
    return {"name": name, "file": base64.b64encode(content).decode()}
