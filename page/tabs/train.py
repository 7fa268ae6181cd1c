"""The Train tab: a network of one's own, trained while one looks on."""
from __future__ import annotations

import base64
import math
from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

import numpy as np

from model.drawings.drawing import DrawingError
from model.learning.choices import ALLOWED, PRESETS, Choices, Limits, choices_from, command, layer_rows
from model.learning.script import keras_script
from page.networks.digits import all_digits
from page.networks.exports import BusyError, network_file
from page.networks.reader import Reader, Readers, image_of
from page.networks.trainings import Training, Trainings, in_line
from page.parts.message import Message, figures_message, filters_message
from page.parts.part import Part

if TYPE_CHECKING:
    from model.learning.live import Point

MOST_ASKED = 8  # networks that answer the same drawing at once


def build_train(readers: Readers, trainings: Trainings, limits: Limits) -> None:
    """The form, the training as it goes, the runs to compare."""

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
        return in_line(trainings, lambda training: trained(choices, training), wish.get("visitor"), limits.seconds)

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
            return {"error": "That network is no longer available."}
        return file_message(question.get("what"), training, reader)

    Part("train/train", server_functions=[plan, start, progress, stop, forget, answers, take],
         settings=settings_message(),
         presets=[{"name": name, "choices": asdict(choices)} for name, choices in PRESETS.items()])


# What is trained

def trained(choices: Choices, training: Training) -> tuple[Reader, Message]:
    """The reader of the network that a visitor chose, and its figures."""
    from model.learning.live import train_live
    from model.recognizer import Recognizer

    network, record = train_live(choices, all_digits(), on_begin=training.begin, on_point=training.tell,
                                 should_stop=training.is_stopped)
    reader = Reader()
    reader.use(Recognizer(network), record)
    return reader, {"choices": asdict(choices), **figures_message(record)}


# Reading with networks that may still learn

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
    from model.networks.first_layer import first_layer

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
        return {"error": "There is no such file for this network."}
    return {"name": name, "file": base64.b64encode(content).decode()}
