"""The pad: drawing a digit, choosing an example, or uploading a picture."""
from __future__ import annotations

import io
from typing import Any

import gradio as gr

from model.drawings.drawing import DrawingError
from model.drawings.pictures import open_picture, upright
from model.exports.contents import example_digits
from page.networks.networks import Networks
from page.parts.assets import read_asset
from page.parts.message import Message, reading_message
from page.parts.part import Part
from page.parts.wire import as_object, picture_url

SHOWN_SIZE = 560  # pixels, the longer side of an uploaded picture as the pad shows it


class Pad(Part):
    """The drawing pad, whose script asks for readings until the network runs in the browser.

    Its value is what the server makes of an uploaded picture: `{"source": data URL}` to show on it, or
    `{"error": sentence}`.
    """

    def __init__(self, networks: Networks) -> None:
        def read(drawing: Any) -> Message:
            return read_drawing(networks, drawing)

        super().__init__("pad/pad", css_template=read_asset("styles/pad.css"), server_functions=[read],
                         examples=example_digits(), network=networks.names[0])


def read_drawing(networks: Networks, question: Any) -> Message:
    """The message of a drawing's reading.

    It is `{"error": sentence}` if the drawing can't be read, since an exception would become a status of 500, and
    `{"gone": true}` if its network is no longer kept.

    Args:
        question: a drawing, `{"strokes": …}` or `{"image": …}`. Its `network` names the network; its `layers` is true
            if all layers' maps are wanted.
    """
    question = as_object(question)
    network = networks.find(question.get("network"))
    if network is None:
        return {"gone": True}
    layers = network.layers if question.get("layers") is True else []
    try:
        reading = network.read(question, [layer.name for layer in layers] or network.shown_layers)
    except DrawingError as error:
        return {"error": str(error)}
    return reading_message(reading, network.first_layer, layers)


def build_upload(pad: Pad) -> gr.UploadButton:
    """A button that uploads a picture and shows it on the pad."""
    def show_on_pad(path: str) -> dict[str, str]:
        try:
            return {"source": shown_picture(path)}
        except DrawingError as error:  # not `gr.Error`, which the page could not translate
            return {"error": str(error)}

    button = gr.UploadButton("Open a picture", file_types=["image"], size="sm", elem_id="upload")
    button.upload(show_on_pad, inputs=button, outputs=pad, api_visibility="private", show_progress="hidden")
    return button


def shown_picture(path: str) -> str:
    """The picture as a data URL: upright, no larger than the pad."""
    picture = upright(open_picture(path), "RGB").convert("RGBA")
    picture.thumbnail((SHOWN_SIZE, SHOWN_SIZE))
    file = io.BytesIO()
    picture.save(file, "PNG")
    return picture_url(file.getvalue())
