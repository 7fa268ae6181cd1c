"""The page in a real browser, as a visitor uses it: the pad, its answer, and the Draw tab."""
from __future__ import annotations

import json
import zipfile
from itertools import pairwise

import pytest
from PIL import Image

from tests.support.drawings import FORTY_TWO, ONE, SEVEN
from tests.support.visits import ANSWERED, PHONE

DASH = {"strokes": [[100, 500, 900, 500]]}
FACE = {"strokes": [[500, 150, 780, 300, 850, 550, 650, 840, 350, 840, 150, 550, 220, 300, 500, 150],
                    [370, 360, 380, 440], [620, 360, 630, 440], [350, 620, 500, 700, 650, 620]]}
PIXELS = """[...document.querySelector(".step-image").getContext("2d").getImageData(0, 0, 28, 28).data].join()"""


@pytest.fixture
def visit(reset_visit):
    return reset_visit


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


def test_a_network_without_a_convolution_shows_no_filters_and_the_next_one_shows_its_own(visit):
    visit.draw(SEVEN)
    visit.page.wait_for_selector(ANSWERED)
    shown = "[document.querySelector('#first-layer h2').textContent," \
            " document.querySelectorAll('#first-layer canvas').length]"
    visit.page.evaluate("""async () => (await import("/scripts/common/bus.js")).publish(
        "network", { name: "dense", choice: "dense", filters: null })""")
    assert visit.page.evaluate(shown) == ["This network has no convolution on the image", 0]
    visit.page.select_option("#network", "lesson")
    visit.page.wait_for_function("document.querySelectorAll('#filters canvas').length === 28")
    assert visit.page.evaluate(shown) == ["First layer: each filter and its feature map", 2 * 28]


def test_hovering_over_a_map_shows_the_pixels_value(visit):
    visit.draw(SEVEN)
    visit.page.wait_for_selector(ANSWERED)
    visit.page.hover("#feature-maps canvas >> nth=2")
    visit.page.wait_for_function("/^map 3, row \\d+, column \\d+: \\d+\\.\\d\\d$/.test("
                                 "document.querySelector('#first-layer .value').textContent)")


def test_undo_removes_the_last_stroke(visit):
    visit.draw(ONE)
    visit.expect("digit", 1)
    visit.draw(DASH)
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


@pytest.mark.parametrize(("button", "state", "digit"), [
    ("#clear", "blank", None), ("#undo", "digit", 1), (".pad-example", "digit", 0)])
def test_a_pen_still_down_after_its_stroke_was_removed_draws_nothing_more(visit, button, state, digit):
    visit.draw(ONE)
    visit.draw(DASH, lift=False)
    visit.page.locator(button).first.evaluate("(button) => button.click()")  # as a second finger would
    for place in visit.places(*SEVEN["strokes"]):
        visit.page.mouse.move(*place)
    visit.page.mouse.up()
    visit.page.wait_for_selector(ANSWERED)
    visit.expect(state, digit)


def test_a_stroke_may_end_outside_the_pad(visit):
    visit.draw({"strokes": [[500, 200, 500, 1400]]})
    visit.expect("digit", 1)


def test_the_keyboard_draws_undoes_and_clears(visit):
    assert not visit.page.is_visible(".pad-keys")
    visit.page.locator("#pad canvas").press("ArrowUp")
    assert visit.page.is_visible(".pad-keys")
    for key in ["ArrowUp"] * 10 + [" "] + ["ArrowDown"] * 20 + [" "]:
        visit.page.keyboard.press(key)
    visit.expect("digit", 1)
    visit.page.keyboard.press("z")
    visit.expect("blank")
    for key in [" "] + ["ArrowDown"] * 8 + ["c"]:
        visit.page.keyboard.press(key)
    visit.expect("blank")


def test_an_example_is_read_when_clicked_and_when_chosen_with_the_keyboard(visit):
    visit.page.click("#pad [title*='7777']")
    visit.expect("digit", 8)
    visit.page.locator(".pad-example").last.press("Enter")
    visit.expect("digit", 9)


@pytest.mark.parametrize("buttons", [".pad-example", ".bar-digit"])
def test_ten_buttons_are_one_tab_stop_with_arrow_keys_between_them(visit, buttons):
    def focused():
        return visit.page.locator(buttons).evaluate_all("(all) => all.indexOf(document.activeElement)")

    visit.page.focus(buttons)
    for key, place in [("ArrowRight", 1), ("ArrowUp", 0), ("ArrowLeft", 9), ("Tab", -1), ("Shift+Tab", 9)]:
        visit.page.keyboard.press(key)
        assert focused() == place


