"""A part of the page with its own template and script."""
from __future__ import annotations

from typing import Any

import gradio as gr

from page.assets import SCRIPTS, read_asset

from gradio.events import Dependency

class Part(gr.HTML):
    """A `gr.HTML` whose template is `assets/templates/<name>.html` and whose script `assets/scripts/<name>.js`."""

    def __init__(self, name: str, **options: Any) -> None:
        super().__init__(
            html_template=read_asset(f"templates/{name}.html"),
            js_on_load=read_asset("mount.js"),
            script=f"{SCRIPTS}/{name}.js",
            elem_id=name,
            apply_default_css=False,
            **options,
        )
    from typing import Callable, Literal, Sequence, Any, TYPE_CHECKING
    from gradio.blocks import Block
    if TYPE_CHECKING:
        from gradio.components import Timer
        from gradio.components.base import Component