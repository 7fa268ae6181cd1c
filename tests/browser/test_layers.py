"""The Layers and Why tabs in a real browser: each value's arithmetic, and what speaks for a digit."""
from __future__ import annotations

from decimal import Decimal

import pytest

from model import Recognizer
from tests.support.drawings import SEVEN
from tests.support.visits import PHONE, WEIGHTS


@pytest.fixture
def visit(reset_visit):
    return reset_visit


def test_all_layers_are_shown_and_a_pixels_arithmetic_adds_up(visit):
    visit.page.get_by_role("tab", name="Layers").click()
    visit.page.wait_for_selector('#layers [data-layer="conv_3"] canvas')
    visit.draw(SEVEN)  # the pad is still there
    visit.expect("digit", 7)
    maps = visit.page.locator('#layers [data-layer="conv_3"] canvas').first
    maps.hover(position={"x": 20, "y": 20})
    visit.page.wait_for_selector('#arithmetic[data-layer="conv_3"][data-value]')
    found = visit.page.evaluate("({...document.querySelector('#arithmetic').dataset})")
    layers = Recognizer.load().read({"strokes": visit.strokes()}, ["conv_3"]).activations
    expected = layers["conv_3"][int(found["row"]), int(found["column"]), int(found["channel"])]
    assert float(found["value"]) == pytest.approx(expected, abs=1e-3)
    *terms, whole = [Decimal(text.replace("−", "-")) for text in
                     visit.page.locator("#arithmetic .terms .number").all_text_contents()]
    assert sum(terms) == whole
    assert float(whole) == pytest.approx(float(found["value"]), abs=0.0005)
    *products, total = [Decimal(text.replace("−", "-")) for text in
                        visit.page.locator("#arithmetic .grids figure").nth(2).locator(".cell").all_text_contents()] + [
        Decimal(visit.page.locator("#arithmetic .sum").first.text_content().split()[-1].replace("−", "-"))]
    assert sum(products) == total


def test_before_the_weights_are_here_the_layers_are_listed_and_nothing_is_explained(new_visit):
    visit, held = new_visit(), []
    visit.page.route(WEIGHTS, lambda route: held.append(route))
    visit.open()
    visit.draw(SEVEN)
    visit.expect("digit", 7)
    visit.page.get_by_role("tab", name="Layers").click()
    visit.page.wait_for_selector('#layers .layers-list[aria-busy="true"]')
    assert "24 × 24 × 16" in visit.page.inner_text('#layers [data-layer="conv_1"]')
    assert visit.page.is_visible("text=The maps appear as soon as the network has been loaded.")
    visit.page.hover('#layers [data-layer="conv_1"] canvas', position={"x": 40, "y": 40})
    assert visit.page.get_attribute("#arithmetic", "data-value") is None
    for route in held:
        route.continue_()
    visit.page.unroute(WEIGHTS)
    visit.page.wait_for_selector('#arithmetic[data-layer="conv_1"][data-value]')
    assert visit.page.get_attribute("#layers .layers-list", "aria-busy") == "false"
    assert not visit.page.is_visible(".layers-trouble")


def test_a_filter_is_shown_with_its_kernels_and_the_digits_that_excite_it(visit):
    visit.draw(SEVEN)
    visit.page.get_by_role("tab", name="Layers").click()
    visit.page.locator('#layers [data-layer="conv_2"] canvas').first.hover(position={"x": 40, "y": 40})
    visit.page.wait_for_function("document.querySelectorAll('.closeup-exciting .field-box').length === 4")
    kernels = visit.page.locator("#arithmetic .tiles canvas").first
    before = visit.page.text_content("#arithmetic .grids figcaption")
    kernels.click(position={"x": 150, "y": 3})
    visit.page.wait_for_function("(before) => document.querySelector('#arithmetic .grids figcaption').textContent"
                                 " !== before", arg=before)


def test_a_drawing_is_placed_on_the_map_with_the_training_digits_most_like_it(visit):
    visit.page.get_by_role("tab", name="Why").click()
    visit.page.locator("#atlas").scroll_into_view_if_needed()
    visit.page.wait_for_function("(({ width, height }) => width === height)"  # before it is drawn, 300 x 150
                                 "(document.querySelector('.atlas-map'))")
    visit.draw(SEVEN)
    visit.page.locator("#atlas").scroll_into_view_if_needed()
    visit.page.wait_for_selector('.neighbors [title="labeled 7"]')
    assert visit.page.locator(".neighbors canvas").count() == 5
    visit.page.click("#clear")
    visit.page.wait_for_function("document.querySelectorAll('.neighbors canvas').length === 0")


