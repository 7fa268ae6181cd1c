"""The Lesson tab in a real browser: every step is used, and its numbers are computed again in Python.

There are ten steps, so this file is longer than others.
"""
from __future__ import annotations

import json
import re

import keras
import numpy as np
import pytest
from numpy.lib.stride_tricks import sliding_window_view

from model import Recognizer
from model.networks.compiled import Compiled
from model.networks.files import SAVED
from model.networks.loading import load_network
from tests.support.drawings import SEVEN
from tests.support.visits import ANSWERED, OPEN, PHONE

SELECTED_TAB = "document.querySelector('#tabs [aria-selected=true]').textContent.trim()"
CELLS = "#lesson section:not([hidden]) .lesson-table .cell"
VERTICAL = np.array([[-1, 0, 1]] * 3)
RECORD = json.loads((SAVED / "lesson.json").read_text())


@pytest.fixture
def visit(new_visit, request):
    """A visit; the fixture `lesson` opens the page on a step."""
    return new_visit(**getattr(request, "param", {}))


@pytest.fixture
def lesson(visit):
    """A function that opens a step of the lesson and returns the page once its numbers are shown."""
    def open_step(step, parameters=""):
        visit.open(f"?lesson={step}{parameters}")
        visit.page.wait_for_selector(f'#lesson[data-step="{step}"] .lesson-step[data-ready]:not([hidden])')
        return visit.page

    return open_step


@pytest.fixture(scope="module")
def eight(mnist):
    """The digit that the lesson starts with."""
    return mnist.train_images[7777]


@pytest.fixture(scope="module")
def network():
    return load_network(SAVED / "lesson.keras")


def values_of(network, layer, image):
    return Compiled(network).forward(image[None], [layer])[2][layer][0]


def filtered(image, kernel, bias=0.0):
    """Cross-correlation of the scaled image with a 3 x 3 kernel, the slow way."""
    return np.einsum("ijkl,kl->ij", sliding_window_view(image / 255, (3, 3)), kernel) + bias


def wait_for_text(page, selector, text):
    page.wait_for_function("([selector, text]) => document.querySelector(selector)?.textContent.includes(text)",
                           arg=[selector, text])


def data(page, selector, name="value"):
    """A number that the step shows."""
    page.wait_for_selector(f"{selector}[data-{name}]")
    return float(page.get_attribute(selector, f"data-{name}"))


# The steps


def test_step_1_shows_any_training_digits_numbers(lesson, mnist):
    page = lesson(1)
    wait_for_text(page, "#lesson figcaption", "Digit 8 from MNIST, no. 7777")
    page.fill("#lesson-index", "123")
    wait_for_text(page, "#lesson figcaption", f"Digit {mnist.train_labels[123]} from MNIST, no. 123")
    page.hover('#lesson [data-picture="image"] canvas >> nth=0', position={"x": 155, "y": 125})
    wait_for_text(page, "#lesson .lesson-value", "row 12, column 15")
    cells = [int(text) for text in page.locator(CELLS).all_text_contents()]
    np.testing.assert_array_equal(np.reshape(cells, (7, 7)), mnist.train_images[123][9:16, 12:19])
    assert page.text_content("#lesson .lesson-value") == f"row 12, column 15: {mnist.train_images[123][12, 15]}"


def test_step_1_refuses_a_number_that_no_training_digit_has(lesson):
    page = lesson(1)
    page.fill("#lesson-index", "60000")
    wait_for_text(page, "#lesson .lesson-trouble", "0 to 59,999")


def test_a_button_says_that_it_switches_the_network(lesson):
    page = lesson(5)
    note = page.locator("#lesson section:not([hidden]) .lesson-see small")
    assert note.inner_text() == "Switches the network to “lesson”."
    page.click("#lesson section:not([hidden]) .lesson-see button")
    page.wait_for_function("document.querySelector('#network').value === 'lesson'")
    page.evaluate(OPEN, "lesson")
    page.wait_for_selector("#lesson section:not([hidden])")
    assert not note.is_visible()


