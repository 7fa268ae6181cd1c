"""Folders import in one direction only, and only the page imports Gradio."""
from __future__ import annotations

import ast
import re
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from tests.support.project import PROJECT
from tests.support.sentences import can_read_scripts

# A folder may import itself and the folders before it.
PYTHON = ["model/process.py", "model/drawings", "model/networks", "model/digits", "model/recognizer.py", "model/inside",
          "model/learning", "model/exports", "model/__main__.py", "page/process.py", "page/gradio_internals.py",
          "page/parts", "page/networks", "page/tabs", "page/demo.py", "page/server", "app.py"]
SCRIPTS = ["common", "shell", "reading", "sharing", "pad", "draw", "layers", "why", "train", "results", "lesson",
           "static"]
TFJS = PROJECT / "assets" / "vendor" / "tfjs.js"
SCRIPT_IMPORT = re.compile(r'(?:^import .*from|(?<!\{)\bimport\() ?"(\..+?\.js)"', re.MULTILINE)


def python_files(folder: str) -> list[Path]:
    path = PROJECT / folder
    return [path] if path.is_file() else sorted(path.rglob("*.py"))


def imported_names(path: Path) -> set[str]:
    """What a Python file imports, at the top or inside functions, as dotted names."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return found


def python_imports(path: Path) -> set[Path]:
    """The project's files that a Python file imports."""
    files = {PROJECT / f"{name.replace('.', '/')}.py" for name in imported_names(path)}
    return {file for file in files if file.is_file()}


def script_imports(path: Path) -> set[Path]:
    return {(path.parent / name).resolve() for name in SCRIPT_IMPORT.findall(path.read_text())}


def is_within(path: Path, folders: list[str], top: Path = PROJECT) -> bool:
    return any(path == top / folder or top / folder in path.parents for folder in folders)


@pytest.mark.parametrize("folder", PYTHON)
def test_a_python_folder_imports_only_itself_and_the_folders_before_it(folder):
    allowed = PYTHON[:PYTHON.index(folder) + 1]
    imported = {file for path in python_files(folder) for file in python_imports(path)}
    assert [str(file) for file in imported if not is_within(file, allowed)] == []


@pytest.mark.parametrize("folder", SCRIPTS)
def test_a_script_folder_imports_only_itself_and_the_folders_before_it(folder):
    top = PROJECT / "assets" / "scripts"
    allowed = SCRIPTS[:SCRIPTS.index(folder) + 1]
    imported = {file for path in (top / folder).glob("*.js") for file in script_imports(path)}
    assert [str(file) for file in imported if not is_within(file, allowed, top) and file != TFJS] == []


def test_every_folder_has_a_place_in_the_order():
    folders = {path.parent for top in ("model", "page") for path in (PROJECT / top).glob("*/*.py")}
    assert {str(folder.relative_to(PROJECT)) for folder in folders} <= set(PYTHON)
    assert {path.name for path in (PROJECT / "assets" / "scripts").iterdir() if path.is_dir()} == set(SCRIPTS)


@pytest.mark.parametrize("imports", [
    {path: python_imports(path) for folder in PYTHON for path in python_files(folder)},
    {path: script_imports(path) for path in (PROJECT / "assets" / "scripts").rglob("*.js")},
], ids=["Python", "scripts"])
def test_there_is_no_import_cycle(imports):
    TopologicalSorter(imports).prepare()  # raises CycleError, which names the cycle


@pytest.mark.skipif(not can_read_scripts(), reason="Node or acorn is missing (npm install --prefix tests)")
def test_no_script_awaits_anything_while_others_import_it():
    paths = sorted((PROJECT / "assets" / "scripts").rglob("*.js"))
    code = """
import { readFileSync } from "node:fs";
import { parse } from "acorn";
import { ancestor } from "acorn-walk";
for (const path of process.argv.slice(1)) {
  ancestor(parse(readFileSync(path, "utf8"), { ecmaVersion: "latest", sourceType: "module" }), {
    AwaitExpression(node, _, ancestors) {
      if (!ancestors.some(({ type }) => type.includes("Function"))) throw new Error(path);
    },
  });
}
"""
    done = subprocess.run(["node", "--input-type=module", "-e", code, *paths], cwd=PROJECT / "tests",
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_the_model_imports_no_gradio():
    names = {name for path in python_files("model") for name in imported_names(path)}
    assert not {name for name in names if name.split(".")[0] == "gradio"}


def test_importing_the_app_imports_no_tensorflow():
    code = "import app, sys; sys.exit('tensorflow' in sys.modules or 'keras' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=PROJECT).returncode == 0


def test_importing_the_page_writes_no_stubs_whether_or_not_gradio_was_imported_before():
    for code in ("import page.parts.part", "import gradio, page.parts.part"):
        subprocess.run([sys.executable, "-c", code], cwd=PROJECT, check=True)
    assert not list((PROJECT / "page").rglob("*.pyi"))
