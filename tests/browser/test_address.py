"""Parameters in the page's address, in a real browser: tabs, light or dark mode."""
from __future__ import annotations

import pytest

from tests.support.drawings import ONE, SEVEN
from tests.support.languages import TABS
from tests.support.visits import ANSWERED, PHONE, Visit

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


def selected(visit, tab):
    visit.page.wait_for_selector(f"#tabs [aria-selected=true]:has-text('{tab}'):visible")


def test_back_and_forward_move_between_tabs_and_keep_the_drawing(visit):
    visit.open().draw(SEVEN)
    visit.expect("digit", 7)
    for tab in ("Layers", "Why"):
        visit.page.get_by_role("tab", name=tab).click()
        visit.page.wait_for_function(f"location.search === '?tab={tab.lower()}'")
    for move, tab in (("back", "Layers"), ("back", "Draw"), ("forward", "Layers"), ("forward", "Why")):
        visit.page.evaluate(f"history.{move}()")
        selected(visit, tab)
    visit.expect("digit", 7)


def test_back_leads_to_the_lessons_step_before_and_then_to_the_tab_before(visit):
    visit.open().page.get_by_role("tab", name="Lesson").click()
    for step in (1, 2, 3):
        visit.page.wait_for_selector(f'#lesson[data-step="{step}"] .lesson-step[data-ready]:not([hidden])')
        visit.page.wait_for_function(f"location.search === '?lesson={step}'")
        if step < 3:
            visit.page.click("#lesson-next")
    for step in (2, 1):
        visit.page.evaluate("history.back()")
        visit.page.wait_for_selector(f'#lesson[data-step="{step}"]')
    visit.page.evaluate("history.back()")
    selected(visit, "Draw")


def test_a_reload_and_a_return_from_another_page_keep_drawing_network_and_tab(visit):
    visit.open().draw(SEVEN)
    visit.draw({"strokes": [[350, 500, 650, 500]]})
    visit.page.select_option("#network", "lesson")
    visit.page.get_by_role("tab", name="Layers").click()
    visit.page.wait_for_selector('#layers [data-layer="dense_1"]')
    for leave in (visit.page.reload, lambda: (visit.page.goto("about:blank"), visit.page.go_back())):
        leave()
        visit.page.wait_for_selector('#layers [data-layer="dense_1"]')
        visit.expect("digit", 7)
        assert visit.page.input_value("#network") == "lesson"
    visit.page.click("#undo")
    assert len(visit.strokes()) == 1


def test_a_copied_link_opens_tab_network_and_drawing_and_no_step_that_was_left(visit, new_visit):
    visit.open("?lesson=2").draw(SEVEN)
    visit.page.get_by_role("tab", name="Draw").click()
    visit.page.select_option("#network", "lesson")
    visit.page.wait_for_function("location.search.includes('network=lesson')")
    visit.page.click(".sharing-link")
    visit.page.wait_for_function("location.hash.startsWith('#s=')")
    other = new_visit().open(visit.page.url.removeprefix(visit.home))
    selected(other, "Draw")
    other.expect("digit", 7)
    other.page.wait_for_function("document.querySelector('#network').value === 'lesson'")
    other.page.wait_for_function("document.querySelectorAll('#filters canvas').length === 28")


def test_two_open_pages_keep_their_own_drawings(visit, page_url):
    visit.open().draw(SEVEN)
    visit.expect("digit", 7)
    other = Visit(visit.context, page_url).open()
    for one in (other, visit):
        one.page.reload()
        one.page.wait_for_selector(ANSWERED)
    other.expect("blank")
    visit.expect("digit", 7)
    other.page.close()


def test_back_to_a_link_that_was_copied_keeps_what_was_drawn_since(visit):
    visit.open().draw(ONE)
    visit.expect("digit", 1)
    visit.page.click(".sharing-link")
    visit.page.wait_for_function("location.hash.startsWith('#s=')")
    visit.page.get_by_role("tab", name="Layers").click()
    visit.page.wait_for_function("location.search === '?tab=layers'")
    visit.page.click("#clear")
    visit.draw(SEVEN)
    visit.expect("digit", 7)
    visit.page.evaluate("history.back()")
    selected(visit, "Draw")
    visit.expect("digit", 7)
