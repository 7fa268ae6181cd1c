"""The pad on other pages, its address as a code to scan, and the page as an app on the home screen."""
from __future__ import annotations

import io

import pytest
import zxingcpp
from PIL import Image

from bench.common.server import start, stop
from tests.support.visits import ANSWERED, PHONE, SEVEN

TAIL = [(500, 200), (500, 800)]


@pytest.fixture(scope="module")
def welcoming(school):
    """The address of a page that the other site may hold as a web component."""
    server = start(["--embed-on", school])
    yield f"http://127.0.0.1:{server.port}"
    stop(server)


def draw(page, canvas, points):
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    first, *others = [(box["x"] + x / 1000 * box["width"], box["y"] + y / 1000 * box["height"]) for x, y in points]
    page.mouse.move(*first)
    page.mouse.down()
    for place in others:
        page.mouse.move(*place, steps=10)
    page.mouse.up()


# On other pages

def test_the_view_of_the_pad_alone_shows_pad_and_answer_without_scrolling(arrive):
    pad = arrive().open("?view=pad")
    pad.draw(SEVEN)
    pad.expect("digit", 7)
    for width, height in ((1280, 800), (390, 844), (760, 500), (680, 540), (400, 640)):
        pad.page.set_viewport_size({"width": width, "height": height})
        for shown in ("#pad canvas", "#answer", "#probabilities", "#undo", "#clear"):
            assert pad.page.is_visible(shown)
        for hidden in ("#header", "#tabs", "#upload", "#sharing", "footer"):
            assert not pad.page.is_visible(hidden)
        bottom, right = pad.page.evaluate(
            "[document.documentElement.scrollHeight, document.documentElement.scrollWidth]")
        assert bottom <= height and right <= width


def test_a_page_of_another_site_holds_the_pad_in_a_frame_and_is_told_its_readings(page, school, page_url):
    page.goto(f"{school}/embed.html?page={page_url}")
    frame = page.frame_locator("#frame iframe")
    frame.locator(ANSWERED).wait_for()
    draw(page, frame.locator("#pad canvas"), SEVEN)
    page.wait_for_function("document.querySelector('#reading').textContent.startsWith('digit, 7, ')")
    frame.locator("#clear").click()
    page.wait_for_function("document.querySelector('#reading').textContent === 'nothing yet'")


def test_the_frame_tells_the_strokes_too(page, page_url):
    page.goto(f"{page_url}embed.html")
    page.evaluate("addEventListener('message', ({ data }) => { if (data.type === 'reading') window.told = data; })")
    frame = page.frame_locator("#frame iframe")
    frame.locator(ANSWERED).wait_for()
    draw(page, frame.locator("#pad canvas"), TAIL)
    page.wait_for_function("window.told?.digit === 1")
    [stroke] = page.evaluate("told.strokes")
    assert page.evaluate("told.probabilities.length") == 10
    assert all(abs(x - 500) <= 3 for x in stroke[::2]) and abs(stroke[1] - 200) <= 3


def test_a_site_that_is_welcome_holds_the_pad_as_a_web_component(page, school, welcoming):
    page.goto(f"{school}/embed.html?page={welcoming}")
    page.locator("#component").scroll_into_view_if_needed()  # Gradio loads what comes into sight
    page.wait_for_selector(f"#component {ANSWERED}")
    draw(page, page.locator("#component #pad canvas"), SEVEN)
    page.wait_for_selector('#component #answer[data-digit="7"]')
    assert not page.is_visible("#component #tabs")


def test_a_site_that_is_not_welcome_gets_no_answer_for_its_web_component(page, school, page_url):
    page.goto(f"{school}/embed.html?page={page_url}")

    def is_the_components(answer):
        return "component_server" in answer.url and answer.request.frame == page.main_frame

    with page.expect_response(is_the_components) as answer:
        page.locator("#component").scroll_into_view_if_needed()
    assert answer.value.status == 403


# A code to scan

def scanned(page) -> str:
    page.wait_for_selector(".code-picture:not([hidden])")
    [code] = zxingcpp.read_barcodes(Image.open(io.BytesIO(page.locator(".code").screenshot())))
    return code.text


def test_the_code_holds_the_address_with_the_drawing(visit, page_url, arrive):
    visit.draw(SEVEN)
    visit.expect("digit", 7)
    visit.page.click(".sharing-show")
    address = scanned(visit.page)
    assert address.startswith(f"{page_url}#s=") and visit.page.inner_text(".code-address") == address
    assert "only on this computer" in visit.page.inner_text(".code-note")
    assert f'src="{page_url}?view=pad"' in visit.page.input_value(".code-frame")
    visit.page.keyboard.press("Escape")
    assert not visit.page.is_visible(".code")
    arrive(viewport=PHONE).open(address.removeprefix(page_url)).expect("digit", 7)


def test_the_code_of_an_empty_pad_is_the_page_as_the_teacher_has_set_it_up(visit, page_url):
    visit.page.goto(f"{page_url}?tabs=draw,layers")
    visit.page.wait_for_selector(ANSWERED)
    visit.page.click(".sharing-show")
    assert scanned(visit.page) == f"{page_url}?tabs=draw,layers"


# On the home screen

def test_the_page_can_be_installed(visit):
    devtools = visit.context.new_cdp_session(visit.page)
    errors = devtools.send("Page.getInstallabilityErrors")["installabilityErrors"]
    manifest = visit.page.evaluate("""async () =>
        (await fetch(document.querySelector("link[rel=manifest]").href)).json()""")
    # A private window, as the tests have, can install nothing; there must be no other reason.
    assert {error["errorId"] for error in errors} <= {"in-incognito"}
    assert manifest["name"] == "Inside a digit classifier" and len(manifest["icons"]) == 2


@pytest.mark.parametrize("size", [192, 512])
def test_its_icon_is_a_picture_of_the_size_it_says(visit, page_url, size):
    icon = visit.context.request.get(f"{page_url}pwa_icon/{size}")
    assert Image.open(io.BytesIO(icon.body())).size == (size, size)
