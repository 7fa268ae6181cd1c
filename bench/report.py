"""Fill the measured tables in bench/README.md and docs/ from the JSON that the other commands wrote.

    python bench/report.py

Between `<!-- NAME -->` and `<!-- end -->` are the tables that the command NAME wrote, how and where they were measured,
and notes. `<!-- NAME 1 -->` takes only the second table.
"""
from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

from bench.common.report import RESULTS, Row, markdown
from bench.common.server import PROJECT
from model.networks.evaluation import accuracy_tables

DOCUMENTS = [PROJECT / "bench" / "README.md", *(PROJECT / "docs").glob("*.md")]
MEASURED = re.compile(r"(<!-- (\w+) ?(\d+)? -->\n).*?<!-- end -->", re.DOTALL)


def filled(text: str) -> str:
    """A document with the measured tables that it names."""
    return MEASURED.sub(lambda found: f"{found[1]}\n{measured(found[2], found[3])}\n\n<!-- end -->", text)


def measured(name: str, number: str | None = None) -> str:
    """What a command wrote, as Markdown: all tables, or one of them, then the origin and the notes."""
    folder = PROJECT / "assets" / "results" if name == "accuracy" else RESULTS
    report = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    tables = accuracy_rows(report) if name == "accuracy" else report["tables"]
    chosen = tables if number is None else [tables[int(number)]]
    return "\n\n".join([*map(markdown, chosen), " ".join([origin_line(report), *report["notes"]])])


def accuracy_rows(counts: dict[str, Any]) -> list[list[Row]]:
    """The tables of `accuracy.json`, which holds counts."""
    return [[dict(zip(head, row, strict=True)) for row in rows] for head, *rows in accuracy_tables(counts)]


def origin_line(report: dict[str, Any]) -> str:
    """How and where a report was made, such as "`python bench/start.py`, 29 November 2026, 2 cores …"."""
    day = date.fromisoformat(report["date"])
    versions = ", ".join(" ".join(package) for package in report["versions"].items())
    return f"`{report['command']}`, {day.day} {day:%B %Y}, {report['machine']}; {versions}."


def main() -> None:
    for path in DOCUMENTS:
        path.write_text(filled(path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
