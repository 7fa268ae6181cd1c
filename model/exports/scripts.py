"""Scripts without a server: modules of one HTML file, which import each other by the names in an import map.

The map gives each module and each other file as a data: URL, by its path in `assets/`. (From a disk, Chromium lets no
worker load a blob: URL.) No import map holds in a worker: the modules that it imports are data: URLs in its source.
"""
from __future__ import annotations

import json
import re
from collections.abc import Callable
from posixpath import dirname, normpath
from urllib.parse import quote

from model.exports.assets import ASSETS, asset_url, read_asset

# Modules of the page with a server, and what takes their place.
REPLACED = {"scripts/shell/gradio.js": "scripts/static/tabs.js",
            "scripts/reading/addresses.js": "scripts/static/addresses.js"}
# How a module names another file: in an import, in an import at run time, and as an address. `./${name}.js` stands for
# all files whose names fit.
IMPORT = re.compile(r'\b(from|import) "(\.[^"]+)"')
LATE_IMPORT = re.compile(r'(?<!\{)\bimport\((["`])(\..+?)\1\)')
ADDRESS = re.compile(r'\bnew URL\((["`])(\..+?)\1, import\.meta\.url\)')
GAP = re.compile(r"\$\{.+?\}")
# What a data: URL within quotes has as it is. After a "?", TensorFlow.js would look for its settings, which takes long.
UNESCAPED = "".join(map(chr, range(32, 127))).translate(dict.fromkeys(map(ord, '%#?"\\')))


def import_map(entry: str) -> str:
    """The JSON of an import map with a module, all that it imports, its workers and its other files.

    Args:
        entry: the module's path in `assets/`, such as "scripts/static/page.js".
    """
    return json.dumps({"imports": files_of(entry)}).replace("<", r"\u003c")  # "</script>" would end the tag


def files_of(entry: str) -> dict[str, str]:
    """The data: URLs, by path, of a module and of all files that it needs."""
    files: dict[str, str] = {}

    def add(path: str) -> None:
        if path in files:
            return
        source = read_asset(path)
        files[path] = module_url(path, by_name(path, source))
        for other in [*named(IMPORT, path, source), *named(LATE_IMPORT, path, source)]:
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


def by_name(path: str, source: str) -> str:
    """A module's source, in which it names other files as the import map does."""
    def quoted(found: re.Match) -> str:
        return f"{found[1]}{resolved(path, found[2])}{found[1]}"

    source = with_imports(path, source, lambda other: other)
    source = LATE_IMPORT.sub(lambda found: f"import({quoted(found)})", source)
    return ADDRESS.sub(lambda found: f"new URL(import.meta.resolve({quoted(found)}))", source)


def with_imports(path: str, source: str, address: Callable[[str], str]) -> str:
    """A module's source with other addresses of the modules that it imports."""
    return IMPORT.sub(lambda found: f'{found[1]} "{address(resolved(path, found[2]))}"', source)


def worker_url(path: str) -> str:
    """A module without an import map: those that it imports are data: URLs in its source."""
    return module_url(path, with_imports(path, read_asset(path), worker_url))


def module_url(path: str, source: str) -> str:
    """A module's data: URL. Its last line is the name in error messages and in the browser's tools."""
    return "data:text/javascript;charset=utf-8," + quote(f"{source}\n//# sourceURL={path}", safe=UNESCAPED)
