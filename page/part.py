"""A part of the page with its own template and script."""
from __future__ import annotations

from typing import Any

import gradio as gr

from page.assets import SCRIPTS, read_asset

# Without its comments, which would go along with each part.
MOUNT = "".join(line for line in read_asset("mount.js").splitlines(keepends=True) if not line.startswith("//"))


class Part(gr.HTML):
    """A `gr.HTML` whose template is `assets/templates/<name>.html` and whose script `assets/scripts/<name>.js`."""

    def __init__(self, name: str, **options: Any) -> None:
        super().__init__(
            html_template=read_asset(f"templates/{name}.html"),
            js_on_load=MOUNT,
            script=f"{SCRIPTS}/{name}.js",
            elem_id=name,
            apply_default_css=False,
            **options,
        )
