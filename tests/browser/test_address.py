"""Parameters in the page's address, in a real browser: tabs, light or dark mode."""
from __future__ import annotations

import pytest

from tests.support.languages import TABS
from tests.support.visits import PHONE

SHOWN_TABS = """() => [...document.querySelectorAll("#tabs [role=tablist] button, #tabs .overflow-dropdown button")]
    .filter((button) => getComputedStyle(button).display !== "none").map((button) => button.textContent.trim())"""


@pytest.fixture
def visit(new_visit, request):
    """A visit whose page is not open yet."""
    return new_visit(**getattr(request, "param", {}))


def test_an_address_limits_the_tabs_and_opens_the_first_one_it_names(visit):
    visit.open("?tabs=layers,draw,nonsense")
    visit.page.wait_for_selector('#layers [data-layer="conv_1"]')
    assert visit.page.evaluate(SHOWN_TABS) == ["Draw", "Layers"]


@pytest.mark.parametrize("visit", [{"viewport": PHONE, "has_touch": True, "is_mobile": True}], indirect=True)
def test_hidden_tabs_do_not_come_back_on_a_phone(visit):
    visit.open("?tabs=draw,lesson")
    visit.page.wait_for_function(f"({SHOWN_TABS})().join() === 'Draw,Lesson'")
    visit.page.set_viewport_size({"width": 340, "height": 800})
    visit.page.evaluate("""new Promise((done) => {  // two frames, in which Gradio measures the tabs again
        requestAnimationFrame(() => requestAnimationFrame(done));
    })""")
    assert sorted(visit.page.evaluate(SHOWN_TABS)) == ["Draw", "Lesson"]


def test_unknown_tabs_hide_nothing(visit):
    visit.open("?tabs=foo,bar")
    assert visit.page.evaluate(SHOWN_TABS) == list(TABS)


def test_an_address_opens_a_tab(visit):
    visit.open("?tab=layers")
    visit.page.wait_for_selector('#layers [data-layer="conv_1"]')


@pytest.mark.parametrize("visit", [{"viewport": PHONE, "has_touch": True, "is_mobile": True}], indirect=True)
def test_an_address_opens_a_tab_that_is_in_a_phones_menu(visit):
    visit.open("?lesson=2")
    visit.page.wait_for_selector('#lesson[data-step="2"]')


@pytest.mark.parametrize("visit", [{"viewport": PHONE, "color_scheme": "light"}], indirect=True)
def test_an_address_chooses_dark_mode_whatever_the_system_prefers(visit):
    visit.open("?dark=1")
    visit.page.wait_for_selector("body.dark")
    visit.page.emulate_media(color_scheme="dark")
    visit.page.emulate_media(color_scheme="light")
    assert visit.page.evaluate("document.body.classList.contains('dark')")


@pytest.mark.parametrize("visit", [{"viewport": PHONE, "color_scheme": "dark"}], indirect=True)
def test_an_address_chooses_light_mode_whatever_the_system_prefers(visit):
    visit.open("?dark=0")
    visit.page.wait_for_selector("body:not(.dark)")
    visit.page.emulate_media(color_scheme="light")
    visit.page.emulate_media(color_scheme="dark")
    assert not visit.page.evaluate("document.body.classList.contains('dark')")
