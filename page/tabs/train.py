"""The Train tab: visitors train a network of their own and watch it learn."""
from __future__ import annotations

import math
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

import numpy as np

from model.drawings.drawing import DrawingError
from model.drawings.preprocessing import prepare
from model.exports.browser import filters_message
from model.learning.choices import ALLOWED, PRESETS, Choices, Limits, choices_from, command, layer_rows
from model.learning.script import keras_script
from page.networks.digits import all_digits
from page.networks.exports import network_file
from page.networks.loaded_network import LoadedNetwork
from page.networks.networks import Networks
from page.networks.trainings import Training, Trainings
from page.parts.message import Message, figures_message
from page.parts.part import Part
from page.parts.wire import as_index, as_object, drawing_from, file_message

if TYPE_CHECKING:
    from model.learning.live import Point

MOST_COMPARED = 8  # networks that read the same drawing


def build_train(networks: Networks, trainings: Trainings, limits: Limits) -> None:
    """The form, the progress of a training, and the runs to compare."""

    def plan(values: Any) -> Message:
        """The layers that the choices result in, and the choices' problems."""
        choices, troubles = choices_from(values, limits)
        rows = [] if troubles else [row._asdict() for row in layer_rows(choices)]
        return {"troubles": troubles, "rows": rows, "parameters": sum(row["parameters"] for row in rows)}

    def start(wish: Any) -> Message:
        """The name of a training that is now in the queue; `wish` has the `visitor` and the `choices`."""
        wish = as_object(wish)
        choices, troubles = choices_from(wish.get("choices"), limits)
        if troubles:
            return {"error": " ".join(troubles.values())}
        return trainings.start(Training(lambda training: trained(networks, choices, training), wish.get("visitor"),
                                        limits.seconds))

    def progress(question: Any) -> Message:
        """The progress of the training of this `name`, with the points after the first `since`."""
        question = as_object(question)
        training = trainings.find(question.get("name"))
        if training is None:
            return {"state": "gone"}
        start = as_index(question.get("since"), len(training.points) + 1) or 0
        return progress_message(training, trainings.ahead(training), start)

    def stop(name: Any) -> None:
        """Stop a training, keeping what it has learned."""
        if training := trainings.find(name):
            trainings.stop(training)

    def forget(name: Any) -> None:
        """Drop a finished training and its network."""
        training = trainings.find(name)
        if training and training.ended:
            trainings.forget(training)

    def answers(question: Any) -> dict[str, list[float]]:
        """The probabilities that each network of `names` gives for one drawing; none if there is nothing to read."""
        question = as_object(question)
        names = question.get("names")
        names = [name for name in names if isinstance(name, str)][:MOST_COMPARED] if isinstance(names, list) else []
        try:
            image = prepare(drawing_from(question)).image
        except DrawingError:
            return {}
        found = {name: probabilities(image, trainings.find(name), networks.find(name)) for name in names}
        return {name: [round(float(value), 6) for value in values] for name, values in found.items()
                if values is not None}

    def take(question: Any) -> Message:
        """A finished training as a file to save, or as a command; `what` is one of "keras", "page", "script" and
        "command"."""
        question = as_object(question)
        training, network = trainings.find(question.get("name")), networks.find(question.get("name"))
        if not training or not network:
            return {"error": "That network is no longer available."}
        return download_message(question.get("what"), training, network)

    Part("train/train", server_functions=[plan, start, progress, stop, forget, answers, take],
         settings=settings_message(),
         presets=[{"name": name, "choices": asdict(choices)} for name, choices in PRESETS.items()])


# Training

def trained(networks: Networks, choices: Choices, training: Training) -> tuple[LoadedNetwork, Message]:
    """The network that a visitor has configured, trained, and its figures."""
    networks.first.wait()  # two threads that import TensorFlow at the same time can deadlock

    from model.learning.live import train_live
    from model.recognizer import Recognizer

    keras_model, record = train_live(choices, all_digits(), on_begin=training.begin, on_point=training.points.append,
                                     should_stop=training.is_stopped)
    network = LoadedNetwork()
    network.use(Recognizer(keras_model), record)
    return network, {"choices": asdict(choices), **figures_message(record)}


# Reading with networks that may still be training

def probabilities(image: np.ndarray, training: Training | None, network: LoadedNetwork | None) -> np.ndarray | None:
    """A network's probabilities `(10,)`, whether it is finished or still training; None if it has not started."""
    if network:
        return network.recognizer.probabilities(image[None])[0]
    if training and (keras_model := training.keras_model):
        return keras_model(image[None, ..., None].astype(np.float32), training=False).numpy()[0]
    return None


# Messages

def settings_message() -> list[Message]:
    """The form's settings in order: name, allowed values, and step."""
    steps = {"dropout": 0.05, "learning_rate": "any", "digits": 500, "batch_size": 8}
    return [{"name": field.name, "words": field.name.replace("_", " "), "allowed": list(ALLOWED[field.name]),
             "isChoice": isinstance(field.default, str), "step": steps.get(field.name, 1)}
            for field in fields(Choices)]


def progress_message(training: Training, ahead: int, start: int) -> Message:
    """A training's progress with its points from `start` on; `Progress` in train.js names the fields."""
    points, keras_model = list(training.points), training.keras_model
    return {"state": training.state, "ahead": ahead, "reason": training.reason, "figures": training.figures,
            "points": [[round(value, 5) for value in point] for point in points[start:]],
            "left": seconds_left(points[-1]) if points else None,
            "filters": live_filters(keras_model) if keras_model else None}


def seconds_left(point: Point) -> int:
    return math.ceil(point.seconds * (1 - point.share) / point.share)


def live_filters(keras_model: Any) -> Message | None:
    """The current kernels of the first layer."""
    from model.networks.first_layer import first_layer

    first = first_layer(keras_model)
    return filters_message(first.name, first.kernels) if first else None


def download_message(what: Any, training: Training, network: LoadedNetwork) -> Message:
    choices = training.figures.get("choices")
    if what in ("keras", "page"):
        return network_file(network, what)
    if choices and what == "script":
        return file_message("digits.py", keras_script(Choices(**choices)).encode())
    if choices and what == "command":
        return {"text": command(Choices(**choices))}
    return {"error": "There is no such file for this network."}
