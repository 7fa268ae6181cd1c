"""Make bench/README.md, and the measured tables in docs/, from the JSON that the other commands wrote.

    python bench/report.py

In docs/, a table stands between `<!-- NAME -->` and `<!-- end -->`.
"""
from __future__ import annotations

import ast
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

from bench.common.report import RESULTS, markdown
from bench.common.server import PROJECT
from model.networks.evaluation import accuracy_tables

PAGE, DOCS = PROJECT / "bench" / "README.md", PROJECT / "docs"
MEASURED = PROJECT / "assets" / "results"
COMMANDS = ("latency", "profile", "load", "start", "weight", "cold_start", "recipes", "training", "export", "hostile",
            "overload", "endurance")
# Their tables are in docs/.
ELSEWHERE = {"scale": "scale.md", "accuracy": "networks.md", "ablation": "networks.md"}
HEAD = """# Benchmarks

Made by `python bench/report.py` from `bench/results/*.json`, which the commands write. Compare figures within one table
only: the machines are virtual, and their speed changes by half from hour to hour. What was tried is in
[docs/experiments.md](../docs/experiments.md)."""
SECTION = re.compile(r"(<!-- (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
NAMES = {"python": "Python", "gradio": "Gradio", "keras": "Keras", "tensorflow": "TensorFlow",
         "ai-edge-litert": "LiteRT", "onnxruntime": "ONNX Runtime", "chromium": "Chromium", "ray": "Ray"}


def read(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text(encoding="utf-8"))


def page() -> str:
    """The text of bench/README.md."""
    sections = (section(name, read(RESULTS / f"{name}.json")) for name in COMMANDS)
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
    machine, versions = report["machine"], report["versions"]
    processor = (f" of {machine['processor']} {'with' if machine['AVX-512'] else 'without'} AVX-512"
                 if "processor" in machine else "")
    words = ", ".join(f"{words} {versions[name]}" for name, words in NAMES.items() if name in versions)
    return f"`{report['command']}`, {day.day} {day:%B %Y}, {machine['cores']} cores{processor}; {words}."


def docs_tables() -> dict[str, str]:
    """The measured tables in docs/, by the name of their section."""
    scale, export, cold_start = (read(RESULTS / f"{name}.json") for name in ("scale", "export", "cold_start"))
    accuracy, ablation = (read(MEASURED / f"{name}.json") for name in ("accuracy", "ablation"))
    head, *rows = accuracy_tables(accuracy)[0]
    return {
        "scale": with_origin(scale, markdown(scale["tables"][0])), "needs": markdown(scale["tables"][1]),
        "export": with_origin(export, markdown(
            export["tables"][0], ["format", "bytes", "test digits read right", "one image: median, ms"])),
        "cold_start": with_origin(cold_start, markdown(cold_start["tables"][0])),
        "accuracy": with_origin(accuracy, markdown([dict(zip(head, row, strict=True)) for row in rows])),
        "ablation": with_origin(ablation, markdown(ablation["tables"][0])),
    }


def with_origin(report: dict[str, Any], table: str) -> str:
    return f"{table}\n\n{' '.join([origin_line(report), *report['notes']])}"


def filled(text: str, tables: dict[str, str]) -> str:
    """A document with its measured tables replaced by these."""
    return SECTION.sub(lambda found: f"{found[1]}\n{tables[found[2]]}\n\n{found[3]}", text)


def main() -> None:
    PAGE.write_text(page(), encoding="utf-8")
    tables = docs_tables()
    for path in DOCS.glob("*.md"):
        path.write_text(filled(path.read_text(encoding="utf-8"), tables), encoding="utf-8")


if __name__ == "__main__":
    main()
