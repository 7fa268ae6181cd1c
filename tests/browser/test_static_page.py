"""The page in one HTML file, opened from a disk in a browser without a network."""
from __future__ import annotations

import functools
import http.server
import re
import threading

import numpy as np
import pytest

from bench.common.server import free_port
from model.exports.page import page as html_of
from model.networks.chain import load_chain
from model.networks.files import SAVED
from model.recognizer import Recognizer, load_least_energy
from tests.browser.test_accessibility import AXE, FINDINGS
from tests.browser.test_keyboard import spoken
from tests.browser.test_languages import NAMES, SEEN
from tests.conftest import Quiet
from tests.support.drawings import SEVEN
from tests.support.languages import LANGUAGES, translated, translations
from tests.support.visits import ANSWERED, DESKTOP, PHONE, Visit, closing_visits

READY = ".lesson-step[data-ready]:not([hidden])"
SELECTED = '#tabs [aria-selected="true"]'


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    path = SAVED / "best.keras"
    file = tmp_path_factory.mktemp("page") / "digits.html"
    file.write_text(html_of(load_chain(path), load_least_energy(path)), encoding="utf-8")
    return file


@pytest.fixture
def visit_in(device, file):
    """Opens the file with an address's question; the page must log no error and request nothing."""
    with closing_visits() as visits:
        def open_file(question="", viewport=DESKTOP, color_scheme="light"):
            visits.append(Visit(device(offline=True), file.as_uri(), viewport, color_scheme))
            return visits[-1].open(question)

        yield open_file


@pytest.fixture
def visit(visit_in):
    return visit_in()


def test_a_drawing_is_read_by_the_browser(visit):
    visit.draw(SEVEN)
    visit.expect("digit", 7)
    assert visit.page.get_attribute("#pad", "data-reader") == "browser"
    assert visit.probability(7) > 0.9
    assert visit.page.locator("#feature-maps canvas").count() == 16
    visit.page.click("#clear")
    visit.expect("blank")


def test_a_drawing_in_the_address_is_read(visit_in):
    drawn = visit_in()
    drawn.draw(SEVEN)
    drawn.page.get_by_role("tab", name="Layers").click()
    drawn.page.select_option("#language", "de")  # reloads the page, with the strokes in its address
    drawn.page.wait_for_selector(ANSWERED)
    drawn.expect("digit", 7)
    assert drawn.page.inner_text(SELECTED) == translated("Layers", "de")
    assert drawn.page.url.startswith("file://")


def test_the_arithmetic_of_a_pixel_is_that_of_the_network(visit):
    visit.draw(SEVEN)
    visit.page.get_by_role("tab", name="Layers").click()
    visit.page.hover('#layers [data-layer="conv_3"] canvas', position={"x": 20, "y": 20})
    visit.page.wait_for_selector('#arithmetic[data-layer="conv_3"][data-value]')
    found = visit.page.evaluate("({...document.querySelector('#arithmetic').dataset})")
    image = visit.page.evaluate("""() => {
        const canvas = document.querySelector(".step-image");
        return [...canvas.getContext("2d").getImageData(0, 0, 28, 28).data].filter((_, index) => index % 4 === 0);
    }""")
    [output] = Recognizer.load_chain().forward(np.array(image, np.uint8).reshape(1, 28, 28), ["conv_3"])
    value = output.activations["conv_3"][int(found["row"]), int(found["column"]), int(found["channel"])]
    assert float(found["value"]) == pytest.approx(value, abs=1e-3)


@pytest.mark.parametrize("step", range(1, 11))
def test_a_step_of_the_lesson_works(visit_in, step):
    visit = visit_in(f"?lesson={step}")
    visit.page.wait_for_selector(f'#lesson[data-step="{step}"] {READY}')
    assert visit.page.inner_text(".lesson-status") == ""
    assert not visit.page.is_visible('[data-tab="results"]')


def test_the_lesson_shows_other_training_digits(visit_in):
    visit = visit_in("?lesson=1")
    caption = visit.page.locator(f"{READY} figcaption").first
    assert caption.inner_text() == "Digit 8 from MNIST, no. 7777"
    shown = set()
    while len(shown) < 3:
        visit.page.click("#lesson-random")
        shown.add(caption.inner_text())
    assert all(re.fullmatch(r"Digit \d from MNIST, no. \d+", words) for words in shown)
    visit.page.click("#lesson-lay")
    visit.page.wait_for_selector('#answer:not([data-state="blank"])')


def test_an_example_is_read(visit):
    visit.page.click('.pad-example[title^="Digit 3"]')
    visit.expect("digit", 3)


def test_the_lessons_network_can_be_chosen(visit):
    visit.draw(SEVEN)
    visit.page.select_option("#network", "lesson")
    visit.page.wait_for_function("document.querySelectorAll('#filters canvas').length === 28")
    visit.page.wait_for_selector('#pad[data-reader="browser"]')
    visit.expect("digit", 7)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_in_the_languages_of_the_other(visit_in, language):
    visit = visit_in(f"?lang={language}")
    visit.draw(SEVEN)
    visit.expect("digit", 7)
    assert visit.page.get_attribute("html", "lang") == language
    for tab in ("Layers", "Lesson"):
        visit.page.get_by_role("tab", name=translated(tab, language)).click()
    visit.page.wait_for_selector(READY)
    english = {key for key, words in translations(language).items()
               if key != words and not NAMES.fullmatch(key)}
    assert english & {*visit.page.evaluate(SEEN)} == set()


