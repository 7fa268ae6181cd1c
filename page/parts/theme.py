"""How Gradio's own components look."""
from __future__ import annotations

import gradio as gr


def local_theme() -> gr.themes.Base:
    """Plain, and with fonts every device has: the page asks the internet for nothing."""
    return gr.themes.Base(
        primary_hue="blue",
        neutral_hue="slate",
        font=["system-ui", "-apple-system", "Segoe UI", "Roboto", "sans-serif"],
        font_mono=["ui-monospace", "Menlo", "Consolas", "monospace"],
    ).set(block_padding="0px", layout_gap="12px")  # our own parts bring the space they need