def test_a_network_without_an_atlas_says_so(visit):
    visit.draw(SEVEN)
    visit.page.select_option("#network", "lesson")
    visit.page.get_by_role("tab", name="Why").click()
    visit.page.wait_for_selector("text=There is no map for this network.")
    visit.page.wait_for_selector('.why-title:has-text("Why 7?")')


def test_arrow_keys_move_from_pixel_to_pixel(visit):
    visit.draw(SEVEN)
    visit.page.get_by_role("tab", name="Layers").click()
    visit.page.wait_for_selector('#layers [data-layer="conv_1"] canvas')
    visit.page.focus('#layers [data-layer="conv_1"] canvas')
    for key in ["ArrowDown", "ArrowRight", "Control+ArrowRight", "ArrowRight", "PageDown"]:
        visit.page.keyboard.press(key)
    visit.page.wait_for_selector(
        '#arithmetic[data-layer="conv_1"][data-row="1"][data-column="2"][data-channel="1"]')
    visit.page.wait_for_function("document.querySelector('.closeup-spoken').textContent.includes('row 1, column 2')")


def test_a_click_holds_a_pixel_until_the_next_click_releases_it(visit):
    visit.draw(SEVEN)
    visit.page.get_by_role("tab", name="Layers").click()
    maps = visit.page.locator('#layers [data-layer="conv_1"] canvas').first
    maps.click(position={"x": 40, "y": 40})
    held = visit.page.eval_on_selector("#arithmetic", "({ dataset }) => ({ ...dataset })")
    maps.hover(position={"x": 20, "y": 20})
    assert visit.page.eval_on_selector("#arithmetic", "({ dataset }) => ({ ...dataset })") == held
    visit.page.keyboard.press("ArrowDown")
    visit.page.wait_for_selector(f'#arithmetic[data-row="{int(held["row"]) + 1}"][data-column="{held["column"]}"]')
    visit.page.keyboard.press("ArrowUp")
    visit.page.wait_for_selector(f'#arithmetic[data-row="{held["row"]}"][data-column="{held["column"]}"]')
    maps.click(position={"x": 40, "y": 40})
    maps.hover(position={"x": 20, "y": 20})
    visit.page.wait_for_function("(row) => document.querySelector('#arithmetic').dataset.row !== row", arg=held["row"])


def test_a_link_opens_the_explanation_of_a_value(new_visit):
    visit = new_visit().open()
    visit.draw(SEVEN)
    visit.page.get_by_role("tab", name="Layers").click()
    visit.page.locator('#layers [data-layer="conv_2"] canvas').first.click(position={"x": 40, "y": 40})
    visit.page.wait_for_selector('#arithmetic[data-layer="conv_2"][data-value]')
    visit.page.click(".closeup-link")
    visit.page.wait_for_function("location.search.includes('value=conv_2')")
    explained = visit.page.eval_on_selector("#arithmetic", "({ dataset }) => ({ ...dataset })")
    other = new_visit(viewport=PHONE).open(visit.page.url.removeprefix(visit.home))
    other.page.wait_for_selector('#arithmetic[data-layer="conv_2"][data-value]')
    assert other.page.eval_on_selector("#arithmetic", "({ dataset }) => ({ ...dataset })") == explained


def test_the_window_slides_over_the_map_until_it_is_stopped(visit):
    visit.draw(SEVEN)
    visit.page.get_by_role("tab", name="Layers").click()
    visit.page.locator('#layers [data-layer="conv_1"] canvas').first.hover(position={"x": 40, "y": 40})
    visit.page.click(".closeup-animate")
    visit.page.wait_for_function("(({ row, column }) => 24 * Number(row) + Number(column) >= 9)"
                                 "(document.querySelector('#arithmetic').dataset)")
    visit.page.click(".closeup-animate")
    assert visit.page.text_content(".closeup-animate") == "Slide the window"


def test_clicking_two_bars_explains_one_digit_against_another(visit):
    visit.draw(SEVEN)
    visit.page.get_by_role("tab", name="Why").click()
    visit.page.wait_for_selector('.why-title:has-text("Why 7?")')
    for digit in (7, 1):
        visit.page.click(f'#probabilities [data-digit="{digit}"] button')
    visit.page.wait_for_selector('.why-title:has-text("Why 7 and not 1?")')
    colors = "(name) => new Set(new Uint32Array(document.querySelector(`[data-evidence=${name}] canvas`)" \
             ".getContext('2d').getImageData(0, 0, 28, 28).data.buffer)).size"
    for name in ("contributions", "occlusion", "grad-cam", "smooth", "saliency"):
        assert visit.page.evaluate(colors, name) > 20
    visit.page.click("#clear")
    visit.page.wait_for_selector('.why-title:has-text("Why this digit?")')
    assert visit.page.evaluate(colors, "occlusion") == 1