def test_step_1_shows_the_drawing_as_the_network_sees_it(lesson, visit):
    page = lesson(1)
    visit.draw(SEVEN)
    wait_for_text(page, "#lesson figcaption", "your drawing")
    visit.page.wait_for_selector(ANSWERED)
    image = Recognizer.load().read({"strokes": visit.strokes()}).image
    page.focus('#lesson [data-picture="image"] canvas >> nth=0')
    page.keyboard.press("ArrowDown")
    wait_for_text(page, "#lesson .lesson-value", f"row 15, column 14: {image[15, 14]}")
    cells = [int(text) for text in page.locator(CELLS).all_text_contents()]
    np.testing.assert_array_equal(np.reshape(cells, (7, 7)), image[12:19, 11:18])


def test_step_1_puts_a_training_digit_on_the_pad(lesson, visit):
    page = lesson(1)
    wait_for_text(page, "#lesson figcaption", "7777")
    page.click("#lesson-lay")
    visit.expect("digit", 8)
    wait_for_text(page, "#lesson figcaption", "your drawing")


def test_step_2_writes_each_pixel_as_its_share_of_255(lesson, eight):
    page = lesson(2)
    wait_for_text(page, '[data-name="scaling"] figcaption', "7777")
    page.check('[name="lesson-scale"][value="1"]')
    wait_for_text(page, '[data-name="scaling"] .lesson-table', "0.")
    cells = [float(text) for text in page.locator('[data-name="scaling"] .cell').all_text_contents()]
    np.testing.assert_allclose(np.reshape(cells, (7, 7)), eight[11:18, 11:18] / 255, atol=0.005)
    page.fill("#lesson-pixel-value", "51")
    assert page.text_content(".lesson-division") == "51 / 255 = 0.200"


def test_step_3_filters_the_picture_with_a_typed_kernel(lesson, eight):
    page = lesson(3)
    wait_for_text(page, '[data-name="convolution"] figcaption', "7777")
    kernel = np.array([[0.5, -2, 0], [1, 3, -1], [0, 0.25, -0.75]])
    for field, weight in zip(page.locator(".lesson-weights input").all(), kernel.ravel(), strict=True):
        field.fill(str(weight))
    page.fill("#lesson-bias", "0.4")
    page.hover('[data-name="convolution"] [data-picture="map"] canvas >> nth=0', position={"x": 84, "y": 68})
    output = '[data-name="convolution"] .lesson-value'
    page.wait_for_selector(f'{output}[data-row="8"][data-column="10"]')
    expected = filtered(eight, kernel, 0.4)[8, 10]
    assert data(page, output) == pytest.approx(expected, abs=1e-9)
    products = [float(text.replace("−", "-")) for text in page.locator(".lesson-products .cell").all_text_contents()]
    assert sum(products) + 0.4 == pytest.approx(expected, abs=0.006)


def test_step_3_has_kernels_to_start_from_and_turns_them(lesson):
    page = lesson(3)
    kernels = {"vertical edge": VERTICAL, "horizontal edge": VERTICAL.T, "blur": np.outer([1, 2, 1], [1, 2, 1]) / 16,
               "sharpen": [[0, -1, 0], [-1, 5, -1], [0, -1, 0]], "identity": np.pad([[1]], 1)}
    weights = "[...document.querySelectorAll('.lesson-weights input')].map((input) => Number(input.value))"
    for preset, kernel in kernels.items():
        page.click(f'[data-preset="{preset}"]')
        assert page.evaluate(weights) == np.ravel(kernel).tolist()
        page.wait_for_selector(f'[data-preset="{preset}"][aria-pressed="true"]')
        page.click("#lesson-turn")
        assert page.evaluate(weights) == np.rot90(kernel, 2).ravel().tolist()