def test_an_example_cleared_while_it_loads_does_not_come_back(visit):
    ink = visit.page.evaluate("""async () => {
        const example = document.querySelector(".pad-example");
        example.click();
        document.querySelector("#clear").click();
        const same = Object.assign(new Image(), { src: example.dataset.src });
        await same.decode();  // by then the pad's own image, requested earlier, has loaded
        await new Promise(requestAnimationFrame);
        const canvas = document.querySelector("#pad canvas");
        return canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.some((value) => value);
    }""")
    assert not ink


def test_a_face_is_refused_and_its_bars_stay(visit):
    visit.draw(FACE)
    visit.page.wait_for_selector('#answer[data-state="unsure"]:has-text("does not look like a digit")')
    visit.page.wait_for_selector(ANSWERED)
    assert sum(visit.probability(digit) for digit in range(10)) == pytest.approx(1, abs=1e-4)


def test_two_digits_get_a_request_for_one_at_a_time(visit):
    visit.draw(FORTY_TWO)
    visit.page.wait_for_selector('#answer[data-state="unsure"]:has-text("One digit at a time")')
    assert visit.page.text_content(".answer-digit") == "42?"


def test_another_network_reads_the_same_drawing(visit):
    visit.draw(SEVEN)
    visit.expect("digit", 7)
    best = [visit.probability(digit) for digit in range(10)]
    visit.page.select_option("#network", "lesson")
    visit.page.wait_for_function("document.querySelectorAll('#filters canvas').length === 28")
    visit.page.wait_for_selector(ANSWERED)
    assert [visit.probability(digit) for digit in range(10)] != best
    visit.page.select_option("#network", "best")
    visit.page.wait_for_function("document.querySelectorAll('#filters canvas').length === 16")
    visit.expect("digit", 7)


def test_a_picture_opened_while_another_network_is_chosen_is_read_by_it(visit, tmp_path, mnist):
    visit.page.select_option("#network", "lesson")
    visit.page.wait_for_function("document.querySelectorAll('#filters canvas').length === 28")
    Image.fromarray(255 - mnist.test_images[0]).resize((280, 280), 0).save(tmp_path / "seven.png")
    visit.open_picture(tmp_path / "seven.png")
    visit.expect("digit", 7)
    visit.page.wait_for_selector(ANSWERED)


def test_a_picture_opened_twice_is_read_both_times(visit, tmp_path, mnist):
    Image.fromarray(255 - mnist.test_images[0]).resize((280, 280), 0).save(tmp_path / "seven.png")
    visit.open_picture(tmp_path / "seven.png")
    visit.expect("digit", 7)
    visit.page.click("#clear")
    visit.expect("blank")
    visit.open_picture(tmp_path / "seven.png")
    visit.expect("digit", 7)


def test_a_file_that_is_not_a_picture_gives_a_message_until_the_next_stroke(visit, tmp_path):
    (tmp_path / "text.png").write_text("no picture")
    visit.open_picture(tmp_path / "text.png")
    visit.page.wait_for_selector("text=can't be read as a picture")
    visit.draw(SEVEN)
    visit.expect("digit", 7)


def test_a_link_opens_the_same_drawing_again(visit, page_url):
    visit.draw(SEVEN)
    visit.expect("digit", 7)
    visit.page.click(".sharing-link")
    visit.page.wait_for_function("location.hash.startsWith('#s=')")
    link, image = visit.page.url, visit.page.evaluate(PIXELS)
    visit.page.goto("about:blank")
    visit.page.goto(link)
    visit.expect("digit", 7)
    visit.page.wait_for_selector(ANSWERED)
    assert visit.page.evaluate(PIXELS) == image
    visit.page.goto(f"{page_url}?{link.split('#')[1]}")
    visit.expect("digit", 7)


def test_an_address_with_a_damaged_drawing_opens_an_empty_pad(visit, page_url):
    visit.page.goto("about:blank")
    visit.page.goto(f"{page_url}#s=%00<b>..AA.zzzz")
    visit.page.wait_for_selector(ANSWERED)
    visit.expect("blank")


