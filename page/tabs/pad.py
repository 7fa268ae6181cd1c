"""The pad: where a digit is drawn, chosen or brought as a picture."""
from __future__ import annotations

import base64
import gzip
import io
from collections.abc import Mapping
from functools import partial
from typing import Any

import gradio as gr
import orjson
from anyio import to_thread
from starlette.responses import Response

from model.drawings.drawing import DrawingError
from model.drawings.pictures import open_picture, upright
from model.networks.first_layer import FirstLayer
from page.networks.crowd import Crowd
from page.networks.reader import Reader, Readers
from page.parts.assets import ASSETS, picture_source, read_asset
from page.parts.message import Message, network_message, place_message, reading_message
from page.parts.part import Part

QUICK_POINTS = 2000  # of a drawing; one that is read in a millisecond or two
GONE = {"gone": True}
SHOWN = 560  # pixels, the longer side of an uploaded picture as the pad shows it


class Pad(Part):
    """The drawing pad, which asks the chosen network's reader itself while the pen is down.

    Its value is what the server makes of an uploaded picture: `{"source": data URL, "reading": message}` to lay on it,
    or `{"error": sentence}`.
    """

    def __init__(self, readers: Readers) -> None:
        crowd = Crowd()

        async def read(drawing: Any) -> Response:
            """The message `answer_to` gives."""
            # FastAPI would look through each value of a message that is no response yet.
            message = await answer_soon(readers, drawing, crowd) if is_quick(readers, drawing) \
                else await to_thread.run_sync(answer_to, readers, drawing)
            return Response(orjson.dumps(message), media_type="application/json")

        async def network(name: Any = None) -> Response:
            """The message of a network, by its name, and an empty pad's reading; of the first one if there is none."""
            found = readers.found(name)
            reader = found or readers.first
            told = partial(told_of, reader, name if found else None)
            message = told() if reader.is_quick else await to_thread.run_sync(told)
            return Response(gzip.compress(orjson.dumps(message)), media_type="application/json",
                            headers={"Content-Encoding": "gzip"})  # the first message, for which the page waits

        super().__init__("pad/pad", css_template=read_asset("styles/pad.css"), server_functions=[read, network],
                         examples=example_digits())


def told_of(reader: Reader, choice: str | None) -> Message:
    """The message of a network, chosen by that name, and an empty pad's reading; waits until it is loaded."""
    blank = reader.read({"strokes": []}, reader.shown_layers)
    return network_message(reader.name, choice, reader.first_layer, blank)


def answer_to(readers: Readers, drawing: Any) -> Message:
    """The message of a drawing's reading, or `{"error": sentence}`; never an exception, which were a 500.

    Where there is no network of the name, or no longer, the message is `{"gone": true}`.

    `drawing["network"]` names the network that is to read it; `drawing["layers"]` and `drawing["atlas"]` say whether
    all layers' maps and the place in the atlas are wanted, `drawing["maps"]` whether the first layer's are: they are
    unless it is false.
    """
    options = drawing if isinstance(drawing, dict) else {}
    if (reader := asked_for(readers, options)) is None:
        return GONE
    layers = reader.layers if options.get("layers") is True else []
    atlas = reader.atlas if options.get("atlas") is True else None
    wanted = [layer.name for layer in layers] or reader.shown_layers
    if atlas and not layers:
        wanted = [*wanted, reader.features_layer]
    try:
        reading = reader.read(drawing, wanted)
    except DrawingError as error:
        return {"error": str(error)}
    message = reading_message(reading, first_shown(reader, options), layers)
    if atlas and reading.steps:
        message["atlas"] = place_message(atlas, reading.activations[reader.features_layer].ravel())
    return message


async def answer_soon(readers: Readers, drawing: Mapping[str, Any], crowd: Crowd) -> Message:
    """The same of a drawing that is quick, and of others' at the same time."""
    if (reader := asked_for(readers, drawing)) is None:
        return GONE
    try:
        reading = await crowd.read(reader.recognizer, drawing, reader.shown_layers)
    except DrawingError as error:
        return {"error": str(error)}
    return reading_message(reading, first_shown(reader, drawing))


def asked_for(readers: Readers, options: Mapping[str, Any]) -> Reader | None:
    """The reader a drawing asks for, the first one if for none; None if it is gone."""
    return readers.found(name) if (name := options.get("network")) else readers.first


def first_shown(reader: Reader, options: Mapping[str, Any]) -> FirstLayer | None:
    """The layer whose maps a drawing asks for."""
    return None if options.get("maps") is False else reader.first_layer


def is_quick(readers: Readers, drawing: Any) -> bool:
    """Whether a drawing is read in a millisecond or two: a few strokes, a network that is there, and no more asked."""
    options = drawing if isinstance(drawing, dict) else {}
    reader = readers.chosen(options.get("network"))
    if not reader.is_quick or options.get("layers") or options.get("atlas") or "image" in options:
        return False
    strokes = options.get("strokes")
    return isinstance(strokes, list) and sum(
        len(stroke) for stroke in strokes if isinstance(stroke, list)) <= 2 * QUICK_POINTS


def example_digits() -> list[dict[str, str]]:
    """Digits of MNIST to try: `source`, a data URL, and `title`. Files are named digit-part-position.png."""
    def example(path):
        digit, part, position = path.stem.split("-")
        return {"source": picture_source(path), "title": f"MNIST {part} digit {position}, labeled {digit}"}

    return [example(path) for path in sorted((ASSETS / "examples").glob("*.png"))]


def build_upload(pad: Pad, readers: Readers) -> gr.UploadButton:
    """A button that takes a picture and lays it, read by the first network, on the pad."""
    def lay_on_pad(path: str) -> dict[str, Any]:
        reader = readers.first
        try:
            reading = reader.recognizer.read(path, reader.shown_layers)
            return {"source": shown_picture(path), "reading": reading_message(reading, reader.first_layer)}
        except DrawingError as error:  # not `gr.Error`, which the page could not translate
            return {"error": str(error)}

    button = gr.UploadButton("Open a picture", file_types=["image"], size="sm", elem_id="upload")
    button.upload(lay_on_pad, inputs=button, outputs=pad, api_visibility="private", show_progress="hidden")
    return button


def shown_picture(path: str) -> str:
    """The picture as a data URL: upright, no larger than the pad."""
    picture = upright(open_picture(path), "RGB").convert("RGBA")
    picture.thumbnail((SHOWN, SHOWN))
    file = io.BytesIO()
    picture.save(file, "PNG")
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()
