"""All English texts that the page can show, extracted from the code: the keys that each language's file must have."""
from __future__ import annotations

import ast
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

from model.exports.formats import FORMATS
from model.learning.choices import ALLOWED, PRESETS, Choices, layer_rows
from model.networks.anatomy import KINDS
from model.networks.evaluation import accuracy_tables
from page.parts.assets import read_asset
from tests.support.languages import GRADIO, TABS
from tests.support.project import PROJECT

SCRIPTS = sorted((PROJECT / "assets" / "scripts").rglob("*.js"))
TEMPLATES = sorted((PROJECT / "assets" / "templates").rglob("*.html"))
SPEAKING = [*(path for path in (PROJECT / "page").rglob("*.py") if path.stem != "guard"),
            *(PROJECT / "model" / f"{name}.py" for name in (
    "drawings/drawing", "drawings/strokes", "drawings/pictures", "drawings/preprocessing", "learning/choices",
    "networks/anatomy", "learning/record", "exports/contents"))]
FOR_VISITORS = {"DrawingError", "BlankDrawingError", "ImpossibleError"}
# Functions whose results are shown
TELLING = {"trouble_with", "impossible", "layer_rows", "formula_of", "sliding_formula", "example_digits"}


# Scripts

def can_read_scripts() -> bool:
    return bool(shutil.which("node")) and (PROJECT / "tests" / "node_modules" / "acorn-walk").is_dir()


def script_texts(*paths: Path) -> set[str]:
    """The keys of all t`…` in these scripts."""
    keys = subprocess.run(["node", Path(__file__).with_name("texts.mjs"), *paths], capture_output=True, check=True)
    return set(json.loads(keys.stdout))


# Templates, split into texts by the page's own rule

FIND_TEXTS = """async (templates) => {
    const { textsIn } = await import("/scripts/common/language.js");
    return templates.flatMap((template) => {
        const element = document.createElement("div");
        element.innerHTML = template;
        return [...textsIn(element)].map(([text]) => text);
    });
}"""


def template_texts(page) -> set[str]:
    texts = page.evaluate(FIND_TEXTS, [path.read_text() for path in TEMPLATES])
    return {key for key in map(numbered, texts) if re.search(r"[^\W\d_]", key)}


def numbered(text: str) -> str:
    """Handlebars' `{{this}}` become {0}, {1} …; `{{#each}}` and `{{/each}}` are dropped."""
    places = iter(range(10))
    return re.sub(r"\{\{\{?(.*?)\}\}\}?", lambda match: "" if match[1][0] in "#/" else f"{{{next(places)}}}", text)


# Python, by a syntax tree: Babel skips f-strings that hold values, and most of these do

def python_texts() -> set[str]:
    """Sentences that Python raises or sends for a visitor, and names that the page shows."""
    trees = [ast.parse(path.read_text()) for path in SPEAKING]
    constants = {target.id: node.value.value for tree in trees for node in tree.body if isinstance(node, ast.Assign)
                 and isinstance(node.value, ast.Constant) for target in node.targets if isinstance(target, ast.Name)}
    found = {key for tree in trees for value in shown(tree) for key in texts_of(value, constants)}
    return {key for key in found if re.search(r"[a-z]{3}", key) and not key.endswith("_{0}")} | names()


def shown(tree: ast.AST) -> Iterator[ast.AST | None]:
    """The expressions whose text a visitor may see."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and name_of(node.exc) in FOR_VISITORS:
            yield node.exc.args[-1]
        elif isinstance(node, ast.Dict):
            yield from (value for key, value in zip(node.keys, node.values, strict=True)
                        if isinstance(key, ast.Constant) and key.value in ("error", "hardware"))
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Attribute) \
                and node.targets[0].attr == "reason":
            yield node.value
        elif isinstance(node, ast.Call) and name_of(node) == "anatomy_message":
            yield node.args[1]
        elif isinstance(node, ast.FunctionDef) and node.name in TELLING:
            yield from (part for part in ast.walk(node) if isinstance(part, ast.JoinedStr))
            yield from (part.value for part in ast.walk(node) if isinstance(part, ast.Return))


def name_of(call: ast.Call) -> str:
    return getattr(call.func, "id", "")


def texts_of(value: ast.AST | None, constants: dict[str, str]) -> Iterator[str]:
    """The keys that an expression can have; none if it is not a text."""
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield value.value
    elif isinstance(value, ast.Name) and value.id in constants:
        yield constants[value.id]
    elif isinstance(value, ast.IfExp):
        yield from texts_of(value.body, constants)
        yield from texts_of(value.orelse, constants)
    elif isinstance(value, ast.JoinedStr):
        places = iter(range(10))
        yield "".join(str(part.value) if isinstance(part, ast.Constant) else f"{{{next(places)}}}"
                      for part in value.values)


def names() -> set[str]:
    """Names of tabs, settings, kinds of layers, formats, measurements and CSV files."""
    rows = {row for choices in PRESETS.values() for row in layer_rows(choices)}
    figures, manners, *others = accuracy_tables(json.loads(read_asset("results/accuracy.json")))
    heads = {*(cell for table in (figures, manners, *others) for cell in table[0]),
             *(row[0] for row in (*figures, *manners))}
    saved = {what for path in SCRIPTS for what in re.findall(r'offerCsv\(element, "(\w+)"\)', path.read_text())}
    return {*TABS, *GRADIO, *PRESETS, *KINDS.values(), "other",
            *(field.name.replace("_", " ") for field in fields(Choices)), *ALLOWED["padding"],
            *(row.kind for row in rows), *(row.formula for row in rows if re.search("[a-z]{3}", row.formula)
                                           and not re.search(r"\d%", row.formula)),
            *(form.words for form in FORMATS.values() if "," in form.words),
            *(re.sub(r"of \d+ runs", "of {0} runs", name) for name in heads), *saved}


def all_texts(page) -> set[str]:
    return script_texts(*SCRIPTS) | template_texts(page) | python_texts()