def test_step_3_follows_the_drawing(lesson, visit):
    page = lesson(3)
    visit.draw(SEVEN)
    wait_for_text(page, '[data-name="convolution"] figcaption', "your drawing")
    visit.page.wait_for_selector(ANSWERED)
    page.click('[data-preset="horizontal edge"]')
    map_ = filtered(Recognizer.load().read({"strokes": visit.strokes()}).image, VERTICAL.T)
    page.wait_for_function("""(value) => Math.abs(
        document.querySelector('[data-name=convolution] .lesson-value').dataset.value
        - value) < 1e-9""", arg=float(map_.max()))


def test_step_4_counts_the_positions_of_the_kernel(lesson):
    page = lesson(4)
    for n, k, s, padding in [(28, 3, 1, "valid"), (28, 3, 2, "valid"), (10, 7, 3, "valid"), (28, 5, 1, "same"),
                             (13, 2, 2, "same")]:
        for name, value in (("input", n), ("kernel", k), ("stride", s)):
            page.fill(f'[data-name="size"] [name="{name}"]', str(value))
        page.check(f'[name="lesson-padding"][value="{padding}"]')
        side = len(range(0, n - k + 1, s)) if padding == "valid" else len(range(0, n, s))
        page.wait_for_selector(f'.lesson-size[data-value="{side}"]')
        wait_for_text(page, ".lesson-output-name", f"{side} × {side}")


def test_step_4_slides_the_kernel_until_it_is_stopped_or_left(lesson):
    page = lesson(4)
    page.click("#lesson-slide")
    page.wait_for_function("parseInt(document.querySelector('.lesson-at').textContent.match(/(\\d+) of 676/)?.[1]) > 1")
    page.click("#lesson-next")
    page.click("#lesson-back")
    assert page.text_content("#lesson-slide") == "Slide the kernel"


def test_step_5_counts_the_values_that_relu_sets_to_zero(lesson, eight):
    page = lesson(5)
    page.fill("#lesson-relu-bias", "-0.5")
    negative = int((filtered(eight, VERTICAL, -0.5) < 0).sum())
    page.wait_for_selector(f'[data-name="relu"] .lesson-count[data-value="{negative}"]')


def test_step_6_pools_the_map(lesson, eight):
    page = lesson(6)
    page.check('[name="lesson-pool"][value="average pooling"]')
    page.fill("#lesson-window", "3")
    wait_for_text(page, ".lesson-pooled-name", "8 × 8")
    page.hover('[data-name="pooling"] [data-picture="pooled"] canvas >> nth=0', position={"x": 100, "y": 135})
    output = '[data-name="pooling"] .lesson-value'
    page.wait_for_selector(f'{output}[data-row="4"][data-column="3"]')
    cut = np.maximum(filtered(eight, VERTICAL), 0)
    assert data(page, output) == pytest.approx(cut[12:15, 9:12].mean())


def test_step_7_shows_what_a_dense_unit_adds_up(lesson, network, eight):
    page = lesson(7)
    units = page.locator('[data-strip="units"] canvas').first
    units.hover(position={"x": 14 * 5 + 7, "y": 7})
    page.wait_for_selector('.lesson-unit-name[data-unit="5"]')
    assert data(page, ".lesson-unit-name") == pytest.approx(values_of(network, "dense_1", eight)[5], abs=1e-3)


def test_step_7_shows_which_map_a_number_of_the_row_comes_from(lesson, network, eight):
    page = lesson(7)
    page.locator('[data-strip="flat"] canvas').first.hover(position={"x": 4 * 30 + 2, "y": 6})
    page.wait_for_function("/Number ([\\d,]+) is/.test(document.querySelector('.lesson-flat-name').textContent)")
    text = page.text_content(".lesson-flat-name")
    index, row, column, map_ = (int(number.replace(",", "")) for number in
                                re.search(r"Number ([\d,]+) is row (\d+), column (\d+) of map (\d+)", text).groups())
    assert np.unravel_index(index, (13, 13, 28)) == (row, column, map_)
    assert float(text.split()[-1]) == pytest.approx(values_of(network, "pool_1", eight)[row, column, map_], abs=0.006)


