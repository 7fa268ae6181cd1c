"""The whole page."""
from __future__ import annotations

import gradio as gr

from page.api import build_api
from page.pad import Pad, build_upload
from page.part import Part
from page.reader import Readers

TITLE = "Inside a digit classifier"


def build_demo(readers: Readers) -> gr.Blocks:
    """The page, wired to `readers` but not launched."""
    with gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True) as demo:
        Part("header", networks=readers.names)
        with gr.Tabs(elem_id="tabs"), gr.Tab("Draw", id="draw"):
            build_draw_tab(readers)
        build_api(readers.first)
    return demo


def build_draw_tab(readers: Readers) -> None:
    """The pad, the answer, and the way from the one to the other."""
    with gr.Row(elem_id="draw"):
        with gr.Column(elem_id="draw-pad", min_width=0):
            pad = Pad(readers)
            build_upload(pad, readers)
        with gr.Column(elem_id="draw-answer", min_width=0):
            Part("answer")
            Part("probabilities", digits=list(range(10)))
        with gr.Column(elem_id="draw-inside", min_width=0):
            Part("network-input")
            Part("first-layer")
