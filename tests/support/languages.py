"""The page's languages, as its scripts read them from `assets/languages`."""
from __future__ import annotations

import json
from functools import cache

from tests.support.project import PROJECT

FOLDER = PROJECT / "assets" / "languages"
LANGUAGES = tuple(sorted(path.stem for path in FOLDER.glob("*.json")))  # English is the key of each
TABS = ("Draw", "Layers", "Why", "Train", "Results", "Lesson")
GRADIO = ("Open a picture", "Use via API", "Built with Gradio")


@cache
def translations(language: str) -> dict[str, str]:
    """The texts of a language by their English keys."""
    return json.loads((FOLDER / f"{language}.json").read_text(encoding="utf-8"))


def translated(text: str, language: str) -> str:
    return translations(language)[text]