def test_step_7_counts_the_parameters_of_other_networks(lesson):
    page = lesson(7)
    assert data(page, ".lesson-total") == RECORD["parameters"]
    page.fill('[data-name="dense"] [name="filters"]', "10")
    page.fill('[data-name="dense"] [name="kernel"]', "5")
    page.fill('[data-name="dense"] [name="units"]', "64")
    other = keras.Sequential([keras.Input((28, 28, 1)), keras.layers.Conv2D(10, 5), keras.layers.MaxPooling2D(2),
                              keras.layers.Flatten(), keras.layers.Dense(64), keras.layers.Dense(10)])
    assert data(page, ".lesson-total") == other.count_params()
    page.click(".lesson-reset")
    assert data(page, ".lesson-total") == RECORD["parameters"]


def test_step_8_leaves_units_out_only_in_training(lesson, network, eight):
    page = lesson(8)
    cells = page.locator(".lesson-units .cell")
    wait_for_text(page, '[data-name="dropout"] .lesson-count', "all 128 units")
    units = np.maximum(values_of(network, "dense_1", eight), 0)
    np.testing.assert_allclose([float(text) for text in cells.all_text_contents()], units, atol=0.006)
    page.fill("#lesson-rate", "0.5")
    page.check("#lesson-dropout")
    wait_for_text(page, '[data-name="dropout"] .lesson-count', "left out")
    texts = cells.all_text_contents()
    gone = data(page, '[data-name="dropout"] .lesson-count')
    assert texts.count("×") == gone and 30 <= gone <= 98  # 64 ± 6 standard deviations
    kept = [index for index, text in enumerate(texts) if text != "×"]
    np.testing.assert_allclose([float(texts[index]) for index in kept], 2 * units[kept], atol=0.006)


def test_step_8_chooses_other_units_when_asked(lesson):
    page = lesson(8)
    page.check("#lesson-dropout")
    wait_for_text(page, '[data-name="dropout"] .lesson-count', "left out")
    before = page.text_content(".lesson-units")
    page.click("#lesson-again")
    page.wait_for_function("(before) => document.querySelector('.lesson-units').textContent !== before", arg=before)


def test_step_9_gives_the_pictures_probabilities_and_its_loss(lesson, network, eight):
    page = lesson(9)
    page.wait_for_selector(".lesson-softmax-row[data-probability]")
    found = [data(page, f".lesson-softmax-row:nth-child({digit + 2})", "probability") for digit in range(10)]
    expected = values_of(network, "probabilities", eight)
    np.testing.assert_allclose(found, expected, atol=1e-5)
    page.select_option("#lesson-right", "3")
    page.wait_for_function("document.querySelector('.lesson-loss').dataset.value > 1")
    assert data(page, ".lesson-loss") == pytest.approx(-np.log(expected[3]), rel=1e-3)


def test_step_9_equal_logits_are_equally_likely_and_adding_one_to_all_changes_nothing(lesson):
    page = lesson(9)
    page.click("#lesson-equal")
    wait_for_text(page, ".lesson-softmax-row:nth-child(2) .lesson-probability", "10.00\u00a0%")
    page.click("#lesson-shift")
    wait_for_text(page, ".lesson-softmax-row:nth-child(2) .lesson-logit", "1.00")
    assert data(page, ".lesson-loss") == pytest.approx(np.log(10))


