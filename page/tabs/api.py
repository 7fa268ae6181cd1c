"""The API for programs: `/predict` labels a picture, `/read` gives the whole reading of a drawing."""
from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import gradio as gr

from model.drawings.drawing import DrawingError
from page.gradio_internals import is_upload
from page.networks.loaded_network import LoadedNetwork

if TYPE_CHECKING:
    from model.recognizer import Reading


class DrawingInput(gr.HTML):
    """A drawing in JSON, with a description and an example for the API page."""

    def api_info(self) -> dict[str, Any]:
        return {"type": "object",
                "description": 'strokes, {"strokes": [[x0, y0, x1, y1, …], …]} on a grid of 0 to 1000, y down; a '
                               'picture, {"image": "data:image/png;base64,…"}; or an image file'}

    def example_payload(self) -> dict[str, Any]:
        return {"strokes": [[300, 200, 700, 200, 450, 800]]}

    example_value = example_payload


def build_api(network: LoadedNetwork) -> None:
    """The named endpoints, on hidden components."""
    def predict(picture: str) -> dict[str, float] | str:
        """The handwritten digit in a picture, with the probability of each.

        A picture with nothing to read is labeled "blank".

        Args:
            picture: an image of one digit, dark on light or light on dark, of any size; a data URL will do.
        """
        reading = read_or_explain(lambda: network.recognizer.read(picture))
        if reading.digit is None:
            return "blank"
        return {str(digit): float(probability) for digit, probability in enumerate(reading.probabilities)}

    def read(drawing: Any, activations: bool = True) -> dict[str, Any]:
        """The whole reading of a drawing: state, digit, probabilities, image, and each layer's activations.

        Args:
            drawing: {"strokes": [[x0, y0, x1, y1, ...], ...]} on a grid of 0 to 1000, y down; or a picture,
                {"image": "data:image/png;base64,..."}
            activations: whether to give each layer's output too, which is a megabyte of numbers
        """
        return read_or_explain(
            lambda: network.recognizer.read(drawing["path"]) if is_upload(drawing) else network.read(drawing)
        ).as_json(activations)

    with gr.Group(visible=False):
        picture = gr.File(label="picture", type="filepath")
        label = gr.Label(label="digit")
        gr.Button().click(predict, picture, label, api_name="predict")
        drawing = DrawingInput(label="drawing")
        activations = gr.Checkbox(True, label="activations")
        reading = gr.JSON(label="reading")
        gr.Button().click(read, [drawing, activations], reading, api_name="read")


def read_or_explain(read: Callable[[], Reading]) -> Reading:
    """The result of `read`, or an error whose sentence the caller sees."""
    try:
        return read()
    except DrawingError as error:
        raise gr.Error(str(error), print_exception=False) from error
