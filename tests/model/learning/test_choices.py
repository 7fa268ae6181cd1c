"""A visitor's choices: validation, the layer table, and the equivalent command."""
from __future__ import annotations

from dataclasses import asdict, replace

import pytest

import train as command_line
from model.learning.choices import PRESETS, Choices, Limits, choices_from, command, layer_rows
from model.learning.live import config_of
from model.learning.recipes import build

ODD = [Choices(convolutions=3, filters=5, kernel_size=3, stride=2, padding="same", pooling=0, dense_units=0, dropout=0),
       Choices(convolutions=2, filters=3, kernel_size=4, pooling=3, dropout=0.5), Choices(kernel_size=28, pooling=0),
       Choices(convolutions=2, kernel_size=7, stride=3, padding="same", pooling=2)]


@pytest.mark.parametrize("choices", [*PRESETS.values(), *ODD])
def test_the_layer_table_matches_the_network_that_keras_builds(choices):
    network = build(config_of(choices))
    rows = layer_rows(choices)[1:]  # the image is not a layer
    assert [row.name for row in rows] == [layer.name for layer in network.layers]
    assert [row.output for row in rows] == [layer.output.shape[1:] for layer in network.layers]
    assert [row.parameters for row in rows] == [layer.count_params() for layer in network.layers]


def test_the_lessons_network_has_607394_parameters_and_shows_the_calculation():
    rows = layer_rows(PRESETS["lesson"])
    assert sum(row.parameters for row in rows) == 280 + 605_824 + 1_290 == 607_394
    assert (rows[2].formula, rows[2].counted) == ("⌊(28 + 2·0 − 3) / 1⌋ + 1 = 26", "(3 · 3 · 1 + 1) · 28")


@pytest.mark.parametrize("changes, setting, sentence", [
    ({"convolutions": 2, "kernel_size": 14}, "kernel_size", "A kernel of 14 × 14 does not fit into 7 × 7."),
    ({"kernel_size": 26, "pooling": 8}, "pooling", "A window of 8 × 8 does not fit into 3 × 3."),
    ({"dense_units": 512, "pooling": 0}, "dense_units", "9,697,058 parameters; the limit here is 2,500,000."),
    ({"epochs": 11}, "epochs", "From 1 to 10."), ({"filters": 1.5}, "filters", "Enter a whole number."),
    ({"filters": None}, "filters", "From 1 to 64."), ({"dropout": float("nan")}, "dropout", "From 0 to 0.9."),
    ({"digits": 10**400}, "digits", "From 500 to 55,000."),
    ({"padding": ["same"]}, "padding", "Choose valid or same."), ({"epochs": True}, "epochs", "From 1 to 10."),
])
def test_an_invalid_setting_gets_a_sentence_under_its_name(changes, setting, sentence):
    assert choices_from(asdict(Choices()) | changes, Limits())[1] == {setting: sentence}


@pytest.mark.parametrize("values", [None, [], "x", 7])
def test_values_of_another_type_give_a_sentence_for_every_setting(values):
    assert set(choices_from(values, Limits())[1]) == set(asdict(Choices()))


def test_every_preset_can_be_trained_within_the_limits():
    assert all(not choices_from(asdict(choices), Limits())[1] for choices in PRESETS.values())


def test_the_command_trains_with_the_same_settings():
    choices = replace(ODD[1], learning_rate=0.0025, batch_size=96)
    _, script, *arguments = command(choices).split()
    assert script == "train.py"
    assert command_line.config_from(command_line.parse_arguments(arguments)) == config_of(choices)
