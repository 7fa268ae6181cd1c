"""Accessibility checks by axe-core: no violations on any tab, in light or dark mode, with a drawing on the pad."""
from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.drawings import SEVEN
from tests.support.project import PROJECT
from tests.support.visits import DESKTOP, PHONE, Visit

AXE = PROJECT / "tests" / "node_modules" / "axe-core" / "axe.min.js"
# The part of each tab that appears last; once it is visible, the tab is complete.
LAST_PART = {"Draw": '#tab-draw canvas', "Layers": '#layers [data-layer="logits"] canvas', "Why": ".evidence canvas",
         "Train": ".train-total", "Results": ".digit-tile", "Lesson": ".lesson-step[data-ready]:not([hidden])"}
# axe-core runs on one part of the page at a time, so each part is checked only once.
FINDINGS = """async (part) => {
    const { violations } = await axe.run(part, { resultTypes: ["violations"] });
    return violations.flatMap(({ id, help, nodes }) => nodes.map(({ html, any, all, none }) =>
        `${id}: ${help}: ${html} ${[...any, ...all, ...none][0]?.message ?? ""}`));
}"""

pytestmark = pytest.mark.skipif(not AXE.is_file(), reason="not installed: npm install --prefix tests")


@pytest.fixture(scope="module", params=[(DESKTOP, "light"), (DESKTOP, "dark"), (PHONE, "light")],
                ids=lambda look: f"{look[0]['width']}-{look[1]}")
def drawn(request, device, page_url):
    """A page with a seven on the pad and axe-core loaded."""
    visit = Visit(device(), page_url, *request.param).open()
    visit.draw(SEVEN)
    visit.expect("digit", 7)
    visit.page.evaluate(Path(AXE).read_text())
    yield visit.page
    visit.page.close()


def open_tab(page, name):
    button = page.get_by_role("tab", name=name)
    if not button.is_visible():  # on a phone the last tabs are in a menu
        page.click(".overflow-menu > button")
        button = page.locator(".overflow-dropdown button", has_text=name)
    button.click()


@pytest.mark.parametrize("name", LAST_PART)
def test_a_tab_has_no_violation(drawn, name):
    open_tab(drawn, name)
    drawn.wait_for_selector(LAST_PART[name])
    assert drawn.evaluate(FINDINGS, "html" if name == "Draw" else f"#tab-{name.lower()}") == []


@pytest.mark.parametrize("step", range(1, 11))
def test_a_step_of_the_lesson_has_no_violation(drawn, step):
    if not drawn.is_visible("#lesson"):
        open_tab(drawn, "Lesson")
    drawn.evaluate("(step) => document.querySelectorAll('[data-go]')[step - 1].click()", step)
    drawn.wait_for_selector(f'#lesson[data-step="{step}"] .lesson-step[data-ready]:not([hidden])')
    assert drawn.evaluate(FINDINGS, "#lesson") == []


def test_the_qr_code_has_no_violation(drawn):
    open_tab(drawn, "Draw")
    drawn.click(".sharing-show")
    drawn.wait_for_selector(".code-picture:not([hidden])")
    assert drawn.evaluate(FINDINGS, ".code") == []
    drawn.keyboard.press("Escape")


def test_no_style_has_a_transition_or_an_animation():
    """Visitors who prefer reduced motion need no special case."""
    for sheet in (PROJECT / "assets" / "styles").glob("*.css"):
        assert not re.search(r"transition|animation|scroll-behavior", sheet.read_text())
