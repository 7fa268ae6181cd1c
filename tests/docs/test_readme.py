"""The README and docs/ quote only recorded figures, and link only to files that exist."""
from __future__ import annotations

import json
import re
from importlib.metadata import version
from pathlib import Path

import pytest

from bench import report
from tests.support.project import PROJECT

README = (PROJECT / "README.md").read_text()
DOCUMENTS = [*PROJECT.glob("*.md"), *(PROJECT / "docs").glob("*.md"), *(PROJECT / "bench").glob("*.md"),
             PROJECT / "model" / "saved" / "README.md"]
SAVED = {name: json.loads((PROJECT / "model" / "saved" / f"{name}.json").read_text()) for name in ("best", "lesson")}


@pytest.mark.parametrize("name", ["best", "lesson"])
def test_the_networks_figures_are_those_of_its_record(name):
    row = re.search(rf"^\| `{name}` \| (.+) % \| (.+) \| (.+) s \|$", README, re.MULTILINE)
    record = SAVED[name]
    assert row.group(1) == f"{100 * record['test_accuracy']:.2f}"
    assert row.group(2) == f"{record['parameters']:,}"
    assert row.group(3) == f"{record['seconds']:.0f}"
    assert record["test_count"] == 10_000


def test_the_space_runs_the_gradio_that_is_tested():
    assert re.search(r"^sdk_version: (.+)$", README, re.MULTILINE).group(1) == version("gradio")
    assert (PROJECT / re.search(r"^app_file: (.+)$", README, re.MULTILINE).group(1)).exists()


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(PROJECT)))
def test_every_file_a_document_links_to_or_names_exists(path):
    text = path.read_text()
    links = [path.parent / link for link in re.findall(r"\]\((?!https?:|#)([^)#\s]+)", text)]
    names = [PROJECT / name for name in re.findall(
        r"\b((?:assets|bench|clients|deploy|docs|model|page|tests|tools)/[\w./-]+\.(?:py|md|js|mjs|sh|html|png|conf|yaml|json))\b",
        text)]
    assert [str(file) for file in links + names if not file.exists()] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(PROJECT)))
def test_every_heading_a_document_links_to_exists(path):
    for file, heading in re.findall(r"\]\((?!https?:)([^)#\s]*)#([^)\s]+)\)", path.read_text()):
        headings = re.findall(r"^#+ (.+)$", (path.parent / file if file else path).read_text(), re.MULTILINE)
        assert heading in {re.sub(r"[^\w -]", "", name).lower().replace(" ", "-") for name in headings}


@pytest.mark.parametrize("command", ["app.py", "-m pytest -n 2"])
def test_each_command_installs_its_requirements_first(command):
    line = next(line for line in README.splitlines() if "pip install" in line and line.endswith(command))
    requirements = re.search(r"-r (\S+)", line).group(1)
    assert (PROJECT / requirements).exists()


@pytest.mark.parametrize("path", report.DOCUMENTS, ids=lambda path: path.name)
def test_a_documents_tables_are_those_that_were_measured(path: Path):
    assert report.filled(path.read_text()) == path.read_text(), "run `python bench/report.py`"


def test_every_command_in_bench_has_its_table_in_a_document():
    named = {name for path in report.DOCUMENTS for _, name, _ in report.MEASURED.findall(path.read_text())}
    assert named == {path.stem for path in (PROJECT / "bench").glob("[a-z]*.py")} - {"report"}


def test_the_accuracies_of_the_three_trainings_are_those_of_the_record():
    runs = SAVED["best"]["runs"]
    text = " ".join((PROJECT / "docs" / "networks.md").read_text().split())
    for figure in ("validation_accuracy", "test_accuracy"):
        shares = [f"{100 * run[figure]:.2f}" for run in runs]
        assert f"{shares[0]}, {shares[1]} and {shares[2]} %" in text


def test_the_readme_is_one_screen():
    assert len(README.split("---\n", 2)[2].splitlines()) <= 110
