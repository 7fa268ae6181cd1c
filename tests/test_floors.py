"""Imports go down only, and only the page knows Gradio (the picture is in `model/__init__.py`)."""
from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent
FLOORS = {name: floor for floor, names in enumerate([
    ["drawing", "files", "calibration", "rendering", "choices", "inspection", "formats"],
    ["strokes", "pictures", "script", "results", "lite", "mnist"],
    ["preprocessing", "card"],
    ["pen_digits", "network", "augmentation"],
    ["not_digits", "compiled", "conversion", "anatomy", "receptive_fields", "atlas", "recipes", "export"],
    ["recognizer", "training_data", "explanation"],
    ["record", "runtimes", "kinds"],
    ["training"],
    ["watching"],
    ["teaching"],
    ["__main__"],
]) for name in names}
MODULES = [*sorted((PROJECT / "model").glob("*.py")), *sorted((PROJECT / "page").glob("*.py"))]


def imported(tree: ast.AST) -> set[str]:
    names = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}
    return names | {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}


@pytest.mark.parametrize("name", FLOORS)
def test_a_module_imports_from_lower_floors_only(name):
    names = imported(ast.parse((PROJECT / "model" / f"{name}.py").read_text()))
    ours = {module.split(".")[1] for module in names if module.startswith("model.")}
    assert all(FLOORS[other] < FLOORS[name] for other in ours)
    assert not any(module.split(".")[0] in ("gradio", "page") for module in names)


def test_every_module_of_the_network_has_its_floor():
    assert {path.stem for path in (PROJECT / "model").glob("*.py")} - {"__init__"} == set(FLOORS)


def test_importing_the_page_does_not_import_tensorflow():
    code = "import app, sys; sys.exit('tensorflow' in sys.modules or 'keras' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=PROJECT).returncode == 0


def test_importing_the_page_makes_no_stubs_and_leaves_inspect_as_it_was():
    code = "import inspect, page.part as part; print(inspect.getfile(part.gr.HTML), inspect.getfile(part.Part))"
    files = subprocess.check_output([sys.executable, "-c", code], cwd=PROJECT, text=True).split()
    assert [Path(file).name for file in files] == ["html.py", "part.py"]
    assert not list((PROJECT / "page").glob("*.pyi"))
