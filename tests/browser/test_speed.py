"""Drawing on a slow connection, on a slow phone, and before the network has loaded."""
from __future__ import annotations

import json

from tests.support.drawings import ONE, SEVEN
from tests.support.visits import ANSWERED, PHONE, READS_HERE, WEIGHTS, draw

NETWORK = "**/networks/best.json"

# Collects the distinct positions of the pointer that reach the canvas.
COUNT_POINTS = """() => {
    window.positions = new Set();
    document.querySelector("#pad canvas").addEventListener("pointermove", (event) => {
        for (const { clientX, clientY } of event.getCoalescedEvents()) window.positions.add(`${clientX} ${clientY}`);
    }, true);
}"""


def test_nothing_is_sent_while_drawing_once_the_network_is_here(visit):
    visit.page.wait_for_selector(READS_HERE)
    assert visit.page.is_visible("text=Your drawing stays on this device")
    sent = []
    visit.page.on("request", lambda request: sent.append(request.url))
    visit.draw(SEVEN)
    visit.expect("digit", 7)
    visit.page.wait_for_selector(ANSWERED)
    visit.page.get_by_role("tab", name="Layers").click()
    visit.page.wait_for_selector('#layers .layers-list[aria-busy="false"]')
    visit.draw(ONE)
    visit.page.wait_for_selector(ANSWERED)
    assert [url for url in sent if not url.startswith(("data:", "blob:")) and "/scripts/" not in url] == []


def test_a_visitor_whose_drawing_a_part_sends_is_not_told_that_it_stays_on_the_device(visit):
    visit.page.wait_for_selector(READS_HERE)
    visit.page.get_by_role("tab", name="Why").click()
    visit.page.wait_for_selector("text=Your drawing stays on this device", state="hidden")


def test_before_the_network_is_here_the_server_reads_one_drawing_at_a_time(new_visit):
    visit = new_visit()
    visit.page.route(WEIGHTS, lambda route: None)  # never answered
    visit.open()
    pending, counts, sent = set(), [], []

    def begins(request):
        if "component_server" in request.url:
            pending.add(request)
            counts.append(len(pending))
            sent.append(json.loads(request.post_data)["data"]["strokes"])

    visit.page.on("request", begins)
    visit.page.on("requestfinished", lambda request: pending.discard(request))
    visit.draw(SEVEN)
    visit.expect("digit", 7)
    visit.page.wait_for_selector(ANSWERED)
    assert max(counts) == 1 and len(counts) <= 10
    assert sent[-1] == visit.strokes()
    assert visit.page.get_attribute("#pad", "data-reader") == "server"


def test_a_phone_a_quarter_as_fast_loses_no_point_of_a_stroke(new_visit):
    visit = new_visit(viewport=PHONE, has_touch=True, is_mobile=True).open()
    visit.page.context.new_cdp_session(visit.page).send("Emulation.setCPUThrottlingRate", {"rate": 4})
    visit.page.evaluate(COUNT_POINTS)
    visit.draw(SEVEN)
    visit.expect("digit", 7)
    [stroke] = visit.strokes()
    assert len(stroke) // 2 == visit.page.evaluate("window.positions.size") > 20


def test_maps_below_the_screen_are_painted_when_scrolled_into_view(new_visit):
    visit = new_visit(viewport=PHONE).open()
    colors = """() => new Set([...document.querySelectorAll("#feature-maps canvas")].flatMap((canvas) =>
        [...new Uint32Array(canvas.getContext("2d").getImageData(0, 0, 24, 24).data.buffer)])).size"""
    visit.page.wait_for_function("document.querySelector('#first-layer').getBoundingClientRect().top > innerHeight")
    visit.draw(SEVEN)
    visit.expect("digit", 7)
    visit.page.wait_for_selector(ANSWERED)
    assert visit.page.evaluate(colors) == 1
    visit.page.locator("#feature-maps").scroll_into_view_if_needed()
    visit.page.wait_for_function(f"({colors})() > 10")


def test_a_page_that_nobody_touches_asks_for_no_frame(new_visit):
    visit = new_visit()
    visit.page.add_init_script("""window.asked = 0;
        window.atNextFrame = requestAnimationFrame;
        window.requestAnimationFrame = (paint) => { asked += 1; return atNextFrame(paint); };""")
    visit.open()
    visit.page.evaluate("""async () => {
        for (let before = -1; asked !== before;) {
            before = asked;
            await new Promise((resolve) => setTimeout(resolve, 500));
        }
    }""")


def test_a_stroke_drawn_before_the_network_is_known_gets_a_message_and_then_an_answer(page, page_url):
    held = []
    page.route(NETWORK, lambda route: held.append(route))
    page.goto(page_url)
    page.wait_for_selector('#pad[data-pending="true"] canvas')
    draw(page, page.locator("#pad canvas"), ONE)
    page.wait_for_selector('#answer[data-state="trouble"]')
    assert "still loading" in page.inner_text("#answer")
    for route in held:
        route.continue_()
    page.unroute(NETWORK)
    page.wait_for_selector('#answer[data-state="digit"][data-digit="1"]')
