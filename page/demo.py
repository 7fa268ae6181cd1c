"""The whole page."""
from __future__ import annotations

import gradio as gr

from model.choices import Limits
from page.api import build_api
from page.language import gradios_words
from page.layers import build_layers
from page.lesson import build_lesson
from page.own_digits import build_own_digits
from page.pad import Pad, build_upload
from page.part import Part
from page.reader import Readers
from page.results import build_results
from page.sharing import build_sharing
from page.train import build_train
from page.trainings import Trainings
from page.why import build_why

TITLE = "Inside a digit classifier"
AT_ONCE = 200  # visitors Gradio knows of; each takes 0.1 MB, and 5 MB at worst, until another comes in its place
LONGEST_LINE = 100  # calls that wait for their turn; whoever comes then is asked to come later
UPLOADS_KEPT = (600, 3600)  # seconds: how often Gradio looks for uploads to delete, and how old they must be


def build_demo(readers: Readers, limits: Limits | None = None) -> gr.Blocks:
    """The page, wired to `readers` but not launched; visitors may train within the limits, or not at all."""
    words = gradios_words()
    with gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True, delete_cache=UPLOADS_KEPT) as demo:
        Part("header", networks=readers.names)
        with gr.Row(elem_id="draw"):
            with gr.Column(elem_id="draw-pad", min_width=0):
                pad = Pad(readers)
                build_upload(pad, readers)
                build_sharing(readers)
                if limits:
                    Part("correction", digits=list(range(10)))
            with gr.Column(elem_id="draw-answer", min_width=0):
                Part("answer")
                Part("probabilities", digits=list(range(10)))
            # Beside the pad, not around it: whatever tab is open, one can draw on.
            with gr.Tabs(elem_id="tabs"):
                with gr.Tab(words("Draw"), id="draw", elem_id="tab-draw"):
                    Part("network-input")
                    Part("first-layer")
                with gr.Tab(words("Layers"), id="layers", elem_id="tab-layers"):
                    build_layers(readers)
                with gr.Tab(words("Why"), id="why", elem_id="tab-why"):
                    build_why(readers)
                if limits:
                    with gr.Tab(words("Train"), id="train", elem_id="tab-train"):
                        trainings = Trainings(readers)
                        build_train(readers, trainings, limits)
                        build_own_digits(readers, trainings, limits)
                with gr.Tab(words("Results"), id="results", elem_id="tab-results"):
                    build_results(readers)
                with gr.Tab(words("Lesson"), id="lesson", elem_id="tab-lesson"):
                    build_lesson(readers)
        build_api(readers.first)
    demo.queue(max_size=LONGEST_LINE)
    # Gradio has no setting for how many callers' answers it keeps until they are fetched, some of which never are.
    demo._queue.pending_messages_per_session.max_size = AT_ONCE
    return demo

