"""The pad before its script is loaded: nothing that is drawn on it gets lost."""
from __future__ import annotations

import pytest

from tests.support.drawings import SEVEN
from tests.support.visits import places

SCRIPT = "**/scripts/pad/pad.js"


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
