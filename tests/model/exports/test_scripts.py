"""Modules within one script: each after those that it imports, none with an address of its own."""
from __future__ import annotations

import json
import re
from urllib.parse import unquote

import pytest

from model.exports import assets
from model.exports.assets import ASSETS
from model.exports.scripts import files_of, script


@pytest.fixture
def modules(tmp_path, monkeypatch):
    """A function that writes modules into `scripts/`, by name, and returns the files of `main`."""
    monkeypatch.setattr(assets, "ASSETS", tmp_path)
    monkeypatch.setattr("model.exports.scripts.ASSETS", tmp_path)

    def write(**sources):
        for name, source in sources.items():
            file = tmp_path / "scripts" / f"{name.replace('_', '/')}.js"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(source)
        return files_of("scripts/main.js")

    return write


def test_a_module_comes_after_those_it_imports(modules):
    files = modules(main='import { a } from "./a.js";\nimport "./parts/b.js";', a='import { b } from "./parts/b.js";',
                    parts_b="export const b = 1;")
    assert list(files) == ["scripts/parts/b.js", "scripts/a.js", "scripts/main.js"]
    assert files["scripts/main.js"] == 'import { a } from "page:scripts/a.js";\nimport "page:scripts/parts/b.js";'


def test_a_module_imported_at_run_time_comes_along_under_its_path(modules):
    files = modules(main='if (late) await import("./parts/b.js");', parts_b='import { c } from "../c.js";', c="")
    assert files["scripts/main.js"] == 'if (late) await import(digitsFiles["scripts/parts/b.js"]);'
    assert set(files) == {"scripts/main.js", "scripts/parts/b.js", "scripts/c.js"}


def test_a_name_with_a_gap_stands_for_all_modules_that_fit(modules):
    files = modules(main="await import(`./parts/${name}.js`);", parts_a="", parts_b="", other_c="")
    assert files["scripts/main.js"] == "await import(digitsFiles[`scripts/parts/${name}.js`]);"
    assert set(files) == {"scripts/main.js", "scripts/parts/a.js", "scripts/parts/b.js"}


def test_a_type_in_a_comment_imports_nothing(modules):
    assert list(modules(main='/** @param {import("./gone.js").Type} x */')) == ["scripts/main.js"]


def test_a_file_whose_address_is_used_becomes_a_data_url(modules, tmp_path):
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "de.json").write_text('{"a": 1}')
    files = modules(main="fetch(new URL(`../texts/${language}.json`, import.meta.url));")
    assert files["scripts/main.js"] == "fetch(new URL(digitsFiles[`texts/${language}.json`]));"
    assert files["texts/de.json"] == "data:application/json;base64,eyJhIjogMX0="


def test_a_worker_is_a_data_url_with_all_its_modules(modules, tmp_path):
    (tmp_path / "scripts" / "static").mkdir(parents=True)
    (tmp_path / "scripts" / "static" / "modules.js").write_text("// loads")
    files = modules(main='new Worker(new URL("./worker.js", import.meta.url), { type: "module" });',
                    worker='import { a } from "./a.js";', a='export const a = "50 % #1";')
    assert files["scripts/main.js"] == 'new Worker(new URL(digitsFiles["scripts/worker.js"]), { type: "module" });'
    begin, source = files["scripts/worker.js"].split(",", 1)
    assert begin == "data:text/javascript;charset=utf-8"
    assert not set(source) & {"#", "\n"}  # a URL would end there, or lose it
    assert unquote(source).endswith("// loads") and '50 % #1' in unquote(source)
    assert "scripts/a.js" not in files


def test_no_source_can_end_the_script_tag_that_it_is_in(modules, tmp_path):
    modules(main='element.innerHTML = "</script><script>alert(1)</script>";')
    (tmp_path / "scripts" / "static").mkdir()
    (tmp_path / "scripts" / "static" / "modules.js").write_text("")
    text = script("scripts/main.js")
    assert "<" not in text
    files = json.loads(text.split("files = ", 1)[1].strip().rstrip(";"))
    assert files["scripts/main.js"] == 'element.innerHTML = "</script><script>alert(1)</script>";'


def test_no_module_of_the_page_keeps_a_relative_address():
    files = files_of("scripts/static/page.js")
    assert all((ASSETS / path).is_file() for path in files)
    sources = {path: source for path, source in files.items() if not source.startswith("data:")}
    relative = re.compile(r'^import .*"\.|(?<!\{)\bimport\(["`]\.|new URL\(["`]\.', re.MULTILINE)
    assert [path for path, source in sources.items() if relative.search(source)] == []
    assert "scripts/reading/worker.js" in files and "scripts/shell/gradio.js" not in files
