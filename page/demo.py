"""The whole page."""
from __future__ import annotations

import gradio as gr

from page.api import build_api
from page.assets import read_asset
from page.pad import Pad, build_upload
from page.part import Part
from page.reader import Reader

TITLE = "Inside a digit classifier"


def build_demo(reader: Reader) -> gr.Blocks:
    """The page, wired to `reader` but not launched."""
    with gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True) as demo:
        gr.HTML(read_asset("templates/header.html"), elem_id="header", apply_default_css=False)
        with gr.Tabs(elem_id="tabs"), gr.Tab("Draw", id="draw"):
            build_draw_tab(reader)
        build_api(reader)
    return demo


def build_draw_tab(reader: Reader) -> None:
    """The pad, the answer, and the way from the one to the other."""
    with gr.Row(elem_id="draw"):
        with gr.Column(elem_id="draw-pad", min_width=0):
            pad = Pad(reader)
            build_upload(pad, reader)
        with gr.Column(elem_id="draw-answer", min_width=0):
            Part("answer")
            Part("probabilities", digits=list(range(10)))
        with gr.Column(elem_id="draw-inside", min_width=0):
            Part("network-input")
            Part("first-layer")
