"""Latency from a move of the pen to the repainted bars, image and maps in Chromium, read by the browser or the server.

    python bench/latency.py            # 200 moves each; 8 strokes on the obvious build

On the same page, the network runs in the browser, or the page is told that only the server can run it. The obvious
build is `gr.Sketchpad` -> `model.predict` -> `gr.Label` and `gr.Gallery`, with the same network. It answers when a
stroke ends, so its time runs from the release of the mouse button to the changed gallery.

A phone is a small screen with the CPU slowed four times: Chromium slows the page's main thread, and its worker answers
after four times as long as it took. There, a thousand points are also drawn as fast as they can be sent, and counted.
"""
from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from itertools import pairwise

import numpy as np

from bench.common.browser import FLAGS, find_browser, without_weights
from bench.common.report import RESULTS, Report, command_parser
from bench.common.server import OBVIOUS, OURS, serving, wait_until_loaded

SLOWER = 4  # times, of a phone
SCREEN, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
# Milliseconds are added to each request's way to the server and back.
SETTINGS = {"Draw": {}, "Layers, all on the screen": {"tab": "Layers"}, "Draw, server 300 ms away": {"away": 300},
            "Draw on a phone, CPU slowed four times": {"is_phone": True}}
POINTS = 1000
# Two times per move: from the moment the page receives it until bars, image and maps are painted, which is the part
# that this project controls; and from the browser's time stamp of the input to the frame that shows the result.
# Headless Chromium waits up to one frame (16.7 ms) before it delivers a move, and up to another before it paints.
WATCH_OURS = """() => {
  const pad = document.querySelector("#pad");
  window.times = [];
  let stamped = null, got;
  pad.querySelector("canvas").addEventListener("pointermove", (event) => {
    if (stamped === null) [stamped, got] = [event.timeStamp, performance.now()];
  }, true);
  new MutationObserver(() => {
    if (pad.dataset.pending !== "false" || stamped === null) return;
    const [from, since, painted] = [stamped, got, performance.now()];
    stamped = null;
    requestAnimationFrame(() => window.times.push([painted - since, performance.now() - from]));
  }).observe(pad, { attributes: true, attributeFilter: ["data-pending"] });
}"""
WATCH_OBVIOUS = """() => {
  window.times = [];
  let start = null;
  document.addEventListener("pointerup", (event) => { start = event.timeStamp; }, true);
  new MutationObserver((changes) => {
    if (start === null || !changes.some((change) => change.target.closest?.("#gallery"))) return;
    const from = start;
    start = null;
    requestAnimationFrame(() => window.times.push(performance.now() - from));
  }).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ["src"] });
}"""
# A worker that is busy for longer before each message.
SLOW_WORKER = """(() => {
  const slow = `const begin = onmessage, post = postMessage;
    let begun;
    onmessage = (event) => { begun = performance.now(); begin(event); };
    globalThis.postMessage = (message) => {
      const end = begun + SLOWER * (performance.now() - begun);
      while (performance.now() < end);
      post(message);
    };`;
  window.Worker = class extends Worker {
    constructor(url, options) {
      super(URL.createObjectURL(new Blob([`import "${url}";${slow}`], { type: "text/javascript" })), options);
    }
  };
})()""".replace("SLOWER", str(SLOWER))
STROKES = """async () => {
  const bus = performance.getEntriesByType("resource").find(({ name }) => name.endsWith("/common/bus.js")).name;
  let strokes;
  (await import(bus)).subscribe("drawing", (drawing) => ({ strokes } = drawing));
  return strokes;
}"""


@asynccontextmanager
async def our_page(browser, url: str, is_local: bool, tab: str = "Draw", away: float = 0,
                   is_phone: bool = False) -> AsyncIterator:
    """Our page and its connection to the browser's tools, once it reads: in the browser, or else by the server."""
    context = await browser.new_context(viewport=PHONE if is_phone else SCREEN, service_workers="block")
    page = await context.new_page()
    if is_phone:
        await page.add_init_script(SLOW_WORKER)
    if not is_local:
        await page.route("**/networks/best.json", without_weights)
    await page.goto(url)
    reader = "browser" if is_local else "server"
    await page.wait_for_selector(f'#pad[data-pending="false"][data-reader="{reader}"]', timeout=120_000)
    if tab != "Draw":
        await page.get_by_role("tab", name=tab).click()
        await page.wait_for_selector("#layers [data-layer]")
        height = await page.evaluate("document.documentElement.scrollHeight")
        await page.set_viewport_size({**SCREEN, "height": height})
    await page.wait_for_load_state("networkidle")
    tools = await context.new_cdp_session(page)
    await tools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER if is_phone else 1})
    await tools.send("Network.emulateNetworkConditions",
                     {"offline": False, "latency": away, "downloadThroughput": -1, "uploadThroughput": -1})
    yield page, tools
    await context.close()


