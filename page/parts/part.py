"""A component of the page with its own template and script."""
from __future__ import annotations

from typing import Any

import gradio as gr

from page.parts.assets import SCRIPTS, read_asset

# Without its comments, which would be sent with every part.
MOUNT = "".join(line for line in read_asset(f"{SCRIPTS}/shell/mount.js").splitlines(keepends=True)
                if not line.startswith("//"))


class Part(gr.HTML):
    """A `gr.HTML` with the template `assets/templates/<path>.html` and the script `assets/scripts/<path>.js`.

    Args:
        path: folder and name, such as "draw/answer".
        elem_id: the element's id; the name by default.
    """

    def __init__(self, path: str, *, elem_id: str | None = None, **options: Any) -> None:
        super().__init__(
            html_template=read_asset(f"templates/{path}.html"),
            js_on_load=MOUNT,
            script=f"{SCRIPTS}/{path}.js",
            elem_id=elem_id or path.rpartition("/")[2],
            apply_default_css=False,
            **options,
        )