def test_step_9_a_dragged_logit_changes_all_probabilities(lesson):
    page = lesson(9)
    page.click("#lesson-equal")
    page.get_by_label("logit of digit 4").fill("2")
    wait_for_text(page, ".lesson-softmax-row:nth-child(6) .lesson-logit", "2.00")
    assert data(page, ".lesson-softmax-row:nth-child(6)", "probability") == pytest.approx(np.exp(2) / (np.exp(2) + 9))
    page.fill("#lesson-temperature", "2")
    wait_for_text(page, ".lesson-temperature", "2.00")
    assert data(page, ".lesson-softmax-row:nth-child(6)", "probability") == pytest.approx(np.e / (np.e + 9))


def test_step_10_shows_loss_and_accuracy_after_each_epoch(lesson):
    page = lesson(10)
    assert data(page, ".lesson-at-epoch") == RECORD["history"]["val_accuracy"][-1]
    page.fill("#lesson-epoch", "2")
    wait_for_text(page, ".lesson-at-epoch", "after epoch 2:")
    assert data(page, ".lesson-at-epoch") == RECORD["history"]["val_accuracy"][1]
    assert f"{100 * RECORD['test_accuracy']:.2f}\u00a0%" in page.text_content(".lesson-test")


def test_step_10_the_map_moves_with_the_picture_but_a_dense_unit_loses_it(lesson, eight):
    page = lesson(10)
    wait_for_text(page, ".lesson-unit", "1.00")
    before = {name: data(page, ".lesson-moved", name) for name in ("row", "column", "value")}
    for move in ("right", "right", "up"):
        page.click(f'[data-move="{move}"]')
    row, column = round(before["row"] - 1), round(before["column"] + 2)
    page.wait_for_selector(f'.lesson-moved[data-row="{row}"][data-column="{column}"]')
    assert data(page, ".lesson-moved") == pytest.approx(before["value"])
    pixels = eight.astype(float)
    shifted = np.roll(pixels, (-1, 2), (0, 1))
    assert data(page, ".lesson-unit") == pytest.approx((pixels * shifted).sum() / (pixels * pixels).sum())


def test_a_step_says_when_its_network_cannot_be_reached_and_tries_again(lesson, visit):
    page = lesson(6)
    page.route("**/networks/lesson.json", lambda route: route.abort())
    page.click("#lesson-next")
    wait_for_text(page, ".lesson-status", "The server can't be reached; trying again.")
    page.unroute("**/networks/lesson.json")
    page.wait_for_selector('.lesson-step:not([hidden])[data-ready="true"]')
    assert page.text_content(".lesson-status") == ""
    visit.errors.clear()  # of the requests that failed


# The way through the lesson


def test_next_and_back_keep_the_drawing_and_other_parameters_in_the_address(lesson, visit):
    page = lesson(3, "&tabs=draw,lesson#s=")
    page.click("#lesson-next")
    assert page.url.endswith("?lesson=4&tabs=draw,lesson#s=")
    page.click("#lesson-back")
    page.click("#lesson-back")
    assert "lesson=2&" in page.url
    assert page.get_attribute("#lesson", "data-step") == "2"


def test_back_is_disabled_on_the_first_step_and_next_on_the_last(lesson):
    page = lesson(10)
    assert page.is_disabled("#lesson-next")
    page.click('[data-go="1"]')
    assert page.is_disabled("#lesson-back")


def test_the_link_to_a_step_is_copied(lesson, visit, page_url):
    visit.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = lesson(6, "&dark=1#s=PoAAPoPo")
    page.click("#lesson-copy")
    wait_for_text(page, "#lesson-copy", "Copied")
    assert page.evaluate("navigator.clipboard.readText()") == f"{page_url}?lesson=6&dark=1#s=PoAAPoPo"
    page.click("#clear")
    visit.expect("blank")
    page.click("#lesson-copy")
    page.evaluate("""async (address) => {
        while (await navigator.clipboard.readText() !== address) await new Promise(requestAnimationFrame);
    }""", f"{page_url}?lesson=6&dark=1")
    visit.context.clear_permissions()


