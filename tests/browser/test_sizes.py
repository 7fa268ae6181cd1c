"""The page on small, turned, zoomed and large screens."""
from __future__ import annotations

import pytest

from tests.support.drawings import SEVEN
from tests.support.languages import TABS
from tests.support.visits import OPEN

# What is left or right of the screen, without what its own box scrolls, and Gradio's copies of the tabs.
OUTSIDE = """() => {
  const isScrolled = (element) => element && (getComputedStyle(element).overflowX === "auto"
    || isScrolled(element.parentElement));
  return [...document.querySelectorAll("#header *, #draw *")].filter((element) => {
    const { left, right, width } = element.getBoundingClientRect();
    return width > 1 && (left < -1 || right > innerWidth + 1) && !isScrolled(element)
      && !element.closest("[aria-hidden=true], .tab-container, .overflow-dropdown");
  }).map((element) => element.outerHTML.slice(0, 80));
}"""


@pytest.fixture
def visit(reset_visit):
    return reset_visit


@pytest.mark.parametrize("size", ["320x568", "390x844", "640x700", "667x375", "844x390", "568x320", "640x400",
                                  "320x200", "768x1024", "1920x1080", "3840x2160"])
def test_pad_buttons_and_answer_fit_the_screen_together(visit, size):
    width, height = map(int, size.split("x"))
    visit.page.set_viewport_size({"width": width, "height": height})
    visit.canvas.evaluate("(canvas) => canvas.scrollIntoView({ block: 'end' })")
    below = visit.page.locator("#clear").evaluate("(clear) => clear.getBoundingClientRect().bottom - innerHeight")
    visit.page.evaluate("(below) => scrollBy(0, Math.max(below, 0))", below)
    for part in ("#pad canvas", "#undo", "#clear", ".answer-digit"):
        box = visit.page.locator(part).bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= width, part
        assert box["y"] >= 0 and box["y"] + box["height"] < height + 1, part  # the browser scrolls by whole pixels
    pad, answer = (visit.page.locator(part).bounding_box() for part in ("#pad canvas", "#answer"))
    assert answer["y"] + answer["height"] <= pad["y"] + 1 or answer["x"] >= pad["x"] + pad["width"]
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("size", ["320x568", "568x320"])
def test_nothing_sticks_out_of_a_small_screen(visit, size):
    width, height = map(int, size.split("x"))
    visit.draw(SEVEN)
    visit.expect("digit", 7)
    visit.page.set_viewport_size({"width": width, "height": height})
    for tab in map(str.lower, TABS):
        visit.page.evaluate(OPEN, tab)
        visit.page.wait_for_selector(f"#tab-{tab}:visible")
        assert visit.page.evaluate(OUTSIDE) == [], tab
    for step in range(1, 11):
        visit.page.click(f'[data-go="{step}"]')
        visit.page.wait_for_selector(f'#lesson[data-step="{step}"] .lesson-step[data-ready]:not([hidden])')
        assert visit.page.evaluate(OUTSIDE) == [], step
