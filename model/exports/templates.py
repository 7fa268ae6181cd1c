"""The page's templates filled in, as Gradio does it on the page with a server."""
from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from typing import Any

# {{#each names}}…{{/each}}, {{{html}}} and {{text}}; within a loop, {{this}}, {{this.field}} or {{field}}.
PARTS = re.compile(r"\{\{#each (\w+)\}\}(.*?)\{\{/each\}\}|\{\{\{([\w/-]+)\}\}\}|\{\{(?:this\.)?(\w+)\}\}", re.DOTALL)


def filled(template: str, values: Mapping[str, Any]) -> str:
    """A template with its values.

    Example:
        >>> filled("<b>{{title}}</b>{{#each rows}} {{this.x}}{{/each}}", {"title": "<", "rows": [{"x": 3}, {"x": 4}]})
        '<b>&lt;</b> 3 4'
    """
    def part(found: re.Match) -> str:
        if found[1]:
            return "".join(filled(found[2], item if isinstance(item, Mapping) else {"this": item})
                           for item in values[found[1]])
        return values[found[3]] if found[3] else escape(str(values[found[4]]))

    return PARTS.sub(part, template)
