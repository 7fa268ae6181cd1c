"""The page in other languages, in a real browser."""
from __future__ import annotations

import re

import pytest

from page.parts.language import LANGUAGES, TABS, translated, translations
from tests.support.drawings import SEVEN
from tests.support.visits import DESKTOP, OPEN, PHONE, Visit

# All texts of the page in sight, and its names for those who can't see it.
SEEN = """() => {
    const found = [];
    const walk = (node) => {
        if (node.nodeType === Node.TEXT_NODE) found.push(node.data);
        if (node.nodeType !== Node.ELEMENT_NODE || ["SCRIPT", "STYLE"].includes(node.tagName)) return;
        for (const name of ["aria-label", "title", "alt"]) found.push(node.getAttribute(name) ?? "");
        node.childNodes.forEach(walk);
    };
    ["#header", "#draw"].forEach((part) => walk(document.querySelector(part)));
    return found.map((text) => text.replace(/\\s+/g, " ").trim()).filter((text) => /[A-Za-z]{2}/.test(text));
}"""
# What the network, its layers and file formats are called, and what Gradio and Vega have no translation for.
NAMES = re.compile(r"\w+_\d|best|lesson|logits|probabilities|rescaling|dropout|average|tes-\d+|Keras|LiteRT|ONNX|"
                   r"TensorFlow SavedModel|English|Español|Français|Deutsch|max\(0, x\)|exp\(z / T\)|valid:.*|"
                   r"Grad-CAM|SmoothGrad|Saliency|Occlusion|Stop Recording|"
                    r"More tabs|Vega visualization|\d+ min|Gradio.*|Flatten|Softmax|ReLU")
# Pixels by which anything in sight sticks out at a side, whether one reads from the left or from the right.
STICKS_OUT = """() => Math.max(0, ...["rtl", "ltr"].flatMap((dir) => {
    document.documentElement.dir = dir;
    return [...document.querySelectorAll(".gradio-container *")]
        .filter((part) => part.checkVisibility() && part.getBoundingClientRect().width > 1
            && !part.closest("[aria-hidden=true], .overflow-dropdown"))
        .map((part) => part.getBoundingClientRect()).map(({ left, right }) => Math.max(-left, right - innerWidth));
}))"""

@pytest.fixture
def visit_in(new_visit):
    """Opens pages with an address's question."""
    return lambda question="", **options: new_visit(**options).open(question)


def steps_of(visit, tab):
    """Opens one step of the lesson after the other, if that is the tab; until its script is there, they are links."""
    if tab == "lesson":
        visit.page.wait_for_selector("#lesson[data-step]")
    for step in range(1, 11 if tab == "lesson" else 1):
        visit.page.click(f'[data-go="{step}"]')
        visit.page.wait_for_selector(f".lesson-step:nth-of-type({step})[data-ready]")
        yield step


def texts_of_all_tabs(visit):
    visit.draw(SEVEN)
    visit.expect("digit", 7)
    found = set()
    for tab in ("draw", "layers", "why", "train", "results", "lesson"):
        visit.page.evaluate(OPEN, tab)
        if tab == "layers":
            visit.page.hover("#layers canvas >> nth=2")
            visit.page.wait_for_selector("#arithmetic[data-value]")
        elif tab == "why":
            visit.page.wait_for_function("document.querySelector('.why-title').textContent.includes('7')")
        elif tab == "train":
            visit.page.wait_for_selector(".train-plan [data-layer]")
        elif tab == "results":
            visit.page.wait_for_selector('#results [data-figure="refused"][data-value]')
            visit.page.wait_for_selector("#results-plots .mark-line")
        for _ in steps_of(visit, tab):
            pass
        found |= set(visit.page.evaluate(SEEN))
    return found


@pytest.fixture(scope="module")
def english(device, page_url):
    visit = Visit(device(), page_url).open()
    yield texts_of_all_tabs(visit)
    visit.page.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_english_is_left_on_any_tab(visit_in, english, language):
    words = translations(language)
    alike = {text for text in words if words[text] == text}
    left = english & texts_of_all_tabs(visit_in(f"?lang={language}"))
    patterns = [re.compile(re.sub(r"\\\{\d\\\}", ".*", re.escape(text))) for text in alike]
    left = {text for text in left if not NAMES.fullmatch(text) and not any(map(lambda p: p.fullmatch(text), patterns))}
    assert left <= set(words.values())  # a word that means something else in that language


