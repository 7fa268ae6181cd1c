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
PACKAGES = ("gradio", "keras", "tensorflow", "tensorflow-cpu", "ai-edge-litert")
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
            print("\n| " + " | ".join(row) + " |")
        self.tables[-1].append(row)
        print("| " + " | ".join(cell.ljust(len(name)) for name, cell in zip(row, cells(row), strict=True)) + " |",
              flush=True)

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
    found = {"python": platform.python_version(), **versions}
    for package in PACKAGES:
        try:
            found[package.removesuffix("-cpu")] = version(package)
        except PackageNotFoundError:
            continue
    return {"command": command, "date": time.strftime("%Y-%m-%d"), "machine": machine(), "versions": found}


def machine() -> dict[str, Any]:
    """Processor, cores, whether they have AVX-512, and memory in GB."""
    file = Path("/proc/cpuinfo")
    text = file.read_text() if file.exists() else ""
    name, family = (re.search(rf"^{field}\s*: (.+)$", text, re.MULTILINE) for field in ("model name", "cpu family"))
    return {"processor": f"{name[1]} (family {family[1]})" if name and family else platform.processor(),
            "cores": os.cpu_count(), "AVX-512": "avx512f" in text,
            "GB": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9)}


def markdown(rows: list[Row], columns: list[str] | None = None) -> str:
    """A Markdown table of all columns, or of these; the decimals of a column's numbers agree."""
    columns = columns or list(rows[0])
    decimals = {name: max((len(repr(row[name]).partition(".")[2]) for row in rows if isinstance(row[name], float)),
                          default=0) for name in columns}
    lines = [columns, ["---", *["---:"] * (len(columns) - 1)], *(
        cells({name: row[name] for name in columns}, decimals) for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def cells(row: Row, decimals: dict[str, int] | None = None) -> list[str]:
    return [cell_text(cell, (decimals or {}).get(name)) for name, cell in row.items()]


def cell_text(cell: Any, decimals: int | None = None) -> str:
    if cell is None:
        return "–"
    if isinstance(cell, list):
        return percent(*cell)
    if isinstance(cell, float) and decimals is not None:
        return f"{cell:,.{decimals}f}"
    return f"{cell:,}" if isinstance(cell, (int, float)) else cell
