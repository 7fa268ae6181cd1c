"""The page when its connection or its server fails, and two visitors at the same time."""
from __future__ import annotations

import json

import pytest

from tests.support.drawings import ONE, SEVEN
from tests.support.visits import ANSWERED, LIVE, WEIGHTS, Visit

KEPT = "text=Your drawing is kept"


@pytest.fixture
def visit(browser, page_url):
    """A visit on which requests may fail."""
    visit = Visit(browser.new_context(service_workers="block"), page_url)
    yield visit
    visit.context.close()
    assert visit.outside_requests == []


def test_a_stroke_that_ends_offline_before_the_network_is_here_is_kept_and_read_later(visit):
    [seven] = SEVEN["strokes"]
    visit.page.route(WEIGHTS, lambda route: None)  # never answered
    visit.open()
    visit.draw({"strokes": [seven[:4]]}, lift=False)
    visit.context.set_offline(True)
    [end] = visit.places(seven[4:])
    visit.page.mouse.move(*end, steps=20)
    visit.page.wait_for_selector(KEPT)
    visit.page.mouse.up()
    visit.context.set_offline(False)
    visit.expect("digit", 7)
    visit.page.wait_for_selector(ANSWERED)
    [stroke] = visit.strokes()
    assert len(stroke) > 2 * 20  # with the points drawn offline


def test_tabs_whose_requests_fail_say_so_and_are_filled_once_the_connection_is_back(visit):
    def fail(route):
        is_a_tabs = any(f'"{name}"' in route.request.post_data for name in ("start", "why"))
        route.abort() if is_a_tabs else route.continue_()

    visit.open().draw(SEVEN)
    visit.expect("digit", 7)
    visit.page.route(LIVE, fail)
    visit.page.get_by_role("tab", name="Train").click()
    visit.page.wait_for_selector(".train-total")
    visit.page.click("#train-start")
    visit.page.wait_for_selector("#train-status:has-text('reached. Please try again.')")
    with visit.page.expect_event("requestfailed", lambda request: '"why"' in request.post_data):
        visit.page.get_by_role("tab", name="Why").click()
    visit.page.unroute(LIVE)
    visit.page.wait_for_selector('.why-title:has-text("Why 7?")')


def test_two_visitors_see_nothing_of_each_other(browser, page_url):
    ours, theirs = (Visit(browser.new_context(), page_url).open() for _ in range(2))
    try:
        ours.draw(SEVEN)
        ours.expect("digit", 7)
        ours.page.click('.correction [data-label="3"]')
        theirs.draw(ONE)
        theirs.expect("digit", 1)
        ours.expect("digit", 7)
        known = [json.loads(visit.page.evaluate("JSON.stringify({...sessionStorage})")) for visit in (ours, theirs)]
        assert known[0]["visitor"] != known[1]["visitor"]
        assert "own digits" in known[0] and json.loads(known[1].get("own digits", "[]")) == []
        theirs.page.reload()
        theirs.expect("digit", 1)
        assert theirs.page.locator("#network option").count() == 2
    finally:
        ours.context.close()
        theirs.context.close()
    assert ours.errors == theirs.errors == []


def test_a_visitor_who_waits_long_gets_a_message_and_then_an_answer(visit):
    held, freed = [], []
    visit.page.route(WEIGHTS, lambda route: None)  # never answered
    visit.open().page.route(LIVE, lambda route: route.continue_() if freed else held.append(route))
    visit.draw(SEVEN)
    visit.page.wait_for_selector("text=The server is busy right now")
    freed.append(True)
    for route in held:
        route.continue_()
    visit.expect("digit", 7)
