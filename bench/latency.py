"""Latency from a move of the pen to the repainted bars, image and maps in Chromium, compared with the obvious build.

    python bench/latency.py            # 240 moves on our pad, 8 strokes on the obvious build

The obvious build is `gr.Sketchpad` -> `model.predict` -> `gr.Label` and `gr.Gallery`, with the same network. It answers
when a stroke ends, so its time runs from the release of the mouse button to the changed gallery.
"""
from __future__ import annotations

from functools import partial

import numpy as np

from bench.common.browser import FLAGS, find_browser
from bench.common.report import RESULTS, Report, command_parser
from bench.common.server import OBVIOUS, OURS, serving, wait_until_loaded

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


def time_ours(browser, url: str, moves: int, tab: str = "Draw") -> list[list[float]]:
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    wait_until_loaded(url)
    page.goto(url)
    page.wait_for_selector('#pad[data-pending="false"]', timeout=120_000)
    if tab == "Layers":
        page.get_by_role("tab", name=tab).click()
        page.wait_for_selector("#layers [data-layer]")
    page.evaluate(WATCH_OURS)
    box = page.locator("#pad canvas").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] * 0.5)
    page.mouse.down()
    for move in range(moves):
        angle = move / 12
        page.mouse.move(box["x"] + box["width"] * (0.5 + 0.25 * np.sin(2 * angle)),
                        box["y"] + box["height"] * (0.5 + 0.35 * np.sin(angle)))
        page.wait_for_function("(count) => window.times.length >= count", arg=move + 1)
    page.mouse.up()
    return page.evaluate("window.times")


def time_obvious(browser, url: str, strokes: int) -> list[float]:
    page = browser.new_page(viewport={"width": 1280, "height": 1600})
    page.goto(url)
    page.wait_for_selector("#sketch canvas", timeout=120_000)
    page.click("#sketch [aria-label='Brush'], #sketch [title*='rush'], #sketch button:has-text('Brush')")
    page.evaluate(WATCH_OBVIOUS)
    box = page.locator("#sketch canvas").last.bounding_box()
    for stroke in range(strokes):
        x = box["x"] + box["width"] * (0.4 + 0.02 * stroke)
        page.mouse.move(x, box["y"] + box["height"] * 0.3)
        page.mouse.down()
        page.mouse.move(x, box["y"] + box["height"] * 0.6, steps=15)
        page.mouse.up()
        page.wait_for_function("(count) => window.times.length >= count", arg=stroke + 1, timeout=20_000)
    return page.evaluate("window.times")


def main() -> None:
    parser = command_parser(__doc__, RESULTS / "latency.json")
    parser.add_argument("--moves", type=int, default=240)
    parser.add_argument("--strokes", type=int, default=8)
    options = parser.parse_args()
    from playwright.sync_api import sync_playwright

    builds = [(["our pad: move -> bars, image, maps repainted", "our pad: input -> frame on the screen"],
               time_ours, options.moves, OURS),
              (["our pad, all layers open: move -> repainted", "our pad, all layers open: input -> frame"],
               partial(time_ours, tab="Layers"), options.moves, OURS),
              (["obvious build: stroke end -> gallery changed"], time_obvious, options.strokes, OBVIOUS)]
    medians = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=FLAGS)
        report = Report(Chromium=browser.version)
        for names, measure, count, arguments in builds:
            with serving(*arguments) as (_, url):
                times = measure(browser, url, count)
            for label, column in zip(names, np.reshape(times, (len(times), -1)).T, strict=True):
                median, p95, most = (round(float(value), 1) for value in np.percentile(column, [50, 95, 100]))
                report.row({"milliseconds": label, "n": len(column), "median": median, "p95": p95, "max": most})
            medians.append(np.median(column))
    report.note(f"At the median, ours is {medians[-1] / medians[0]:.0f} times as fast from input to screen; with all "
                f"layers open it takes {medians[1] / medians[0]:.1f} times as long as without.")
    report.write(options.output)


if __name__ == "__main__":
    main()
