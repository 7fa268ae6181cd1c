"""What programs call: `/predict` for a picture's label, `/read` for all that a drawing gives."""
from __future__ import annotations

from typing import Any

import gradio as gr
from gradio_client.utils import is_file_obj_with_meta

from model.drawings.drawing import DrawingError
from page.networks.reader import Reader

EXAMPLE = {"strokes": [[300, 200, 700, 200, 450, 800]]}


class DrawingInput(gr.HTML):
    """A drawing in JSON, described with an example for the API page."""

    def api_info(self) -> dict[str, Any]:
        return {"type": "object",
                "description": 'strokes, {"strokes": [[x0, y0, x1, y1, …], …]} on a grid of 0 to 1000, y down; a '
                               'picture, {"image": "data:image/png;base64,…"}; or an image file'}

    def example_payload(self) -> dict[str, Any]:
        return EXAMPLE

    def example_value(self) -> dict[str, Any]:
        return EXAMPLE


def build_api(reader: Reader) -> None:
    """The named endpoints, on components nobody sees."""
    def predict(picture: str) -> dict[str, float] | str:
        """The handwritten digit in a picture, with the probability of each.

        A picture with nothing to read is labeled "blank".

        Args:
            picture: an image of one digit, dark on light or light on dark, of any size; a data URL will do.
        """
        reading = read_or_explain(lambda: reader.recognizer.read(picture))
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
        return reading_as_json(read_or_explain(lambda: read_drawing(reader, drawing)), activations)

    with gr.Group(visible=False):
        picture = gr.File(label="picture", type="filepath")
        label = gr.Label(label="digit")
        gr.Button().click(predict, picture, label, api_name="predict")
        drawing = DrawingInput(label="drawing")
        activations = gr.Checkbox(True, label="activations")
        reading = gr.JSON(label="reading")
        gr.Button().click(read, [drawing, activations], reading, api_name="read")


def read_drawing(reader: Reader, drawing: Any):
    """The reading of a drawing in JSON, or of a file that came through Gradio's upload."""
    # Gradio has checked the path of a file marked as its own upload; any other path may be anywhere on this machine.
    if is_file_obj_with_meta(drawing):
        return reader.recognizer.read(drawing["path"])
    return reader.read(drawing)


def read_or_explain(read):
    """What `read` returns; a drawing that can't be read becomes the sentence the caller sees."""
    try:
        return read()
    except DrawingError as error:
        raise gr.Error(str(error), print_exception=False) from error


def reading_as_json(reading, activations: bool) -> dict[str, Any]:
    """A reading in plain numbers; `activations` by layer name, `[row][column][channel]`."""
    result = {
        "state": reading.state,
        "digit": reading.digit,
        "doubt": reading.doubt,
        "digits": list(reading.digits),
        "probabilities": [float(probability) for probability in reading.probabilities],
        "image": reading.image.tolist(),
    }
    if activations:
        result["activations"] = {layer: maps.round(5).tolist() for layer, maps in reading.activations.items()}
    return result
