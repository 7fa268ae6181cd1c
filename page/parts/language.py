"""Translations of the words that Gradio paints; `assets/scripts/common/language.js` translates all others."""
from __future__ import annotations

import json
from functools import cache
from typing import Any

import gradio as gr

from page.parts.assets import ASSETS

LANGUAGES = tuple(sorted(path.stem for path in (ASSETS / "languages").glob("*.json")))  # beside English
TABS = ("Draw", "Layers", "Why", "Train", "Results", "Lesson")
UPLOAD = "Open a picture"


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
