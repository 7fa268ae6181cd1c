"""The pad: drawing a digit, choosing an example, or uploading a picture."""
from __future__ import annotations

import io
from typing import Any

import gradio as gr
from anyio import to_thread

from model.drawings.drawing import DrawingError
from model.drawings.pictures import open_picture, upright
from model.networks.first_layer import FirstLayer
from page.networks.crowd import Crowd
from page.networks.loaded_network import LoadedNetwork
from page.networks.networks import Networks
from page.parts.assets import ASSETS, read_asset
from page.parts.message import Message, filters_message, place_message, reading_message
from page.parts.part import Part
from page.parts.wire import as_object, picture_url

QUICK_POINTS = 2000  # the most of a drawing that takes a millisecond or two to read
GONE = {"gone": True}
SHOWN_SIZE = 560  # pixels, the longer side of an uploaded picture as the pad shows it


class Pad(Part):
    """The drawing pad, whose script asks for a reading while the pen is down.

    Its value is what the server makes of an uploaded picture: `{"source": data URL}` to show on it, or
    `{"error": sentence}`.
    """

    def __init__(self, networks: Networks) -> None:
        crowd = Crowd()

        async def read(drawing: Any) -> Message:
            return await read_drawing(networks, drawing, crowd)

        async def network(name: Any = None) -> Message:
            """The message of the network of this name, or of the first one if there is none."""
            found, choice = networks.find_or_first(name), name if networks.find(name) else None
            if found.is_quick:
                return network_message(found, choice)
            return await to_thread.run_sync(network_message, found, choice)

        super().__init__("pad/pad", css_template=read_asset("styles/pad.css"), server_functions=[read, network],
                         examples=example_digits())
        self.functions = {"read": read, "network": network}  # for the shortcut


def network_message(network: LoadedNetwork, choice: str | None) -> Message:
    """A network that was chosen by this name, with its reading of an empty pad; waits until it is loaded.

    `Network` in messages.js.
    """
    first, blank = network.first_layer, network.read({"strokes": []}, network.shown_layers)
    return {"name": network.name, "choice": choice, "filters": first and filters_message(first.name, first.kernels),
            "blank": reading_message(blank, first)}


async def read_drawing(networks: Networks, drawing: Any, crowd: Crowd) -> Message:
    """The message of a drawing's reading.

    It is `{"error": sentence}` if the drawing can't be read, since an exception would become a status of 500, and
    `{"gone": true}` if its network is no longer kept.

    Args:
        drawing: `{"strokes": …}` or `{"image": …}`. Its `network` names the network, its `layers` and `atlas` are true
            if all layers' maps and the place in the atlas are wanted, and its `maps` is false if the first layer's maps
            are not.
    """
    question = as_object(drawing)
    network = networks.find(question.get("network"))
    if network is None:
        return GONE
    try:
        if is_quick(network, question):
            reading = await crowd.read(network.recognizer, question, network.shown_layers)
            return reading_message(reading, layer_with_maps(network, question))
        return await to_thread.run_sync(read_in_thread, network, question)
    except DrawingError as error:
        return {"error": str(error)}


def is_quick(network: LoadedNetwork, question: dict[str, Any]) -> bool:
    """Whether a drawing takes a millisecond or two: few strokes, no details wanted, and a network that is loaded."""
    if not network.is_quick or question.get("layers") or question.get("atlas") or "image" in question:
        return False
    strokes = question.get("strokes")
    return isinstance(strokes, list) and sum(
        len(stroke) for stroke in strokes if isinstance(stroke, list)) <= 2 * QUICK_POINTS


def read_in_thread(network: LoadedNetwork, question: dict[str, Any]) -> Message:
    """The message of a reading that may take long or wait for the network, with all that the question asks for."""
    layers = network.layers if question.get("layers") is True else []
    atlas = network.atlas if question.get("atlas") is True else None
    names = [layer.name for layer in layers] or network.shown_layers
    if atlas and not layers:
        names = [*names, network.features_layer]
    reading = network.read(question, names)
    message = reading_message(reading, layer_with_maps(network, question), layers)
    if atlas and reading.steps:
        message["atlas"] = place_message(atlas, reading.activations[network.features_layer].ravel())
    return message


def layer_with_maps(network: LoadedNetwork, question: dict[str, Any]) -> FirstLayer | None:
    """The first layer, if its maps are wanted."""
    return None if question.get("maps") is False else network.first_layer


def example_digits() -> list[dict[str, str]]:
    """Digits of MNIST to try: `source`, a data URL, and `title`. Files are named digit-part-position.png."""
    def example(path):
        digit, part, position = path.stem.split("-")
        return {"source": picture_url(path), "title": f"Digit {digit} from MNIST ({part} digit no. {position})"}

    return [example(path) for path in sorted((ASSETS / "examples").glob("*.png"))]


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
