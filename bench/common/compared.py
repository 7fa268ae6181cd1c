"""The pages that ours is compared with: `python -m bench.common.compared obvious|empty PORT` serves one."""
from __future__ import annotations

import sys

import gradio as gr
import numpy as np


def obvious() -> gr.Blocks:
    """The obvious build of `best`: a sketchpad or the event `/predict`, `model.predict`, and Gradio's defaults."""
    from model.drawings.preprocessing import prepare
    from model.networks.files import SAVED
    from model.networks.loading import load_network

    # isort: split
    import keras  # after the project's own files, which set TensorFlow up

    network = load_network(SAVED / "best.keras")
    maps_of = keras.Model(network.inputs, [network.get_layer("relu_1").output, network.outputs[0]])

    def answer(probabilities: np.ndarray) -> dict[str, float]:
        return {str(digit): float(p) for digit, p in enumerate(probabilities[0])}

    def predict(drawing: dict) -> dict:
        return answer(network.predict(prepare(drawing).image[None, ..., None], verbose=0))

    def sketch(drawing: dict) -> tuple[dict, list[np.ndarray]]:
        maps, probabilities = maps_of.predict(prepare(drawing["composite"]).image[None, ..., None], verbose=0)
        return answer(probabilities), [np.uint8(255 * m / max(m.max(), 1e-6)) for m in maps[0].transpose(2, 0, 1)]

    with gr.Blocks() as demo:
        pad = gr.Sketchpad(elem_id="sketch", type="numpy")
        pad.change(sketch, pad, [gr.Label(), gr.Gallery(elem_id="gallery")])
        gr.api(predict)
    return demo


def empty() -> gr.Blocks:
    """A page with only a heading."""
    with gr.Blocks() as demo:
        gr.Markdown("# A page")
    return demo


if __name__ == "__main__":
    {"obvious": obvious, "empty": empty}[sys.argv[1]]().launch(server_port=int(sys.argv[2]), quiet=True)