@pytest.mark.parametrize("visit", [{"viewport": PHONE, "has_touch": True, "is_mobile": True}], indirect=True)
def test_on_a_phone_the_button_below_a_step_opens_the_next_at_its_top(lesson):
    page = lesson(2)
    page.tap("#lesson-onward")
    page.wait_for_selector('#lesson[data-step="3"]')
    top = page.locator("#lesson-back").bounding_box()["y"]
    answer = page.locator("#draw-answer").bounding_box()
    assert answer["y"] + answer["height"] <= top < PHONE["height"] / 2


@pytest.mark.parametrize(("asked", "step"), [("99", "10"), ("-3", "1"), ("four", "1")])
def test_an_address_with_a_step_out_of_range_opens_the_nearest(visit, asked, step):
    visit.open(f"?lesson={asked}")
    visit.page.wait_for_selector(f'#lesson[data-step="{step}"]')


def test_arrow_keys_change_the_step_only_in_its_navigation(lesson):
    page = lesson(4)
    page.focus('[data-go="4"]')
    page.keyboard.press("Control+ArrowRight")
    page.keyboard.press("ArrowRight")
    page.wait_for_selector('#lesson[data-step="5"]')
    page.keyboard.press("ArrowLeft")
    page.wait_for_selector('#lesson[data-step="4"]')
    page.focus('[data-name="size"] [name="kernel"]')
    page.keyboard.press("ArrowRight")
    wait_for_text(page, ".lesson-size", "− 4")
    assert page.get_attribute("#lesson", "data-step") == "4"


def test_a_step_leads_to_its_layer_in_the_lessons_network(lesson):
    page = lesson(6)
    page.click('[data-name="pooling"] .lesson-see button')
    page.wait_for_selector('#layers [data-layer="dense_1"]')
    page.wait_for_function("""Math.abs(
        document.querySelector('#layers [data-layer="pool_1"]').getBoundingClientRect().top) < innerHeight""")
    assert page.input_value("#network") == "lesson"
    assert page.evaluate(SELECTED_TAB) == "Layers"


def test_a_step_leads_to_the_learned_kernels_on_draw(lesson):
    page = lesson(3)
    page.click('[data-name="convolution"] .lesson-see button')
    page.wait_for_function("document.querySelectorAll('#filters canvas').length === 28")
    assert page.evaluate(SELECTED_TAB) == "Draw"


def test_a_hidden_lesson_does_not_paint(lesson, visit):
    page = lesson(3)
    wait_for_text(page, '[data-name="convolution"] figcaption', "7777")
    page.click("#tab-draw-button")
    visit.draw(SEVEN)
    visit.expect("digit", 7)
    assert "7777" in page.text_content('[data-name="convolution"] figcaption')
    page.click("#tab-lesson-button")
    wait_for_text(page, '[data-name="convolution"] figcaption', "your drawing")


def each_step(page):
    """The lesson's steps, one after the other, each painted with the digit that the lesson starts with."""
    wait_for_text(page, "#lesson figcaption", "7777")
    for step in range(1, 11):
        page.evaluate("(step) => document.querySelectorAll('[data-go]')[step - 1].click()", step)
        page.wait_for_selector(f'#lesson[data-step="{step}"] .lesson-step[data-ready]:not([hidden])')
        yield step


def test_each_step_fits_on_a_projector(lesson):
    page = lesson(1)
    fits = """document.querySelector('#lesson').getBoundingClientRect().bottom <= 800
        && document.documentElement.scrollWidth <= innerWidth"""
    assert [step for step in each_step(page) if not page.evaluate(fits)] == []


@pytest.mark.parametrize("visit", [{"viewport": PHONE, "has_touch": True, "is_mobile": True}], indirect=True)
def test_on_a_phone_no_step_is_wider_than_the_screen(lesson):
    page = lesson(1)
    fits = f"document.documentElement.scrollWidth === {PHONE['width']}"
    assert [step for step in each_step(page) if not page.evaluate(fits)] == []
