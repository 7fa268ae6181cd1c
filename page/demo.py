"""The page as a whole: which part is where."""
from __future__ import annotations

import gradio as gr

from model.learning.choices import Limits
from page.gradio_internals import limit_sessions
from page.networks.networks import Networks
from page.networks.trainings import Trainings
from page.parts.part import Part
from page.tabs.api import build_api
from page.tabs.layers import build_layers
from page.tabs.lesson import build_lesson
from page.tabs.own_digits import build_own_digits
from page.tabs.pad import Pad, build_upload
from page.tabs.results import build_results
from page.tabs.sharing import build_sharing
from page.tabs.train import build_train
from page.tabs.why import build_why

TITLE = "Inside a digit classifier"
MOST_SESSIONS = 200  # whose state Gradio keeps; each takes 0.1 MB, and 5 MB at worst, until a newer one replaces it
MOST_QUEUED_CALLS = 100  # a caller after these is asked to come back later
UPLOADS_KEPT = (600, 3600)  # seconds: how often Gradio looks for uploads to delete, and how old they must be


def build_demo(networks: Networks, limits: Limits | None = None) -> gr.Blocks:
    """The page, not yet launched; visitors may train within the limits, or not at all if there are none."""
    with gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True, delete_cache=UPLOADS_KEPT) as demo:
        Part("shell/header", networks=networks.names)
        with gr.Row(elem_id="draw"):
            with gr.Column(elem_id="draw-pad", min_width=0):
                pad = Pad(networks)
                build_upload(pad)
                build_sharing(networks)
                if limits:
                    Part("train/correction", digits=list(range(10)))
            with gr.Column(elem_id="draw-answer", min_width=0):
                Part("draw/answer")
                Part("draw/probabilities", digits=list(range(10)))
            # Next to the pad, not around it: drawing works whichever tab is open.
            with gr.Tabs(elem_id="tabs"):
                with gr.Tab("Draw", id="draw", elem_id="tab-draw"):
                    Part("draw/network-input")
                    Part("draw/first-layer")
                with gr.Tab("Layers", id="layers", elem_id="tab-layers"):
                    build_layers(networks)
                with gr.Tab("Why", id="why", elem_id="tab-why"):
                    build_why(networks)
                if limits:
                    with gr.Tab("Train", id="train", elem_id="tab-train"):
                        trainings = Trainings(networks)
                        build_train(networks, trainings, limits)
                        build_own_digits(networks, trainings, limits)
                with gr.Tab("Results", id="results", elem_id="tab-results"):
                    build_results(networks)
                with gr.Tab("Lesson", id="lesson", elem_id="tab-lesson"):
                    build_lesson()
        build_api(networks.first)
    demo.queue(max_size=MOST_QUEUED_CALLS)
    limit_sessions(demo, MOST_SESSIONS)
    return demo
