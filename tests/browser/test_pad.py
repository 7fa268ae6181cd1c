"""The pad's surface: what is drawn before its script is loaded, dots, palms, and what Undo brings back."""
from __future__ import annotations

from itertools import pairwise

import pytest

from tests.support.drawings import ONE, SEVEN
from tests.support.visits import PHONE, places

SCRIPT = "**/scripts/pad/pad.js"
INKED = """([x, y, width, height]) => {
  const canvas = document.querySelector("#pad canvas"), side = canvas.width / 1000;
  const { data } = canvas.getContext("2d").getImageData(x * side, y * side, width * side, height * side);
  return data.filter((value, index) => index % 4 === 3 && value > 127).length / (side * side);
}"""


@pytest.fixture
def without_script(new_visit):
    """A visit whose canvas is there while the pad's script is held back, and a function that releases the script."""
    visit, held = new_visit(), []
    visit.page.route(SCRIPT, lambda route: held.append(route))
    visit.page.goto(visit.home)
    visit.page.wait_for_selector("#pad canvas")

    def release():
        for route in held:
            route.continue_()
        visit.page.unroute(SCRIPT)

    yield visit, release


def test_a_stroke_that_ends_before_the_script_is_loaded_is_read(without_script):
    visit, release = without_script
    visit.draw(SEVEN)
    release()
    visit.expect("digit", 7)
    [stroke] = visit.strokes()
    [drawn] = SEVEN["strokes"]
    assert stroke[:2] == pytest.approx(drawn[:2], abs=4) and stroke[-2:] == pytest.approx(drawn[-2:], abs=4)


def test_a_stroke_during_which_the_script_is_loaded_goes_on(without_script):
    visit, release = without_script
    [drawn] = SEVEN["strokes"]
    visit.draw({"strokes": [drawn[:4]]}, lift=False)
    release()
    visit.page.wait_for_selector('#clear:not([disabled])')
    for place in places(visit.canvas, drawn[4:]):
        visit.page.mouse.move(*place, steps=10)
    visit.page.mouse.up()
    visit.expect("digit", 7)
    visit.page.mouse.move(*places(visit.canvas, [100, 900])[0])
    assert len(visit.strokes()) == 1


def test_a_dot_is_round_and_as_wide_as_the_pen(reset_visit):
    x, y = places(reset_visit.canvas, [400, 600])[0]
    reset_visit.page.mouse.click(x, y)
    assert reset_visit.page.evaluate(INKED, [300, 500, 200, 200]) == pytest.approx(3.14 * 30**2, rel=0.1)
    assert reset_visit.strokes() == [pytest.approx([400, 600], abs=4)]


def test_a_finger_draws_while_a_palm_rests_on_the_pad(new_visit):
    visit = new_visit(viewport=PHONE, has_touch=True, is_mobile=True).open()
    touches = visit.context.new_cdp_session(visit.page)

    def touch(kind, *places):
        touches.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [
            {"x": x, "y": y, "id": finger} for finger, (x, y) in enumerate(places)]})

    [palm] = visit.places([900, 900])
    corners = visit.places(*SEVEN["strokes"])
    touch("touchStart", palm)
    touch("touchStart", palm, corners[0])
    for (x0, y0), (x1, y1) in pairwise(corners):
        for part in range(1, 11):
            touch("touchMove", palm, (x0 + (x1 - x0) * part / 10, y0 + (y1 - y0) * part / 10))
    visit.expect("digit", 7)
    touch("touchEnd")
    [stroke] = visit.strokes()
    assert stroke[:2] == pytest.approx(SEVEN["strokes"][0][:2], abs=6)
    assert visit.page.evaluate(INKED, [800, 800, 200, 200]) == 0


@pytest.mark.parametrize("replace", ["#clear", ".pad-example"])
def test_undo_brings_back_the_drawing_that_was_replaced(reset_visit, replace):
    reset_visit.draw(ONE)
    reset_visit.expect("digit", 1)
    ink = reset_visit.page.evaluate(INKED, [0, 0, 1000, 1000])
    reset_visit.page.click(f"{replace} >> nth=0")
    reset_visit.expect("blank", None) if replace == "#clear" else reset_visit.expect("digit", 0)
    reset_visit.page.click("#undo")
    reset_visit.expect("digit", 1)
    assert reset_visit.page.evaluate(INKED, [0, 0, 1000, 1000]) == pytest.approx(ink, rel=0.01)
