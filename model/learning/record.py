"""Training records: settings, versions and results of a training, saved together with its network."""
from __future__ import annotations

import csv
import json
import os
import platform
from dataclasses import asdict
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from model.digits.mnist import Mnist
from model.digits.training_data import Examples
from model.learning.settings import TrainingConfig
from model.networks.anatomy import anatomy
from model.networks.calibration import expected_calibration_error
from model.networks.chain import ENDING, Chain, save_chain
from model.networks.compiled import Compiled
from model.networks.evaluation import accuracy_and_loss, confusion
from model.networks.files import checksum

Record = dict[str, Any]


def read_history(file: Path) -> dict[str, list[float]]:
    """The values in `CSVLogger`'s file, by figure, one per epoch. An epoch repeated after a stop counts once."""
    with file.open(newline="") as rows:
        epochs = {int(row.pop("epoch")): row for row in csv.DictReader(rows)}
    last = epochs[max(epochs)]
    return {figure: [round(float(epochs[epoch][figure]), 6) for epoch in sorted(epochs)]
            for figure in last if figure != "learning_rate"}


def make_record(network: keras.Model, config: TrainingConfig, mnist: Mnist, history: dict[str, list[float]],
                train_count: int, validation: Examples) -> Record:
    """The record of a training, for the documentation, the page, and repeating the training."""
    compiled, accuracy, loss = Compiled(network), None, None
    if config.held_out:
        probabilities, _ = compiled.scores(validation.images)
        accuracy, loss = accuracy_and_loss(probabilities, validation.targets.argmax(axis=1))
    return {
        **mnist_figures(compiled, mnist),
        "parameters": network.count_params(),
        "validation_accuracy": accuracy,
        "validation_loss": loss,
        "validation_count": len(validation.images),
        "train_count": train_count,
        "history": history,
        "seconds": round(sum(history["seconds"]), 1),
        "seed": config.seed,
        "settings": asdict(config),
        "versions": {"python": platform.python_version(), "tensorflow": tf.__version__, "keras": keras.__version__,
                     "numpy": np.__version__},
        "hardware": f"{os.cpu_count()} CPU cores, {len(tf.config.list_physical_devices('GPU'))} GPUs",
        "data_sha256": mnist.sha256,
    }


def mnist_figures(network: Compiled, mnist: Mnist) -> Record:
    """The part of a record that is about the network's answers to the test digits."""
    probabilities, _ = network.scores(mnist.test_images)
    accuracy, loss = accuracy_and_loss(probabilities, mnist.test_labels)
    return {
        "test_accuracy": accuracy,
        "test_loss": loss,
        "test_count": len(mnist.test_images),
        "test_calibration_error": expected_calibration_error(probabilities, mnist.test_labels),
        "confusion_matrix": confusion(mnist.test_labels, probabilities.argmax(axis=1)).tolist(),
    }


def save(network: keras.Sequential, record: Record, path: Path) -> None:
    """Save the network to `path`, and next to it its record and its layers (`model.networks.chain`), completely
    or not at all.

    All three are first written in full under other names, so that stopping at any moment leaves the previous files. The
    record and the layers hold the network's checksum (see `load_record`).

    Raises:
        OSError: if a file can't be written; the previous files are unchanged.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    endings = (".keras", ".json", ENDING)
    written = [path.with_suffix(f".partial{ending}") for ending in endings]
    new_network, new_record, new_layers = written
    try:
        network.save(new_network)
        record = record | {"network_sha256": checksum(new_network)}
        new_record.write_text(json.dumps(record, indent=1) + "\n")
        save_chain(Chain(network.name, anatomy(network)), new_layers, new_network)
        for file in written:
            flush_to_disk(file)
    except BaseException:
        for file in written:
            file.unlink(missing_ok=True)
        raise
    for file, ending in zip(written, endings, strict=True):
        file.replace(path.with_suffix(ending))


def flush_to_disk(path: Path) -> None:
    """Wait until the file is on the disk, so that it is complete if the power fails after it is renamed."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


def draw_curves(record: Record, path: Path) -> None:
    """Save a picture of accuracy and loss per epoch, for training and validation digits."""
    # Imported here because the page imports this module too, without Matplotlib.
    from matplotlib.figure import Figure

    history = record["history"]
    epochs = range(1, len(history["loss"]) + 1)
    figure = Figure(figsize=(9, 3.4), layout="constrained")
    for axes, name in zip(figure.subplots(1, 2), ("accuracy", "loss"), strict=True):
        axes.plot(epochs, history[name], "o-", label="training", color="#3465a4")
        if f"val_{name}" in history:
            axes.plot(epochs, history[f"val_{name}"], "s-", label="validation", color="#d9730d")
        axes.set(xlabel="epoch", title=name.capitalize())
        axes.xaxis.get_major_locator().set_params(integer=True)
        axes.grid(alpha=0.3)
        axes.legend()
    figure.suptitle(f"{record['settings']['recipe']}: {record['test_accuracy']:.2%} of "
                    f"{record['test_count']:,} test digits right")
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=110)