async def places(page, count: int) -> list[tuple[float, float]]:
    """A curve over the middle of the pad, in CSS pixels."""
    box = await page.locator("#pad canvas").bounding_box()
    return [(box["x"] + box["width"] * (0.5 + 0.25 * np.sin(2 * angle)),
             box["y"] + box["height"] * (0.5 + 0.35 * np.cos(angle))) for angle in np.arange(count) / 12]


async def time_ours(page, moves: int) -> list[tuple[float, float]]:
    """Milliseconds of each move until all is repainted, and from the input to the frame."""
    await page.evaluate(WATCH_OURS)
    first, *others = await places(page, 1 + moves)
    await page.mouse.move(*first)
    await page.mouse.down()
    for count, place in enumerate(others, 1):
        await page.mouse.move(*place)
        await page.wait_for_function("(count) => window.times.length >= count", arg=count)
    await page.mouse.up()
    return await page.evaluate("window.times")


async def count_kept(page, tools, points: int) -> tuple[int, int]:
    """How many different points were sent without waiting for the page, and how many of them are in the stroke."""
    moves = [(round(x), round(y)) for x, y in await places(page, points)]
    await page.mouse.move(*moves[0])
    await page.mouse.down()
    await asyncio.gather(*(tools.send("Input.dispatchMouseEvent", {
        "type": "mouseMoved", "x": x, "y": y, "button": "left", "buttons": 1}) for x, y in moves[1:]))
    await page.mouse.up()
    [stroke] = await page.evaluate(STROKES)
    return 1 + sum(one != other for one, other in pairwise(moves)), len(stroke) // 2


async def time_obvious(page, strokes: int) -> list[float]:
    """Milliseconds of each stroke from its end to the changed gallery."""
    await page.wait_for_selector("#sketch canvas", timeout=120_000)
    await page.click("#sketch [aria-label='Brush'], #sketch [title*='rush'], #sketch button:has-text('Brush')")
    await page.evaluate(WATCH_OBVIOUS)
    box = await page.locator("#sketch canvas").last.bounding_box()
    for stroke in range(strokes):
        x = box["x"] + box["width"] * (0.4 + 0.02 * stroke)
        await page.mouse.move(x, box["y"] + box["height"] * 0.3)
        await page.mouse.down()
        await page.mouse.move(x, box["y"] + box["height"] * 0.6, steps=15)
        await page.mouse.up()
        await page.wait_for_function("(count) => window.times.length >= count", arg=stroke + 1, timeout=20_000)
    return await page.evaluate("window.times")


async def measure(moves: int, strokes: int, playwright) -> Report:
    browser = await playwright.chromium.launch(executable_path=find_browser(), args=FLAGS)
    report = Report(Chromium=browser.version)
    with serving(*OURS) as (_, url):
        wait_until_loaded(url)
        for name, setting in SETTINGS.items():
            for is_local in (True, False):
                count = moves // 3 if setting.get("away") and not is_local else moves
                async with our_page(browser, url, is_local, **setting) as (page, _):
                    repainted, frame = np.transpose(await time_ours(page, count))
                report.row({"a move, milliseconds": name, "read by": "browser" if is_local else "server", "n": count,
                            **summary(repainted, "repainted, "), **summary(frame, "frame, ")})
        async with our_page(browser, url, True, is_phone=True) as (page, tools):
            sent, kept = await count_kept(page, tools, POINTS)
    with serving(*OBVIOUS) as (_, url):
        page = await browser.new_page(viewport={"width": 1280, "height": 1600})
        await page.goto(url)
        report.row({"the obvious build, milliseconds": "end of a stroke -> gallery changed", "n": strokes,
                    **summary(await time_obvious(page, strokes))})
    await browser.close()
    report.note(f"With the CPU slowed four times, {kept} of {sent} points that were sent together are in the stroke.")
    return report


def summary(milliseconds: Sequence[float], prefix: str = "") -> dict[str, float]:
    values = np.percentile(milliseconds, [50, 95, 100])
    return {prefix + name: round(float(value), 1) for name, value in zip(("median", "p95", "max"), values, strict=True)}


async def main() -> None:
    parser = command_parser(__doc__, RESULTS / "latency.json")
    parser.add_argument("--moves", type=int, default=200)
    parser.add_argument("--strokes", type=int, default=8)
    options = parser.parse_args()
    from playwright.async_api import async_playwright

    async with async_playwright() as playwright:
        report = await measure(options.moves, options.strokes, playwright)
    report.write(options.output)


if __name__ == "__main__":
    asyncio.run(main())
