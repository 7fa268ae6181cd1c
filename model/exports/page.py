"""The page as one HTML file, which needs no server and no network: it opens from a disk or an e-mail."""
from __future__ import annotations

import gzip
import json
import re
from functools import cache
from typing import Any

from model.digits.mnist import load_mnist
from model.exports.assets import asset_url, read_asset
from model.exports.browser import encoded, network_message
from model.exports.contents import LESSON, example_digits, learning_curves, lesson_steps, training_digit
from model.exports.scripts import import_map
from model.exports.templates import filled
from model.networks.chain import Chain, load_chain
from model.networks.files import SAVED
from model.networks.first_layer import first_layer_of
from model.recognizer import load_least_energy

Message = dict[str, Any]

STYLES = ("static", "page", "pad", "lesson")
PART = re.compile(r"\{\{\{(\w+/[\w-]+)\}\}\}")  # in the layout: the path of a template
SAMPLES = (7777, *range(29))  # training digits for the lesson, the one it begins with among them


def page(network: Chain, least_energy: float | None) -> str:
    """The page's HTML.

    Args:
        network: reads the drawings; all its layers are of a known kind.
        least_energy: as for `model.recognizer.Recognizer`.
    """
    layout = read_asset("templates/static/page.html")
    data = page_data(network, least_energy)
    values = {"networks": list(data["networks"]), "digits": range(10), "examples": example_digits(), "formats": [],
              "steps": lesson_steps()}
    parts = {path: filled(read_asset(f"templates/{path}.html"), values) for path in PART.findall(layout)}
    return filled(layout, {
        **parts, "icon": asset_url("icon.png"),
        "styles": "\n".join(read_asset(f"styles/{name}.css") for name in STYLES),
        "data": json.dumps(data, ensure_ascii=False).replace("<", r"\u003c"),  # "</script>" would end the tag
        "imports": import_map("scripts/static/page.js")})


def page_data(network: Chain, least_energy: float | None) -> Message:
    """What a server would tell the page; `assets/scripts/static/data.js` declares the type."""
    path = SAVED / f"{LESSON}.keras"
    lesson = load_chain(path)
    is_other = lesson and network.sha256 != lesson.sha256
    # A network that a visitor has trained may be called "lesson", too.
    name = "yours" if is_other and network.name == LESSON else network.name
    networks = {name: embedded(name, network, least_energy)}
    if is_other:
        networks[LESSON] = embedded(LESSON, lesson, load_least_energy(path))
    return {"networks": networks, "samples": samples(), "curves": learning_curves()}


def embedded(name: str, network: Chain, least_energy: float | None) -> Message:
    """A network under this name, with its weights, gzipped, in base64."""
    message = network_message(name, network, first_layer_of(network.layers), least_energy)
    return {**message, "planes": encoded(gzip.compress(network.weights, 6))}  # level 9 takes seconds and saves 1 %


@cache  # loading MNIST takes two seconds
def samples() -> list[Message]:
    mnist = load_mnist()
    return [training_digit(mnist, index) for index in SAMPLES]
