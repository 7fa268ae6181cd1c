"""Drawing goes on as it should on a slow network, on a weak phone, and before the network is there."""
from __future__ import annotations

import json

from tests.support.visits import ANSWERED, PHONE, SEVEN

LIVE = "**/component_server/"
# The places of the pointer that the canvas hears of.
COUNT_POINTS = """() => {
    window.got = new Set();
    document.querySelector("#pad canvas").addEventListener("pointermove", (event) => {
        for (const { clientX, clientY } of event.getCoalescedEvents()) window.got.add(`${clientX} ${clientY}`);
    }, true);
}"""


def test_on_a_slow_network_one_question_is_out_at_most_and_the_last_stroke_is_answered(visit):
    visit.page.context.new_cdp_session(visit.page).send("Network.emulateNetworkConditions", {
        "offline": False, "latency": 80, "downloadThroughput": -1, "uploadThroughput": -1})
    out, most, sent = set(), [], []

    def begins(request):
        if "component_server" in request.url:
            out.add(request)
            most.append(len(out))
            sent.append(json.loads(request.post_data)["data"]["strokes"])

    visit.page.on("request", begins)
    visit.page.on("requestfinished", lambda request: out.discard(request))
    visit.page.on("requestfailed", lambda request: out.discard(request))
    visit.draw(SEVEN)
    visit.page.wait_for_selector(ANSWERED)
    assert max(most) == 1
    assert sent[-1] == visit.strokes()


def test_a_phone_a_quarter_as_fast_loses_no_point_of_the_pen(arrive):
    visit = arrive(viewport=PHONE, has_touch=True, is_mobile=True).open()
    visit.page.context.new_cdp_session(visit.page).send("Emulation.setCPUThrottlingRate", {"rate": 4})
    visit.page.evaluate(COUNT_POINTS)
    visit.draw(SEVEN)
    visit.expect("digit", 7)
    [stroke] = visit.strokes()
    assert len(stroke) // 2 == visit.page.evaluate("window.got.size") > 20  # the first of them before the pen is down


def test_maps_out_of_sight_are_asked_for_and_painted_when_one_scrolls_to_them(arrive):
    visit = arrive(viewport=PHONE).open()
    asked = []
    visit.page.on("request", lambda request: asked.append(json.loads(request.post_data)["data"]["maps"])
                  if "component_server" in request.url else None)
    colors = """() => new Set([...document.querySelectorAll("#feature-maps canvas")].flatMap((canvas) =>
        [...new Uint32Array(canvas.getContext("2d").getImageData(0, 0, 24, 24).data.buffer)])).size"""
    visit.page.wait_for_function("document.querySelector('#first-layer').getBoundingClientRect().top > innerHeight")
    visit.draw(SEVEN)
    visit.expect("digit", 7)
    visit.page.wait_for_selector(ANSWERED)
    assert visit.page.evaluate(colors) == 1 and set(asked) == {False}
    visit.page.locator("#feature-maps").scroll_into_view_if_needed()
    visit.page.wait_for_function(f"({colors})() > 10")
    assert asked[-1] is True


def test_a_page_that_nobody_touches_asks_for_no_frame(arrive):
    visit = arrive()
    visit.page.add_init_script("""window.asked = 0;
        window.atNextFrame = requestAnimationFrame;
        window.requestAnimationFrame = (paint) => { asked += 1; return atNextFrame(paint); };""")
    visit.open()
    visit.page.wait_for_function("""async () => {
        const before = asked;
        await new Promise((resolve) => setTimeout(resolve, 500));  // polling by frames would be another loop of them
        return asked === before;
    }""", polling=100)


def test_who_draws_before_the_network_is_there_is_told_so_and_then_answered(page, page_url):
    held = []
    page.route(LIVE, lambda route: held.append(route))
    page.goto(page_url)
    page.wait_for_selector('#pad[data-pending="true"] canvas')
    box = page.locator("#pad canvas").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 50)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] - 50, steps=5)
    page.mouse.up()
    page.wait_for_selector('#answer[data-state="trouble"]')
    assert "still being loaded" in page.inner_text("#answer")
    for route in held:
        route.continue_()
    page.unroute(LIVE)
    page.wait_for_selector('#answer[data-state="digit"][data-digit="1"]')
