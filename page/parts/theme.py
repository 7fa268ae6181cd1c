"""The theme of Gradio's own components."""
from __future__ import annotations

import gradio as gr


def local_theme() -> gr.themes.Base:
    """A plain theme with fonts that every device has, so that the page requests nothing from the internet."""
    return gr.themes.Base(
        primary_hue="blue",
        neutral_hue="slate",
        font=["system-ui", "-apple-system", "Segoe UI", "Roboto", "sans-serif"],
        font_mono=["ui-monospace", "Menlo", "Consolas", "monospace"],
    ).set(block_padding="0px", layout_gap="12px")  # our own parts have their own margins
