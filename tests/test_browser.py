"""The page in a real browser, as a visitor uses it."""
from __future__ import annotations

from itertools import pairwise

import pytest
from PIL import Image

DESKTOP, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
SEVEN = [(300, 220), (720, 225), (640, 400), (470, 800)]
ONE = [(500, 200), (500, 800)]
ANSWERED = '#pad[data-pending="false"]'


class Visit:
    """One visitor's page; what goes wrong on it, and what it asks other hosts for, is kept."""

    def __init__(self, browser, url, **options):
        self.context = browser.new_context(**options)
        self.page = self.context.new_page()
        self.troubles, self.elsewhere = [], []
        self.page.on("console", lambda message: self.troubles.append(message.text) if message.type == "error" else None)
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self.page.on("request", lambda request: self.elsewhere.append(request.url)
                     if not request.url.startswith((url, "data:", "blob:")) else None)
        self.page.goto(url)
        self.page.wait_for_selector(ANSWERED, timeout=60_000)

    def places(self, points):
        box = self.page.locator("#pad canvas").bounding_box()
        return [(box["x"] + x / 1000 * box["width"], box["y"] + y / 1000 * box["height"]) for x, y in points]

    def draw(self, points, lift=True):
        first, *others = self.places(points)
        self.page.mouse.move(*first)
        self.page.mouse.down()
        for place in others:
            self.page.mouse.move(*place, steps=10)
        if lift:
            self.page.mouse.up()

    def expect(self, state, digit=None):
        digits = f'[data-digit="{"" if digit is None else digit}"]'
        self.page.wait_for_selector(f'#answer[data-state="{state}"]{digits}')

    def probability(self, digit):
        return float(self.page.get_attribute(f'#probabilities [data-digit="{digit}"]', "data-probability"))


@pytest.fixture
def visit(browser, page_url, request):
    visit = Visit(browser, page_url, **getattr(request, "param", {"viewport": DESKTOP}))
    yield visit
    visit.context.close()
    assert visit.troubles == []
    assert visit.elsewhere == []


def test_a_fresh_pad_says_draw_a_digit_and_has_empty_bars(visit):
    visit.expect("blank")
    assert "Draw a digit" in visit.page.inner_text("#answer")
    assert [visit.probability(digit) for digit in range(10)] == [0] * 10


def test_a_seven_is_answered_while_the_mouse_button_is_still_down(visit):
    visit.draw(SEVEN, lift=False)
    visit.expect("digit", 7)
    assert visit.probability(7) > 0.5
    visit.page.mouse.up()


def test_the_image_and_the_first_layers_maps_show_the_drawing(visit):
    visit.draw(SEVEN)
    visit.page.wait_for_selector(ANSWERED)
    inked = """(selector) => [...document.querySelectorAll(selector)].map((canvas) => new Set(new Uint32Array(
        canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.buffer)).size)"""
    assert visit.page.evaluate(inked, "#network-input .step-image")[0] > 2
    maps = visit.page.evaluate(inked, "#feature-maps canvas")
    assert len(maps) == 16 and max(maps) > 10
    assert len(visit.page.query_selector_all("#filters canvas")) == 16


def test_hovering_a_map_tells_the_pixels_value(visit):
    visit.draw(SEVEN)
    visit.page.wait_for_selector(ANSWERED)
    visit.page.hover("#feature-maps canvas >> nth=2")
    visit.page.wait_for_function("/^map 3, row \\d+, column \\d+: \\d+\\.\\d\\d$/.test("
                                 "document.querySelector('#first-layer .value').textContent)")


def test_undo_takes_the_last_stroke_back(visit):
    visit.draw(ONE)
    visit.expect("digit", 1)
    visit.draw([(100, 500), (900, 500)])
    visit.page.wait_for_selector(ANSWERED)
    visit.page.click("#undo")
    visit.expect("digit", 1)
    visit.page.click("#undo")
    visit.expect("blank")


def test_clear_empties_the_pad(visit):
    visit.draw(SEVEN)
    visit.expect("digit", 7)
    visit.page.click("#clear")
    visit.expect("blank")
    assert visit.page.is_disabled("#clear")


def test_a_stroke_may_end_outside_the_pad(visit):
    visit.draw([(500, 200), (500, 1400)])
    visit.expect("digit", 1)


def test_the_keyboard_draws_undoes_and_clears(visit):
    visit.page.focus("#pad canvas")
    for key in ["ArrowUp"] * 10 + [" "] + ["ArrowDown"] * 20 + [" "]:
        visit.page.keyboard.press(key)
    visit.expect("digit", 1)
    visit.page.keyboard.press("z")
    visit.expect("blank")
    for key in [" "] + ["ArrowDown"] * 8 + ["c"]:
        visit.page.keyboard.press(key)
    visit.expect("blank")


def test_an_example_is_read_when_clicked(visit):
    visit.page.click("#pad [title*='7777']")
    visit.expect("digit", 8)


def test_an_uploaded_picture_is_read(visit, tmp_path, mnist):
    Image.fromarray(255 - mnist.test_images[0]).resize((280, 280), 0).save(tmp_path / "seven.png")
    visit.page.set_input_files("input[type=file]", tmp_path / "seven.png")
    visit.expect("digit", 7)


def test_a_file_that_is_no_picture_gives_a_sentence(visit, tmp_path):
    (tmp_path / "text.png").write_text("no picture")
    visit.page.set_input_files("input[type=file]", tmp_path / "text.png")
    visit.page.wait_for_selector("text=not a picture")


def test_nothing_scrolls_on_the_first_screen(visit):
    assert visit.page.evaluate("document.documentElement.scrollHeight <= innerHeight")


@pytest.mark.parametrize("visit", [{"viewport": DESKTOP, "color_scheme": "dark"}], indirect=True)
def test_in_the_dark_the_paper_is_dark_and_the_pen_light(visit):
    shade = "getComputedStyle(document.querySelector('#pad canvas')).%s.match(/\\d+/g).slice(0, 3).map(Number)"
    assert max(visit.page.evaluate(shade % "backgroundColor")) < 60
    assert min(visit.page.evaluate(shade % "color")) > 200


@pytest.mark.parametrize("visit", [{"viewport": PHONE, "has_touch": True, "is_mobile": True}], indirect=True)
def test_a_finger_draws_on_a_phone_and_the_page_stays_where_it_is(visit):
    fingers = visit.context.new_cdp_session(visit.page)
    def touch(kind, points):
        fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]})

    places = visit.places(SEVEN)
    touch("touchStart", places[:1])
    for (x0, y0), (x1, y1) in pairwise(places):
        for part in range(1, 11):
            touch("touchMove", [(x0 + (x1 - x0) * part / 10, y0 + (y1 - y0) * part / 10)])
    visit.expect("digit", 7)
    touch("touchEnd", [])
    assert visit.page.evaluate("scrollY") == 0
    answer = visit.page.locator("#answer").bounding_box()
    assert answer["y"] >= 0 and answer["y"] + answer["height"] <= PHONE["height"]