def test_the_browsers_language_is_followed(visit_in):
    visit = visit_in(locale="es-MX")
    assert visit.page.inner_text("#clear") == "Borrar"
    assert visit.page.get_attribute("html", "lang") == "es"
    assert visit.page.inner_text("#upload").strip() == "Abrir una imagen"  # which Gradio paints


def test_the_address_overrules_the_browsers_language(visit_in):
    visit = visit_in("?lang=en", locale="es-MX")
    assert visit.page.inner_text("#clear") == "Clear"
    assert visit.page.get_by_role("tab", name="Draw").is_visible()


def test_a_file_that_is_no_picture_is_refused_in_german(visit_in, tmp_path):
    file = tmp_path / "seven.png"
    file.write_text("no picture")
    visit = visit_in("?lang=de")
    visit.open_picture(file)
    visit.expect("trouble")
    assert visit.page.inner_text(".answer-words") == translated(
        "That file is not a picture that can be read. Try a PNG or JPEG.", "de")


def test_a_setting_that_is_out_of_range_is_told_in_german(visit_in):
    visit = visit_in("?lang=de&tab=train")
    visit.page.fill("#train-filters", "99")
    visit.page.wait_for_function("document.querySelector('#train-filters-trouble').textContent === 'Von 1 bis 64.'")


def test_numbers_are_written_in_the_language_and_attributes_are_not(visit_in):
    visit = visit_in("?lang=de")
    visit.draw(SEVEN)
    visit.expect("digit", 7)
    assert re.fullmatch(r"\d+,\d\u00a0%", visit.page.inner_text(".answer-words"))
    assert visit.probability(7) > 0.5
    visit.page.select_option("#network", "lesson")
    visit.page.evaluate(OPEN, "results")
    visit.page.wait_for_selector("#results-loss .mark-line")
    losses = visit.page.locator("#results-loss .role-axis-label text").all_text_contents()
    assert any(re.fullmatch(r"0,\d+", text) for text in losses) and not any("." in text for text in losses)
    for x in (150, 160):
        visit.page.hover("#results-loss svg", position={"x": x, "y": 64})
    visit.page.wait_for_selector("#vg-tooltip-element.visible")
    assert visit.page.locator("#vg-tooltip-element .key").all_text_contents() == ["Verlust, Nats", "Epoche", "Ziffern"]
    assert re.fullmatch(r"0,\d+", visit.page.locator("#vg-tooltip-element .value").first.text_content())


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_links_keep_their_english_names_in_all_languages(visit_in, size):
    visit = visit_in("?lang=de&tabs=draw,layers,lesson&tab=lesson", viewport=size)
    visit.page.wait_for_selector("#tab-lesson .lesson-nav")
    assert visit.page.inner_text("#tabs [role=tablist] .selected").strip() == "Lektion"
    names = visit.page.eval_on_selector_all(
        "#tabs [role=tablist] button, #tabs .overflow-dropdown button",
        "(all) => all.filter(({ style }) => style.display !== 'none').map(({ textContent }) => textContent.trim())")
    assert sorted(names) == sorted(["Zeichnen", "Schichten", "Lektion"])


def test_another_language_keeps_the_drawing_and_the_tab(visit_in):
    visit = visit_in()
    visit.draw(SEVEN)
    visit.expect("digit", 7)
    visit.page.evaluate(OPEN, "why")
    visit.page.wait_for_selector("#tab-why .why-title")
    with visit.page.expect_navigation():
        visit.page.select_option("#language", label="Français")
    visit.expect("digit", 7)
    assert "Pourquoi" in visit.page.inner_text("#tabs [role=tablist] .selected")
    assert visit.page.input_value("#language") == "fr"


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_nothing_sticks_out_at_a_side(visit_in, size):
    visit = visit_in("?lang=de", viewport=size)  # German has the longest words
    for tab in map(str.lower, TABS):
        visit.page.evaluate(OPEN, tab)
        visit.page.wait_for_selector(f"#tab-{tab}", state="visible")
        for _ in steps_of(visit, tab):
            assert visit.page.evaluate(STICKS_OUT) <= 1
        assert visit.page.evaluate(STICKS_OUT) <= 1


def test_right_to_left_the_digits_keep_their_order(visit):
    visit.page.evaluate("document.documentElement.dir = 'rtl'")
    places = visit.page.eval_on_selector_all(
        ".pad-example", "(all) => all.map((one) => one.getBoundingClientRect().left)")
    assert places == sorted(places)
    assert visit.page.evaluate("getComputedStyle(document.querySelector('#feature-maps')).direction") == "ltr"
