"""An import map with all modules of a page as data: URLs."""
from __future__ import annotations

import json
import re
from urllib.parse import unquote

import pytest

from model.exports import assets
from model.exports.assets import ASSETS, read_asset
from model.exports.scripts import REPLACED, files_of, import_map


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


def source_of(url):
    """The source in a module's data: URL, without the line of its name."""
    begin, source = url.split(",", 1)
    assert begin == "data:text/javascript;charset=utf-8"
    return unquote(source).rpartition("\n//# sourceURL=")[0]


def test_a_module_imports_others_by_their_paths(modules):
    files = modules(main='import { a } from "./a.js";\nimport "./parts/b.js";', a='import { b } from "./parts/b.js";',
                    parts_b="export const b = 1;")
    assert set(files) == {"scripts/parts/b.js", "scripts/a.js", "scripts/main.js"}
    assert source_of(files["scripts/main.js"]) == 'import { a } from "scripts/a.js";\nimport "scripts/parts/b.js";'


def test_a_module_imported_at_run_time_comes_along(modules):
    files = modules(main='if (late) await import("./parts/b.js");', parts_b='import { c } from "../c.js";', c="")
    assert source_of(files["scripts/main.js"]) == 'if (late) await import("scripts/parts/b.js");'
    assert set(files) == {"scripts/main.js", "scripts/parts/b.js", "scripts/c.js"}


def test_a_name_with_a_gap_stands_for_all_modules_that_fit(modules):
    files = modules(main="await import(`./parts/${name}.js`);", parts_a="", parts_b="", other_c="")
    assert source_of(files["scripts/main.js"]) == "await import(`scripts/parts/${name}.js`);"
    assert set(files) == {"scripts/main.js", "scripts/parts/a.js", "scripts/parts/b.js"}


def test_a_type_in_a_comment_imports_nothing(modules):
    assert list(modules(main='/** @param {import("./gone.js").Type} x */')) == ["scripts/main.js"]


def test_a_file_whose_address_is_used_comes_along(modules, tmp_path):
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "de.json").write_text('{"a": 1}')
    files = modules(main="fetch(new URL(`../texts/${language}.json`, import.meta.url));")
    assert source_of(files["scripts/main.js"]) == "fetch(new URL(import.meta.resolve(`texts/${language}.json`)));"
    assert files["texts/de.json"] == "data:application/json;base64,eyJhIjogMX0="


def test_a_worker_has_the_modules_that_it_imports_in_its_own_address(modules):
    files = modules(main='new Worker(new URL("./worker.js", import.meta.url), { type: "module" });',
                    worker='import { a } from "./a.js";', a='import { b } from "./b.js";',
                    b='export const b = "50 % #1?";')
    assert set(files) == {"scripts/main.js", "scripts/worker.js"}
    inner = source_of(files["scripts/worker.js"])
    assert inner.startswith('import { a } from "data:text/javascript')
    for name, rest in (("a", 'import { b } from "data:'), ("b", 'export const b = "50 % #1?";')):
        inner = source_of(re.search('"(data:[^"]+)"', inner)[1])
        assert inner.startswith(rest), name


def test_a_modules_address_ends_nowhere_early_and_fits_between_quotes(modules):
    [url] = modules(main='"use\\n"; // 100 % of #1?').values()
    assert not set(url) & {*'#?"\\\n'}
    assert source_of(url) == '"use\\n"; // 100 % of #1?'


def test_no_source_can_end_the_tag_that_it_is_in(modules):
    files = modules(main='element.innerHTML = "</script><script>alert(1)</script>";')
    text = import_map("scripts/main.js")
    assert "<" not in text
    assert json.loads(text) == {"imports": files}


def test_no_module_of_the_page_keeps_a_relative_address():
    files = files_of("scripts/static/page.js")
    assert all((ASSETS / path).is_file() for path in files)
    relative = re.compile(r'^import .*"\.|(?<!\{)\bimport\(["`]\.|new URL\(["`]\.', re.MULTILINE)
    assert [path for path, url in files.items() if path.endswith(".js") and relative.search(source_of(url))] == []
    assert "scripts/reading/worker.js" in files and "scripts/shell/gradio.js" not in files


@pytest.mark.parametrize("path", REPLACED)
def test_a_module_that_takes_anothers_place_has_the_same_names(path):
    names = [set(re.findall(r"^export (?:async )?(?:function|const) (\w+)", read_asset(name), re.MULTILINE))
             for name in (path, REPLACED[path])]
    assert names[0] and names[0] == names[1]
