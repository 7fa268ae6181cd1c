"""The model card repeats the records."""
from __future__ import annotations

import json
import re

import numpy as np
import pytest
import yaml

from model.exports.card import CARD, MEASURED, SAVED, TEMPLATE, card, digit_rows
from model.networks.evaluation import percent
from tests.support.project import PROJECT

BEST, LESSON = (json.loads((SAVED / f"{name}.json").read_text()) for name in ("best", "lesson"))
FIGURES = json.loads(MEASURED.read_text())
TEXT = CARD.read_text()
FRONT = yaml.safe_load(TEXT.split("---\n")[1])


def within_95_percent(right, count):
    """The lowest and highest p for which `right` is within 1.96 standard deviations of its mean, by trying many p."""
    p = np.linspace(0, 1, 2_000_001)
    inside = p[np.abs(right / count - p) <= 1.959964 * np.sqrt(p * (1 - p) / count)]
    return inside[0], inside[-1]


def test_the_card_is_what_its_command_writes():
    assert card(BEST, LESSON, FIGURES, TEMPLATE.read_text()) == TEXT, "run `python -m model.exports.card`"


@pytest.mark.parametrize(("name", "record"), [("best", BEST), ("lesson", LESSON)])
def test_its_scores_are_those_of_the_records_with_their_intervals(name, record):
    row = re.search(rf"^\| `{name}`, MNIST test \| 10,000 \| (.+) % \((.+) to (.+)\) \|$", TEXT, re.MULTILINE)
    low, high = within_95_percent(round(record["test_accuracy"] * 10_000), 10_000)
    assert [float(value) for value in row.groups()] == pytest.approx(
        [100 * record["test_accuracy"], 100 * low, 100 * high], abs=0.006)


def test_its_digits_are_those_of_the_confusion_matrix():
    rows = re.findall(r"^\| (\d) \| (.+) \| (.+) \| (.+) \|$", TEXT, re.MULTILINE)
    assert len(rows) == 10
    for digit, (name, count, right, taken) in enumerate(rows):
        counts = BEST["confusion_matrix"][digit]
        assert (int(name), int(count.replace(",", ""))) == (digit, sum(counts))
        assert right.startswith(f"{100 * counts[digit] / sum(counts):.2f} % (")
        others = [(number, other) for other, number in enumerate(counts) if other != digit]
        most, _ = max(others)
        named = ", ".join(str(other) for number, other in others if number == most)
        assert taken == (f"{named} ({most})" if most else "–")


def test_a_digit_that_is_always_read_right_is_mistaken_for_nothing():
    assert digit_rows(np.diag(np.full(10, 5))).splitlines()[3] == "| 3 | 5 | 100.00 % (56.55 to 100.00) | – |"


def test_its_drawings_are_those_that_were_measured():
    for digit, counts in FIGURES["drawings"]["digit"].items():
        assert f"| digit {digit} | {percent(*counts)} |" in TEXT
    for manner, counts in FIGURES["drawings"]["manner"].items():
        assert f"| {manner} | {percent(*counts)} |" in TEXT


def test_its_front_matter_has_the_fields_a_model_hub_reads():
    assert FRONT["library_name"] == "keras" and FRONT["pipeline_tag"] == "image-classification"
    assert FRONT["license"] == "mit" and (PROJECT / "LICENSE").read_text().startswith("MIT License")
    scores = {model["name"]: model["results"][0]["metrics"][0]["value"] for model in FRONT["model-index"]}
    assert scores == {"best": BEST["test_accuracy"], "lesson": LESSON["test_accuracy"]}
    assert FRONT["datasets"] == [model["results"][0]["dataset"]["type"] for model in FRONT["model-index"]][:1]


def test_a_card_is_not_written_from_measurements_of_another_network():
    with pytest.raises(ValueError, match=r"run `python bench/accuracy\.py"):
        card({**BEST, "parameters": 7}, LESSON, FIGURES, TEMPLATE.read_text())
