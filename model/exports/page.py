"""The page as one HTML file, which needs no server and no network: it opens from a disk or an e-mail."""
from __future__ import annotations

import json
import re
from typing import Any

from model.exports.scripts import ASSETS, data_url, read, script
from model.exports.templates import filled

STYLES = ("static", "page", "pad", "lesson")
# The lesson's. Each has a template, `assets/templates/lesson/<name>.html`, and a script, `assets/scripts/lesson/<name>.js`.
PART = re.compile(r"\{\{\{(\w+/[\w-]+)\}\}\}")  # in the layout
STEPS = ("numbers", "scaling", "convolution", "size", "relu", "pooling", "dense", "dropout", "softmax", "learning")


def page(data: dict[str, Any]) -> str:
    """The HTML of the page; `data` is what a server would send, see `assets/scripts/static/page.js`."""
    layout = read("templates/static/page.html")
    values = {"networks": list(data["networks"]), "digits": range(10), "examples": [], "formats": [], "steps": steps()}
    parts = {path: filled(read(f"templates/{path}.html"), values) for path in PART.findall(layout)}
    return filled(layout, {
        **parts, "icon": data_url("icon.png"), "styles": "\n".join(read(f"styles/{name}.css") for name in STYLES),
        "data": json.dumps(data, ensure_ascii=False).replace("<", r"\u003c"), "script": script("scripts/static/page.js")})


def steps() -> list[dict[str, Any]]:
    """The lesson's steps for its template."""
    return [{"number": number, "name": name, "html": read(f"templates/lesson/{name}.html")}
            for number, name in enumerate(STEPS, start=1)]
