"""Templates filled in as Gradio fills them in."""
from __future__ import annotations

import pytest

from model.exports.templates import filled


@pytest.mark.parametrize(("template", "values", "expected"), [
    ("<b>{{words}}</b>", {"words": 'a < "b"'}, "<b>a &lt; &quot;b&quot;</b>"),
    ("{{{draw/first-layer}}}", {"draw/first-layer": "<i>{{x}}</i>"}, "<i>{{x}}</i>"),
    ("{{#each names}}<i>{{this}}</i>{{/each}}", {"names": ["x", 2]}, "<i>x</i><i>2</i>"),
    ("{{#each steps}}{{this.number}}:{{name}} {{/each}}", {"steps": [{"number": 1, "name": "a"},
                                                                      {"number": 2, "name": "b"}]}, "1:a 2:b "),
    ("[{{#each none}}{{this}}{{/each}}]", {"none": []}, "[]"),
    ("if (a) { return {}; }", {}, "if (a) { return {}; }"),
])
def test_a_template_is_filled_in(template, values, expected):
    assert filled(template, values) == expected


def test_a_value_that_is_missing_is_an_error():
    with pytest.raises(KeyError, match="title"):
        filled("{{title}}", {})