def test_nothing_that_needs_a_server_is_in_sight(visit):
    visit.draw(SEVEN)
    for selector in ("#upload", "#sharing button", "#sharing select", "#lesson-copy", ".closeup-link"):
        assert not visit.page.locator(selector).filter(visible=True).count()
    assert visit.page.locator(".bar-digit:enabled").count() == 0
    assert visit.page.get_by_role("tab").all_inner_texts() == ["Draw", "Layers", "Lesson"]


@pytest.mark.parametrize(("question", "scheme", "background"), [
    ("", "light", "rgb(255, 255, 255)"), ("", "dark", "rgb(10, 15, 30)"), ("?dark=0", "dark", "rgb(255, 255, 255)"),
    ("?dark=1", "light", "rgb(10, 15, 30)")])
def test_the_colors_are_those_of_the_system_or_of_the_address(visit_in, question, scheme, background):
    visit = visit_in(question, color_scheme=scheme)
    assert visit.page.evaluate("getComputedStyle(document.body).backgroundColor") == background


def test_on_a_web_server_a_link_opens_the_drawing(file, device):
    handler = functools.partial(Quiet, directory=file.parent)
    with http.server.ThreadingHTTPServer(("127.0.0.1", free_port()), handler) as site:
        threading.Thread(target=site.serve_forever).start()
        visit = Visit(device(), f"http://127.0.0.1:{site.server_port}/{file.name}").open()
        visit.draw(SEVEN)
        visit.page.click(".sharing-link")
        visit.page.wait_for_function("location.hash.startsWith('#s=')")
        visit.page.reload()
        visit.expect("digit", 7)
        visit.page.close()
        site.shutdown()
    assert visit.errors == [] and visit.outside_requests == []


def test_arrow_keys_move_from_tab_to_tab(visit):
    visit.page.focus(SELECTED)
    for key, name in (("ArrowRight", "Layers"), ("ArrowRight", "Lesson"), ("ArrowRight", "Draw"),
                      ("ArrowLeft", "Lesson"), ("Home", "Draw"), ("End", "Lesson")):
        visit.page.keyboard.press(key)
        assert visit.page.inner_text(f"{SELECTED}:focus") == name
        assert visit.page.locator("[role=tabpanel]").filter(visible=True).get_attribute("id") == f"tab-{name.lower()}"
        assert visit.page.locator("[role=tab][tabindex='0']").count() == 1


def test_the_first_stop_leads_to_the_pad_which_takes_the_keys_from_a_screen_reader(visit):
    visit.page.keyboard.press("Tab")
    assert visit.page.inner_text(":focus") == "Skip to the pad"
    visit.page.keyboard.press("Enter")
    assert spoken(visit.page, "#pad canvas:focus") == [
        "application", "Drawing pad", "Arrows move, Space lowers and lifts the pen, Z undoes, C clears"]
    assert "#" not in visit.page.url


def test_all_layers_and_the_lessons_steps_are_one_stop_each(visit):
    for tab, items in (("Layers", "#layers canvas[tabindex]"), ("Lesson", ".lesson-nav [data-go]")):
        visit.page.get_by_role("tab", name=tab).click()
        visit.page.wait_for_selector(items)
        assert visit.page.locator(items).evaluate_all("(all) => all.filter((one) => one.tabIndex === 0).length") == 1


def test_a_bar_says_its_digit_and_percentage(visit):
    visit.draw(SEVEN)
    visit.expect("digit", 7)
    percentage = visit.page.text_content('#probabilities [data-digit="7"] .bar-percent')
    assert spoken(visit.page, "#digit-7")[1] == f"7 {percentage}"


def test_an_address_can_show_only_some_tabs(visit_in):
    visit = visit_in("?tabs=layers,draw")
    tabs = visit.page.get_by_role("tab").filter(visible=True)
    assert tabs.all_inner_texts() == ["Draw", "Layers"]
    assert visit.page.inner_text(SELECTED) == "Layers"


def test_a_frame_can_show_the_pad_alone(visit_in):
    visit = visit_in("?view=pad")
    visit.draw(SEVEN)
    visit.expect("digit", 7)
    assert not visit.page.is_visible("#tabs") and not visit.page.is_visible("#header")


def test_on_a_phone_the_answer_stays_in_sight_and_nothing_sticks_out(visit_in):
    visit = visit_in(viewport=PHONE)
    visit.draw(SEVEN)
    visit.expect("digit", 7)
    for tab in ("Draw", "Layers", "Lesson"):
        visit.page.get_by_role("tab", name=tab).click()
        visit.page.mouse.wheel(0, 300)
        assert visit.page.locator("#answer").bounding_box()["y"] >= 0
        assert visit.page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


def test_on_a_phone_the_close_up_covers_the_maps_below_it_completely(visit_in):
    visit = visit_in(viewport=PHONE)
    visit.page.get_by_role("tab", name="Layers").click()
    panel, maps = (visit.page.locator(f"#{part}").bounding_box() for part in ("arithmetic", "layers"))
    assert (panel["x"], panel["width"]) == (maps["x"], maps["width"])


@pytest.mark.skipif(not AXE.is_file(), reason="not installed: npm install --prefix tests")
@pytest.mark.parametrize("color_scheme", ["light", "dark"])
def test_no_tab_has_an_accessibility_violation(visit_in, color_scheme):
    visit = visit_in(color_scheme=color_scheme)
    visit.draw(SEVEN)
    visit.expect("digit", 7)
    visit.page.evaluate(AXE.read_text())
    for tab, part in (("Draw", "#tab-draw canvas"), ("Layers", '[data-layer="logits"] canvas'), ("Lesson", READY)):
        visit.page.get_by_role("tab", name=tab).click()
        visit.page.wait_for_selector(part)
        assert visit.page.evaluate(FINDINGS, "html") == []
