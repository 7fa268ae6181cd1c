"""The embedded pad, the page's address as a QR code, and the page installed as an app."""
from __future__ import annotations

import io

import pytest
import zxingcpp
from PIL import Image

from bench.common.server import start, stop
from tests.support.drawings import ONE, SEVEN
from tests.support.visits import ANSWERED, PHONE, draw


@pytest.fixture(scope="module")
def embeddable_url(other_site):
    """The address of a page that lets the other site embed it as a web component."""
    server = start(["--embed-on", other_site])
    yield f"http://127.0.0.1:{server.port}"
    stop(server)


# Embedded

def test_the_pad_view_shows_pad_and_answer_without_scrolling(new_visit):
    pad = new_visit().open("?view=pad")
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


def test_another_site_embeds_the_pad_in_a_frame_and_receives_its_readings(page, other_site, page_url):
    page.goto(f"{other_site}/embed.html?page={page_url}")
    frame = page.frame_locator("#frame iframe")
    frame.locator(ANSWERED).wait_for()
    draw(page, frame.locator("#pad canvas"), SEVEN)
    page.wait_for_function("document.querySelector('#reading').textContent.startsWith('digit, 7, ')")
    frame.locator("#clear").click()
    page.wait_for_function("document.querySelector('#reading').textContent === 'nothing yet'")


def test_the_readings_sent_by_the_frame_include_the_strokes(page, page_url):
    page.goto(f"{page_url}embed.html")
    page.evaluate("addEventListener('message', ({ data }) => { if (data.type === 'reading') window.reading = data; })")
    frame = page.frame_locator("#frame iframe")
    frame.locator(ANSWERED).wait_for()
    draw(page, frame.locator("#pad canvas"), ONE)
    page.wait_for_function("window.reading?.digit === 1")
    [stroke] = page.evaluate("reading.strokes")
    assert page.evaluate("reading.probabilities.length") == 10
    assert all(abs(x - 500) <= 3 for x in stroke[::2]) and abs(stroke[1] - 200) <= 3


def test_an_allowed_site_embeds_the_pad_as_a_web_component(page, other_site, embeddable_url):
    page.goto(f"{other_site}/embed.html?page={embeddable_url}")
    page.locator("#component").scroll_into_view_if_needed()  # Gradio loads the component once it is visible
    page.wait_for_selector(f"#component {ANSWERED}")
    draw(page, page.locator("#component #pad canvas"), SEVEN)
    page.wait_for_selector('#component #answer[data-digit="7"]')
    assert not page.is_visible("#component #tabs")


def test_a_site_that_is_not_allowed_gets_no_answer_for_its_web_component(page, other_site, page_url):
    page.goto(f"{other_site}/embed.html?page={page_url}")

    def is_the_components(answer):
        return "/networks/" in answer.url and answer.request.frame == page.main_frame

    with page.expect_response(is_the_components) as answer:
        page.locator("#component").scroll_into_view_if_needed()
    assert answer.value.status == 403


# QR code

def scanned(page) -> str:
    page.wait_for_selector(".code-picture:not([hidden])")
    [code] = zxingcpp.read_barcodes(Image.open(io.BytesIO(page.locator(".code").screenshot())))
    return code.text


def test_the_qr_code_contains_the_address_with_the_drawing(visit, page_url, new_visit):
    visit.draw(SEVEN)
    visit.expect("digit", 7)
    visit.page.click(".sharing-show")
    address = scanned(visit.page)
    assert address.startswith(f"{page_url}#s=") and visit.page.inner_text(".code-address") == address
    assert "only on this computer" in visit.page.inner_text(".code-note")
    assert f'src="{page_url}?view=pad"' in visit.page.input_value(".code-frame")
    visit.page.keyboard.press("Escape")
    assert not visit.page.is_visible(".code")
    new_visit(viewport=PHONE).open(address.removeprefix(page_url)).expect("digit", 7)


def test_the_qr_code_of_an_empty_pad_keeps_the_teachers_parameters(visit, page_url):
    visit.page.goto(f"{page_url}?tabs=draw,layers")
    visit.page.wait_for_selector(ANSWERED)
    visit.page.click(".sharing-show")
    assert scanned(visit.page) == f"{page_url}?tabs=draw,layers"


# Installed

def test_the_page_can_be_installed(visit):
    devtools = visit.context.new_cdp_session(visit.page)
    errors = devtools.send("Page.getInstallabilityErrors")["installabilityErrors"]
    manifest = visit.page.evaluate("""async () =>
        (await fetch(document.querySelector("link[rel=manifest]").href)).json()""")
    # The tests run in a private window, where nothing can be installed; that must be the only reason.
    assert {error["errorId"] for error in errors} <= {"in-incognito"}
    assert manifest["name"] == "Inside a digit classifier" and len(manifest["icons"]) == 2


@pytest.mark.parametrize("size", [192, 512])
def test_an_icon_has_the_size_its_address_names(visit, page_url, size):
    icon = visit.context.request.get(f"{page_url}pwa_icon/{size}")
    assert Image.open(io.BytesIO(icon.body())).size == (size, size)
