"""Make bench/README.md, and the measured tables in docs/, from the JSON that the other commands wrote.

    python bench/report.py

In docs/, `<!-- NAME N -->` begins table N of NAME's JSON, counted from 0, and `<!-- end -->` ends it.
"""
from __future__ import annotations

import ast
import json
import re
from datetime import date
from typing import Any

from bench.common.report import RESULTS, Row, markdown
from bench.common.server import PROJECT
from model.networks.evaluation import accuracy_tables

PAGE, DOCS = PROJECT / "bench" / "README.md", PROJECT / "docs"
COMMANDS = ("latency", "load", "start", "weight", "recipes", "training", "hostile", "overload", "endurance")
# Their tables are in docs/.
ELSEWHERE = {"scale": "scale.md", "accuracy": "networks.md", "ablation": "networks.md", "export": "calling.md"}
HEAD = """# Benchmarks

Made by `python bench/report.py` from `bench/results/*.json`, which the commands write. Compare figures within one table
only: the machines are virtual, and their speed changes by half from hour to hour. What was tried is in
[docs/experiments.md](../docs/experiments.md)."""
TABLE = re.compile(r"(<!-- (\w+) (\d+) -->\n).*?(<!-- end -->)", re.DOTALL)


def read(name: str) -> dict[str, Any]:
    """What a command wrote."""
    folder = PROJECT / "assets" / "results" if name in ("accuracy", "ablation") else RESULTS
    return json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))


def page() -> str:
    """The text of bench/README.md."""
    sections = (section(name, read(name)) for name in COMMANDS)
    links = (f"- `python bench/{name}.py`: {summary(name)} [docs/{file}](../docs/{file})"
             for name, file in ELSEWHERE.items())
    return "\n\n".join([HEAD, *sections, "## Tables in docs/", "\n".join(links)]) + "\n"


def section(name: str, report: dict[str, Any]) -> str:
    head = f"## {name}\n\n{summary(name)}\n{origin_line(report)}"
    return "\n\n".join([head, *map(markdown, report["tables"]), *filter(None, [" ".join(report["notes"])])])


def summary(name: str) -> str:
    """The first sentence of a command's docstring."""
    doc = ast.get_docstring(ast.parse((PROJECT / "bench" / f"{name}.py").read_text(encoding="utf-8")))
    return doc.split("\n\n")[0].replace("\n", " ")


def origin_line(report: dict[str, Any]) -> str:
    """How and where a report was made, such as "`python bench/start.py`, 29 November 2026, 2 cores …"."""
    day = date.fromisoformat(report["date"])
    versions = ", ".join(" ".join(package) for package in report["versions"].items())
    return f"`{report['command']}`, {day.day} {day:%B %Y}, {report['machine']}; {versions}."


def filled(text: str) -> str:
    """A document with the measured tables that it names."""
    return TABLE.sub(lambda found: f"{found[1]}\n{docs_table(found[2], int(found[3]))}\n\n{found[4]}", text)


def docs_table(name: str, number: int) -> str:
    """A table of what a command wrote; below the first, how and where it was measured."""
    report = read(name)
    table = markdown((accuracy_rows(report) if name == "accuracy" else report["tables"])[number])
    return f"{table}\n\n{' '.join([origin_line(report), *report['notes']])}" if number == 0 else table


def accuracy_rows(measured: dict[str, Any]) -> list[list[Row]]:
    """The tables of `accuracy.json`, which holds counts."""
    return [[dict(zip(head, row, strict=True)) for row in rows] for head, *rows in accuracy_tables(measured)]


def main() -> None:
    PAGE.write_text(page(), encoding="utf-8")
    for path in DOCS.glob("*.md"):
        path.write_text(filled(path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