def test_a_drawing_is_saved_with_its_reading_and_pictures(visit):
    visit.draw(SEVEN)
    visit.expect("digit", 7)
    with visit.page.expect_download() as download:
        visit.page.click(".sharing-save")
    assert download.value.suggested_filename == "digit-7.zip"
    with zipfile.ZipFile(download.value.path()) as archive:
        reading = json.loads(archive.read("reading.json"))
        assert {"image.png", "layers/02-conv_1.png"} <= set(archive.namelist())
    assert reading["digit"] == 7 and len(reading["strokes"]) == 1 and "conv_2" in reading["activations"]


@pytest.mark.parametrize(("form", "name", "begins"), [
    ("tflite", "digits.tflite", b"TFL3"), ("keras", "digits.keras", b"PK")])
def test_the_network_is_saved_in_the_chosen_format(visit, form, name, begins):
    with visit.page.expect_download() as download:
        visit.page.select_option(".sharing-network", form)
    assert download.value.suggested_filename == name
    with open(download.value.path(), "rb") as file:
        assert begins in file.read(8)
    visit.page.wait_for_selector('.sharing-network:enabled:has-text("Download network…")')


def test_the_parts_of_the_header_do_not_overlap(visit):
    visit.page.eval_on_selector("#network", """(choice) => choice.add(
        new Option("yours: 2 × 32 filters of 3 × 3 same, pool 2, dense 128", "yours", false, true))""")
    for width in (320, 390, 768, 1100, 1280, 1920):
        visit.page.set_viewport_size({"width": width, "height": 900})
        boxes = [visit.page.locator(part).bounding_box() for part in ("#header h1", "#header p", ".header-choices")]
        for left, right in pairwise([box for box in boxes if box]):  # narrow screens have no tagline
            assert left["x"] + left["width"] <= right["x"]


@pytest.mark.parametrize("size", [PHONE, {"width": 768, "height": 1024}])
def test_on_small_screens_a_tabs_content_is_visible_below_the_smaller_pad(visit, size):
    visit.page.set_viewport_size(size)
    visit.draw(SEVEN)
    visit.page.get_by_role("tab", name="Layers").click()
    visit.page.wait_for_function(f"""document.querySelector('#layers [data-layer="rescaling"] canvas')
        ?.getBoundingClientRect().bottom < {0.8 * size["height"]}""")
    visit.page.click("#clear")
    visit.draw(ONE)
    visit.expect("digit", 1)


def test_nothing_scrolls_on_the_first_screen(visit):
    assert visit.page.evaluate("document.documentElement.scrollHeight <= innerHeight")


def test_in_dark_mode_the_paper_is_dark_and_the_pen_is_light(new_visit):
    visit = new_visit(color_scheme="dark").open()
    shade = "getComputedStyle(document.querySelector('#pad canvas')).%s.match(/\\d+/g).slice(0, 3).map(Number)"
    assert max(visit.page.evaluate(shade % "backgroundColor")) < 60
    assert min(visit.page.evaluate(shade % "color")) > 200


def test_a_finger_draws_on_a_phone_without_scrolling_the_page(new_visit):
    visit = new_visit(viewport=PHONE, has_touch=True, is_mobile=True).open()
    fingers = visit.context.new_cdp_session(visit.page)
    def touch(kind, points):
        fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]})

    corners = visit.places(*SEVEN["strokes"])
    touch("touchStart", corners[:1])
    for (x0, y0), (x1, y1) in pairwise(corners):
        for part in range(1, 11):
            touch("touchMove", [(x0 + (x1 - x0) * part / 10, y0 + (y1 - y0) * part / 10)])
    visit.expect("digit", 7)
    touch("touchEnd", [])
    assert visit.page.evaluate("scrollY") == 0
    answer = visit.page.locator("#answer").bounding_box()
    assert answer["y"] >= 0 and answer["y"] + answer["height"] <= PHONE["height"]


def test_the_question_about_a_digit_lasts_until_another_drawing_begins(visit):
    pressed = '#probabilities [data-digit="8"] button[aria-pressed="true"]'
    for replace in ("#clear", ".pad-example >> nth=0"):
        visit.draw(ONE)
        visit.page.click('#probabilities [data-digit="8"] button')
        visit.draw(DASH)
        visit.page.wait_for_selector(ANSWERED)
        assert visit.page.is_visible(pressed)
        visit.page.click(replace)
        visit.page.wait_for_selector(pressed, state="detached")
