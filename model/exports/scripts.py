"""Scripts that run without a server: modules that import each other within one HTML file."""
from __future__ import annotations

import json
import re
from posixpath import dirname, normpath
from urllib.parse import quote

from model.exports.assets import ASSETS, asset_url, read_asset

LOADER = "scripts/static/modules.js"
# Modules of the page with a server, and what takes their place.
REPLACED = {"scripts/shell/gradio.js": "scripts/static/tabs.js",
            "scripts/reading/addresses.js": "scripts/static/addresses.js"}
# How a module names another file: in an import, in an import at run time, and as an address. `./${name}.js` stands for
# all files whose names fit.
IMPORT = re.compile(r'\b(from|import) "(\.[^"]+)"')
LATE_IMPORT = re.compile(r'(?<!\{)\bimport\((["`])(\..+?)\1\)')
ADDRESS = re.compile(r'\bnew URL\((["`])(\..+?)\1, import\.meta\.url\)')
GAP = re.compile(r"\$\{.+?\}")
UNESCAPED = "".join(map(chr, range(32, 127))).translate({ord(sign): None for sign in "%#"})  # in a data: URL


def script(entry: str) -> str:
    """An inline module that runs a module of ours; all modules and other files that it needs are within it.

    Args:
        entry: the module's path in `assets/`, such as "scripts/static/page.js".
    """
    files = json.dumps(files_of(entry), ensure_ascii=False).replace("<", r"\u003c")  # "</script>" would end a tag
    return f"const entry = {json.dumps(entry)}, files = {files};\n{read_asset(LOADER)}"


def files_of(entry: str) -> dict[str, str]:
    """The sources of a module and of all that it imports, those of imported modules first, and its other files and
    workers as data: URLs."""
    files: dict[str, str] = {}

    def add(path: str) -> None:
        if path in files:
            return
        source = read_asset(path)
        for other in named(IMPORT, path, source):
            add(other)
        files[path] = linked(path, source)
        for other in named(LATE_IMPORT, path, source):
            add(other)
        for other in named(ADDRESS, path, source):
            files[other] = worker_url(other) if other.endswith(".js") else asset_url(other)

    add(entry)
    return files


def named(pattern: re.Pattern, path: str, source: str) -> list[str]:
    """The paths of the files that a module names in one of the three ways."""
    return [other for _, name in pattern.findall(source) for other in matching(resolved(path, name))]


def resolved(path: str, name: str) -> str:
    """The path in `assets/` of a file that a module names relative to its own path."""
    other = normpath(f"{dirname(path)}/{name}")
    return REPLACED.get(other, other)


def matching(path: str) -> list[str]:
    """The paths that a path with gaps may stand for; the path itself if it has none."""
    if not GAP.search(path):
        return [path]
    return sorted(file.relative_to(ASSETS).as_posix() for file in ASSETS.glob(GAP.sub("*", path)))


def linked(path: str, source: str) -> str:
    """A module's source with the names of other files as `modules.js` understands them."""
    def quoted(found: re.Match) -> str:
        return f"{found[1]}{resolved(path, found[2])}{found[1]}"

    source = IMPORT.sub(lambda found: f'{found[1]} "page:{resolved(path, found[2])}"', source)
    source = LATE_IMPORT.sub(lambda found: f"import(digitsFiles[{quoted(found)}])", source)
    return ADDRESS.sub(lambda found: f"new URL(digitsFiles[{quoted(found)}])", source)


def worker_url(path: str) -> str:
    return "data:text/javascript;charset=utf-8," + quote(script(path), safe=UNESCAPED)
