"""What a server is told of the page: Gradio's own, or another that takes ASGI apps."""
from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

import gradio as gr
from fastapi import FastAPI
from starlette.middleware import Middleware

from page.demo import AT_ONCE
from page.parts.assets import ASSETS, CompressedPage, asset_folders, asset_routes
from page.parts.theme import local_theme
from page.server.guard import guard
from page.server.head import Head
from page.server.kept_files import KeptFiles
from page.server.shortcut import shortcut

STYLES = ("page", "train", "results", "lesson")


def welcome() -> list[str]:
    """Other sites that may hold the page as a web component, unless it is said otherwise."""
    return os.environ.get("EMBED_ON", "").split()


def settings(demo: gr.Blocks, embed_on: Sequence[str]) -> dict[str, Any]:
    """For `demo.launch` and `gr.mount_gradio_app` alike."""
    return {"theme": local_theme(), "css_paths": [ASSETS / "styles" / f"{sheet}.css" for sheet in STYLES],
            "app_kwargs": {"routes": asset_routes(),
                           "middleware": [guard(embed_on), Middleware(KeptFiles, folders=asset_folders()),
                                          Middleware(CompressedPage), Middleware(Head), shortcut(demo)]},
            "favicon_path": ASSETS / "icon.png", "pwa": True,  # so that it can be installed
            "footer_links": ["api", "gradio"], "run_history": False, "ssr_mode": False, "show_error": False,
            "max_file_size": "20mb"}


def launch(demo: gr.Blocks, embed_on: Sequence[str], **options: Any) -> None:
    """Serve the page from this process with Gradio's own server, and return."""
    demo.launch(prevent_thread_lock=True, state_session_capacity=AT_ONCE, **settings(demo, embed_on), **options)


def asgi_app(demo: gr.Blocks) -> FastAPI:
    """The same for another server, which must run the app's lifespan."""
    demo.state_session_capacity = AT_ONCE
    return gr.mount_gradio_app(FastAPI(openapi_url=None), demo, "/", **settings(demo, welcome()))
