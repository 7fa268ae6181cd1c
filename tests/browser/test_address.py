"""What the page's address asks for, in a real browser: tabs, and light or dark."""
from __future__ import annotations

import pytest

from tests.support.visits import PHONE

SHOWN_TABS = """() => [...document.querySelectorAll("#tabs [role=tablist] button, #tabs .overflow-dropdown button")]
    .filter((button) => getComputedStyle(button).display !== "none").map((button) => button.textContent.trim())"""


@pytest.fixture
def visit(arrive, request):
    """A visit on which the page is not yet open."""
    return arrive(**getattr(request, "param", {}))


def test_an_address_shows_some_tabs_and_opens_the_first(visit):
    visit.open("?tabs=layers,draw,nonsense")
    visit.page.wait_for_selector('#layers [data-layer="conv_1"]')
    assert visit.page.evaluate(SHOWN_TABS) == ["Draw", "Layers"]


@pytest.mark.parametrize("visit", [{"viewport": PHONE, "has_touch": True, "is_mobile": True}], indirect=True)
def test_hidden_tabs_do_not_come_back_on_a_phone(visit):
    visit.open("?tabs=draw,lesson")
    visit.page.wait_for_function(f"({SHOWN_TABS})().join() === 'Draw,Lesson'")
    visit.page.set_viewport_size({"width": 340, "height": 800})
    visit.page.evaluate("""new Promise((done) => {  // two frames, in which Gradio measures anew
        requestAnimationFrame(() => requestAnimationFrame(done));
    })""")
    assert sorted(visit.page.evaluate(SHOWN_TABS)) == ["Draw", "Lesson"]


def test_unknown_tabs_hide_nothing(visit):
    before = visit.open().page.evaluate(SHOWN_TABS)
    visit.open("?tabs=foo,bar")
    assert visit.page.evaluate(SHOWN_TABS) == before


def test_an_address_starts_on_a_tab(visit):
    visit.open("?tab=layers")
    visit.page.wait_for_selector('#layers [data-layer="conv_1"]')


@pytest.mark.parametrize("visit", [{"viewport": PHONE, "has_touch": True, "is_mobile": True}], indirect=True)
def test_a_tab_in_the_menu_of_a_phone_can_be_started_on(visit):
    visit.open("?lesson=2")
    visit.page.wait_for_selector('#lesson[data-step="2"]')


@pytest.mark.parametrize("visit", [{"viewport": PHONE, "color_scheme": "light"}], indirect=True)
def test_an_address_asks_for_the_dark_whatever_the_system(visit):
    visit.open("?dark=1")
    visit.page.wait_for_selector("body.dark")
    visit.page.emulate_media(color_scheme="dark")
    visit.page.emulate_media(color_scheme="light")
    assert visit.page.evaluate("document.body.classList.contains('dark')")


@pytest.mark.parametrize("visit", [{"viewport": PHONE, "color_scheme": "dark"}], indirect=True)
def test_an_address_asks_for_light_whatever_the_system(visit):
    visit.open("?dark=0")
    visit.page.wait_for_selector("body:not(.dark)")
    visit.page.emulate_media(color_scheme="light")
    visit.page.emulate_media(color_scheme="dark")
    assert not visit.page.evaluate("document.body.classList.contains('dark')")
