"""Drawing on a slow connection, on a slow phone, and before the network has loaded."""
from __future__ import annotations

import json

from tests.support.drawings import ONE, SEVEN
from tests.support.visits import ANSWERED, LIVE, PHONE, draw

# Collects the distinct positions of the pointer that reach the canvas.
COUNT_POINTS = """() => {
    window.positions = new Set();
    document.querySelector("#pad canvas").addEventListener("pointermove", (event) => {
        for (const { clientX, clientY } of event.getCoalescedEvents()) window.positions.add(`${clientX} ${clientY}`);
    }, true);
}"""


def test_a_slow_connection_carries_one_request_at_a_time_and_answers_the_last_stroke(visit):
    visit.page.context.new_cdp_session(visit.page).send("Network.emulateNetworkConditions", {
        "offline": False, "latency": 80, "downloadThroughput": -1, "uploadThroughput": -1})
    pending, counts, sent = set(), [], []

    def begins(request):
        if "component_server" in request.url:
            pending.add(request)
            counts.append(len(pending))
            sent.append(json.loads(request.post_data)["data"]["strokes"])

    visit.page.on("request", begins)
    visit.page.on("requestfinished", lambda request: pending.discard(request))
    visit.page.on("requestfailed", lambda request: pending.discard(request))
    visit.draw(SEVEN)
    visit.page.wait_for_selector(ANSWERED)
    assert max(counts) == 1
    assert sent[-1] == visit.strokes()


def test_a_phone_a_quarter_as_fast_loses_no_point_of_a_stroke(new_visit):
    visit = new_visit(viewport=PHONE, has_touch=True, is_mobile=True).open()
    visit.page.context.new_cdp_session(visit.page).send("Emulation.setCPUThrottlingRate", {"rate": 4})
    visit.page.evaluate(COUNT_POINTS)
    visit.draw(SEVEN)
    visit.expect("digit", 7)
    [stroke] = visit.strokes()
    assert len(stroke) // 2 == visit.page.evaluate("window.positions.size") > 20


def test_maps_below_the_screen_are_requested_and_painted_when_scrolled_into_view(new_visit):
    visit = new_visit(viewport=PHONE).open()
    requested = []
    visit.page.on("request", lambda request: requested.append(json.loads(request.post_data)["data"]["maps"])
                  if "component_server" in request.url else None)
    colors = """() => new Set([...document.querySelectorAll("#feature-maps canvas")].flatMap((canvas) =>
        [...new Uint32Array(canvas.getContext("2d").getImageData(0, 0, 24, 24).data.buffer)])).size"""
    visit.page.wait_for_function("document.querySelector('#first-layer').getBoundingClientRect().top > innerHeight")
    visit.draw(SEVEN)
    visit.expect("digit", 7)
    visit.page.wait_for_selector(ANSWERED)
    assert visit.page.evaluate(colors) == 1 and set(requested) == {False}
    visit.page.locator("#feature-maps").scroll_into_view_if_needed()
    visit.page.wait_for_function(f"({colors})() > 10")
    assert requested[-1] is True


def test_a_page_that_nobody_touches_asks_for_no_frame(new_visit):
    visit = new_visit()
    visit.page.add_init_script("""window.asked = 0;
        window.atNextFrame = requestAnimationFrame;
        window.requestAnimationFrame = (paint) => { asked += 1; return atNextFrame(paint); };""")
    visit.open()
    visit.page.wait_for_function("""async () => {
        const before = asked;
        await new Promise((resolve) => setTimeout(resolve, 500));  // polling by frames would be another loop of them
        return asked === before;
    }""", polling=100)


def test_a_stroke_drawn_before_the_network_has_loaded_gets_a_message_and_then_an_answer(page, page_url):
    held = []
    page.route(LIVE, lambda route: held.append(route))
    page.goto(page_url)
    page.wait_for_selector('#pad[data-pending="true"] canvas')
    draw(page, page.locator("#pad canvas"), ONE)
    page.wait_for_selector('#answer[data-state="trouble"]')
    assert "still loading" in page.inner_text("#answer")
    for route in held:
        route.continue_()
    page.unroute(LIVE)
    page.wait_for_selector('#answer[data-state="digit"][data-digit="1"]')
