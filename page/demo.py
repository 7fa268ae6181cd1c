"""The whole page."""
from __future__ import annotations

import gradio as gr

from model.learning.choices import Limits
from page.networks.reader import Readers
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
AT_ONCE = 200  # visitors Gradio knows of; each takes 0.1 MB, and 5 MB at worst, until another comes in its place
LONGEST_LINE = 100  # calls that wait for their turn; whoever comes then is asked to come later
UPLOADS_KEPT = (600, 3600)  # seconds: how often Gradio looks for uploads to delete, and how old they must be


def build_demo(readers: Readers, limits: Limits | None = None) -> gr.Blocks:
    """The page, wired to `readers` but not launched; visitors may train within the limits, or not at all."""
    with gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True, delete_cache=UPLOADS_KEPT) as demo:
        Part("shell/header", networks=readers.names)
        with gr.Row(elem_id="draw"):
            with gr.Column(elem_id="draw-pad", min_width=0):
                pad = Pad(readers)
                build_upload(pad, readers)
                build_sharing(readers)
                if limits:
                    Part("train/correction", digits=list(range(10)))
            with gr.Column(elem_id="draw-answer", min_width=0):
                Part("draw/answer")
                Part("draw/probabilities", digits=list(range(10)))
            # Beside the pad, not around it: whatever tab is open, one can draw on.
            with gr.Tabs(elem_id="tabs"):
                with gr.Tab("Draw", id="draw", elem_id="tab-draw"):
                    Part("draw/network-input")
                    Part("draw/first-layer")
                with gr.Tab("Layers", id="layers", elem_id="tab-layers"):
                    build_layers(readers)
                with gr.Tab("Why", id="why", elem_id="tab-why"):
                    build_why(readers)
                if limits:
                    with gr.Tab("Train", id="train", elem_id="tab-train"):
                        trainings = Trainings(readers)
                        build_train(readers, trainings, limits)
                        build_own_digits(readers, trainings, limits)
                with gr.Tab("Results", id="results", elem_id="tab-results"):
                    build_results(readers)
                with gr.Tab("Lesson", id="lesson", elem_id="tab-lesson"):
                    build_lesson(readers)
        build_api(readers.first)
    demo.queue(max_size=LONGEST_LINE)
    # Gradio has no setting for how many callers' answers it keeps until they are fetched, some of which never are.
    demo._queue.pending_messages_per_session.max_size = AT_ONCE
    return demo

