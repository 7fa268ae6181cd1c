"""The page's settings for Gradio's own server, or for another server of ASGI apps."""
from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

import gradio as gr
from fastapi import FastAPI
from starlette.middleware import Middleware

from page.demo import MOST_SESSIONS
from page.gradio_internals import NO_SELF_TEST
from page.networks.networks import Networks
from page.parts.assets import ASSETS
from page.server.document import Document
from page.server.guard import Guard
from page.server.network_files import NetworkFiles
from page.server.static import FilesInMemory, page_files

STYLES = ("page", "train", "results", "lesson")


def local_theme() -> gr.themes.Base:
    """A plain theme with fonts that every device has, so that the page requests nothing from the internet."""
    return gr.themes.Base(
        primary_hue="blue",
        neutral_hue="slate",
        font=["system-ui", "-apple-system", "Segoe UI", "Roboto", "sans-serif"],
        font_mono=["ui-monospace", "Menlo", "Consolas", "monospace"],
    ).set(block_padding="0px", layout_gap="12px")  # our own parts have their own margins


def allowed_origins() -> list[str]:
    """Other sites that may embed the page as a web component, by default."""
    return os.environ.get("EMBED_ON", "").split()


def settings(networks: Networks, embed_on: Sequence[str]) -> dict[str, Any]:
    """Arguments for both `demo.launch` and `gr.mount_gradio_app`."""
    return {"theme": local_theme(), "css_paths": [ASSETS / "styles" / f"{sheet}.css" for sheet in STYLES],
            "app_kwargs": {"middleware": [
                Middleware(Guard, allowed_origins=embed_on), Middleware(FilesInMemory, files=page_files()),
                Middleware(NetworkFiles, networks=networks), Middleware(Document)]},
            "favicon_path": ASSETS / "icon.png", "pwa": True,  # so that it can be installed
            "footer_links": ["api", "gradio"], "run_history": False, "ssr_mode": False, "show_error": False,
            "max_file_size": "20mb"}


def launch(demo: gr.Blocks, networks: Networks, embed_on: Sequence[str], **options: Any) -> None:
    """Serve the page from this process with Gradio's own server, and return."""
    demo.launch(prevent_thread_lock=True, state_session_capacity=MOST_SESSIONS, **settings(networks, embed_on),
                **NO_SELF_TEST, **options)


def asgi_app(demo: gr.Blocks, networks: Networks) -> FastAPI:
    """The page for another server, which must run the app's lifespan."""
    return gr.mount_gradio_app(FastAPI(openapi_url=None), demo, "/", **settings(networks, allowed_origins()))
