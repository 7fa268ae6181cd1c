"""What a visitor chooses of a network: what can be trained, the layers that come of it, and the same as a command."""
from __future__ import annotations

from dataclasses import asdict, replace

import pytest

import train as command_line
from model.learning import choices as module
from model.learning.choices import PRESETS, Choices, Limits, choices_from, layer_rows
from model.learning.recipes import build, with_changes
from model.learning.watching import config_of

ODD = [Choices(convolutions=3, filters=5, kernel_size=3, stride=2, padding="same", pooling=0, dense_units=0, dropout=0),
       Choices(convolutions=2, filters=3, kernel_size=4, pooling=3, dropout=0.5), Choices(kernel_size=28, pooling=0),
       Choices(convolutions=2, kernel_size=7, stride=3, padding="same", pooling=2)]


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
    assert (rows[2].formula, rows[2].counted) == ("⌊(28 + 2·0 − 3) / 1⌋ + 1 = 26", "(3 · 3 · 1 + 1) · 28")


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
    settings = {name: getattr(options, name) for name in command_line.SETTINGS}
    assert with_changes(options.recipe, **settings) == config_of(choices)
