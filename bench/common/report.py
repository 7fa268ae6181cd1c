"""Benchmark reports: rows are printed as they are measured, then written as JSON with machine, versions and date."""
from __future__ import annotations

import argparse
import json
import os
import platform
import re
import shlex
import sys
import time
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from bench.common.server import PROJECT
from model.networks.evaluation import percent

RESULTS = PROJECT / "bench" / "results"
PACKAGES = {"gradio": "Gradio", "keras": "Keras", "tensorflow": "TensorFlow", "tensorflow-cpu": "TensorFlow",
            "ai-edge-litert": "LiteRT"}
# A cell is text, a number, None, or [right, count], which is shown as a percentage.
Row = dict[str, Any]


def command_parser(doc: str, output: Path) -> argparse.ArgumentParser:
    """A command's parser, whose help is its docstring and whose `--output` says where its figures go."""
    made = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("--output", type=Path, default=output, metavar="FILE",
                      help=f"JSON to write the figures to (default: {output.relative_to(PROJECT)})")
    return made


class Report:
    """The tables and notes of one run.

    Rows with the same columns form a table, and the first column's name says what the table is about.

    Example:
        >>> report = Report()
        >>> report.row({"milliseconds": "our pad", "n": 240, "median": 5.9})
        | milliseconds | n | median |
        | our pad | 240 | 5.9 |
        >>> report.write(Path("latency.json"))
    """

    def __init__(self, **versions: str) -> None:
        self.origin = origin(**versions)
        self.tables: list[list[Row]] = []
        self.notes: list[str] = []

    def row(self, row: Row) -> None:
        if not self.tables or list(self.tables[-1][0]) != list(row):
            self.tables.append([])
            print("\n" + line(row))
        self.tables[-1].append(row)
        print(line(map(cell_text, row.values())), flush=True)

    def note(self, sentence: str) -> None:
        self.notes.append(sentence)
        print(f"\n{sentence}", flush=True)

    def write(self, path: Path) -> None:
        write(path, {**self.origin, "tables": self.tables, "notes": self.notes})


def write(path: Path, report: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    # One line per row, so that a change of figures reads as one.
    text = re.sub(r"\n {4,}|\n {3}(?=[\]}])", " ", json.dumps(report, indent=1, ensure_ascii=False))
    path.write_text(text + "\n", encoding="utf-8")
    print(f"\nwritten to {path}", file=sys.stderr)


def origin(**versions: str) -> dict[str, Any]:
    """Command, date, machine and versions of a run; `versions` adds to those of the installed packages."""
    # Names instead of paths, which belong to the machine, and not where the figures went.
    arguments = [Path(argument).name if os.sep in argument else argument for argument in sys.argv[1:]]
    command = re.sub(r" --output \S+", "", shlex.join(["python", f"bench/{Path(sys.argv[0]).name}", *arguments]))
    found = {"Python": platform.python_version(), **versions}
    for package, name in PACKAGES.items():
        try:
            found[name] = version(package)
        except PackageNotFoundError:
            continue
    return {"command": command, "date": time.strftime("%Y-%m-%d"), "machine": machine(), "versions": found}


def machine() -> str:
    """Cores and processor, such as "2 cores of AMD EPYC (family 26) with AVX-512"; off Linux, the cores alone."""
    file = Path("/proc/cpuinfo")
    text = file.read_text() if file.exists() else ""
    name, family = (re.search(rf"^{field}\s*: (.+)$", text, re.MULTILINE) for field in ("model name", "cpu family"))
    if not (name and family):
        return f"{os.cpu_count()} cores"
    vectors = "with" if "avx512f" in text else "without"
    return f"{os.cpu_count()} cores of {name[1]} (family {family[1]}) {vectors} AVX-512"


def markdown(rows: list[Row]) -> str:
    """A Markdown table; the decimals of a column's numbers agree."""
    decimals = {name: max((len(repr(row[name]).partition(".")[2]) for row in rows if isinstance(row[name], float)),
                          default=0) for name in rows[0]}
    return "\n".join([line(rows[0]), line(["---", *["---:"] * (len(rows[0]) - 1)]),
                      *(line(cell_text(cell, decimals[name]) for name, cell in row.items()) for row in rows)])


def line(cells) -> str:
    return f"| {' | '.join(cells)} |"


def cell_text(cell: Any, decimals: int | None = None) -> str:
    if cell is None:
        return "–"
    if isinstance(cell, list):
        return percent(*cell)
    if isinstance(cell, float) and decimals is not None:
        return f"{cell:,.{decimals}f}"
    return cell if isinstance(cell, str) else f"{cell:,}"
