"""The page's languages, as far as Gradio paints its words; all others are put in by `assets/scripts/language.js`."""
from __future__ import annotations

import json
from functools import cache
from typing import Any

import gradio as gr
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from page.assets import ASSETS, SCRIPTS

LANGUAGES = tuple(sorted(path.stem for path in (ASSETS / "languages").glob("*.json")))  # beside English
TABS = ("Draw", "Layers", "Why", "Train", "Results", "Lesson")
UPLOAD = "Open a picture"
# Before Gradio's own scripts: it says which language they follow.
FIRST_SCRIPT = f'<script type="module" src="./{SCRIPTS}/language.js"></script>'.encode()


@cache
def translations(language: str) -> dict[str, str]:
    """The words of a language by the English ones; none for English, or where there is no such language."""
    if language not in LANGUAGES:
        return {}
    return json.loads((ASSETS / "languages" / f"{language}.json").read_text(encoding="utf-8"))


def translated(text: str, language: Any) -> str:
    """A text in a language as a browser names it, which may be anything; as it is where there is no translation."""
    return translations(language).get(text, text) if isinstance(language, str) else text


@cache
def gradios_words() -> gr.I18n:
    """For `launch(i18n=gradios_words())`. An English text is its own key: `gradios_words()("Draw")`."""
    return gr.I18n(**{language: {text: translated(text, language) for text in (*TABS, UPLOAD)}
                      for language in LANGUAGES})


class FirstScript:
    """Puts a script into the page's document, before those of Gradio, which has no setting for that."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET" or scope["path"] != "/":
            return await self.app(scope, receive, send)
        start: Message = {}

        async def send_with_script(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)  # its length is not yet known
                return
            if start:
                body = message.get("body", b"").replace(b"<script", FIRST_SCRIPT + b"<script", 1)
                if not message.get("more_body"):
                    MutableHeaders(scope=start)["content-length"] = str(len(body))
                message = {**message, "body": body}
                await send(dict(start))
                start.clear()
            await send(message)

        await self.app(scope, receive, send_with_script)
