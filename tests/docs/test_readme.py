"""What the README says is so."""
from __future__ import annotations

import json
import re
from importlib.metadata import version

import pytest

from model.exports.formats import FORMATS
from model.networks.evaluation import tables
from tests.support.project import PROJECT

README = (PROJECT / "README.md").read_text()


@pytest.mark.parametrize("name", ["best", "lesson"])
def test_the_networks_figures_are_those_of_its_record(name):
    record = json.loads((PROJECT / "model" / "saved" / f"{name}.json").read_text())
    row = re.search(rf"^\| `{name}` \| (.+) % \| (.+) \| (.+) s \|$", README, re.MULTILINE)
    assert row.group(1) == f"{100 * record['test_accuracy']:.2f}"
    assert row.group(2) == f"{record['parameters']:,}"
    assert row.group(3) == f"{record['seconds']:.0f}"
    assert record["test_count"] == 10_000


def test_the_space_runs_the_gradio_that_is_tested():
    assert re.search(r"^sdk_version: (.+)$", README, re.MULTILINE).group(1) == version("gradio")
    assert (PROJECT / re.search(r"^app_file: (.+)$", README, re.MULTILINE).group(1)).exists()


def test_the_pictures_and_files_it_names_are_there():
    for name in re.findall(r"\]\((assets/[^)]+)\)|(assets/examples/[\w.-]+)", README):
        assert (PROJECT / (name[0] or name[1])).exists()


@pytest.mark.parametrize("command", ["app.py", "-m pytest -n 2"])
def test_each_command_installs_what_it_needs_first(command):
    line = next(line for line in README.splitlines() if "pip install" in line and line.endswith(command))
    requirements = re.search(r"-r (\S+)", line).group(1)
    assert (PROJECT / requirements).exists()


@pytest.mark.parametrize("name", ["accuracy", "ablation"])
def test_its_results_are_those_that_were_measured(name):
    measured = (PROJECT / "assets" / "results" / f"{name}.md").read_text().split("\n\n")[0]
    assert measured.startswith("|") and measured.strip() in README


def test_its_exported_networks_are_those_that_were_measured():
    measured = next(table for table in tables((PROJECT / "bench" / "README.md").read_text()) if "bytes" in table[0])
    quoted = next(table for table in tables(README) if "bytes" in table[0])
    assert [row[:3] for row in quoted] == [row[:3] for row in measured]
    assert [row[3] for row in quoted[1:]] == [f"{row[5].split()[0]} ms" for row in measured[1:]]
    assert len(quoted) == 1 + len(FORMATS)


def test_its_cold_start_is_that_which_was_measured():
    measured = next(table for table in tables((PROJECT / "bench" / "README.md").read_text()) if "download" in table[0])
    [row] = [dict(zip(measured[0], row, strict=True)) for row in measured[1:] if row[0] == "requirements.txt"]
    words = " ".join(README.split("## Share it")[1].split())
    assert f"downloads {row['download']}, installs for {row['to install']} and answers {row['to an answer']} " in words
