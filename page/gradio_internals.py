"""All uses of undocumented Gradio names in Python, so that an upgrade of Gradio means checking one file.

All were observed in Gradio 6.31.0. None has been reported upstream yet. (For JavaScript, see
`assets/scripts/shell/gradio.js`.)
"""
from __future__ import annotations

import re
import sys
from importlib.util import find_spec, module_from_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import gradio as gr

# Observed in 6.31.0; not reported. Routes that serve uploads and proxy other Spaces. The page needs none of them, and
# no setting turns them off, so the guard refuses them.
FILE_ROUTES = re.compile(r"/(file|stream|proxy)[=/]")

# Observed in 6.31.0; not reported. With `show_error=False`, which keeps stack traces private, an unexpected error is an
# event without a message. The guard replaces it with a sentence.
ERROR_EVENT, HIDDEN_ERROR = b"event: error", b'{"error": null}'

# Observed in 6.31.0; not reported. Where Gradio keeps its frontend, whose web component it otherwise offers from
# another host only.
FRONTEND = Path(find_spec("gradio").origin).parent / "templates" / "frontend"

# Observed in 6.31.0; not reported. An argument of `launch`. Without it, `launch` requests its own page and fails if the
# answer takes more than three seconds, as on a busy machine.
NO_SELF_TEST = {"_frontend": False}


def import_gradio() -> None:
    """Import Gradio without writing `.pyi` stubs for editors, which is almost half of the work: 5.5 s of CPU time
    become 2.8 s.

    Observed in 6.31.0; not reported. `gradio.component_meta.create_or_modify_pyi` parses the source of every component
    class, ours too, when the class is created; there is no setting for it. Gradio's function is replaced before Gradio
    defines a component: the package is registered, this one module imported, then the package itself executed.
    """
    is_new = "gradio" not in sys.modules
    if is_new:
        spec = find_spec("gradio")
        package = sys.modules["gradio"] = module_from_spec(spec)
    from gradio import component_meta

    component_meta.create_or_modify_pyi = lambda *component: None
    if is_new:
        spec.loader.exec_module(package)


def limit_sessions(demo: gr.Blocks, most: int) -> None:
    """Limit for how many sessions Gradio keeps state, and messages that are never fetched.

    Observed in 6.31.0; not reported. `launch` has the setting `state_session_capacity`, `mount_gradio_app` has none;
    for messages, the limit is 2,000 and has no setting.
    """
    demo.state_session_capacity = demo._queue.pending_messages_per_session.max_size = most


def is_upload(value: Any) -> bool:
    """Whether an input is a file that Gradio has received itself, and whose path it has therefore checked.

    Observed in 6.31.0; not reported. `gr.HTML` passes JSON through as it came, in which Gradio checks only the paths of
    objects marked like this; any other path may be anywhere on this machine.
    """
    meta = value.get("meta") if isinstance(value, dict) else None
    return isinstance(meta, dict) and meta.get("_type") == "gradio.FileData" and isinstance(value.get("path"), str)


def before_scripts(document: bytes, tags: bytes) -> bytes:
    """Gradio's HTML document with more tags in front of its first script.

    Observed in 6.31.0; not reported. No setting adds tags in front of Gradio's own scripts.
    """
    return document.replace(b"<script", tags + b"<script", 1)
