"""Where the time of one move of the pen goes: in the page, on the wire, in the server.

    python bench/profile.py                       # 200 moves in Chromium; medians and 95th percentiles
    python bench/profile.py --phone --slower 4    # in a phone's window, the page's processor slowed down so many times

The page's parts are timed in Chromium; the server's in this process, with the strokes of the same moves, one after
the other. The wire is what is left of a question: the browser's network, the server's routes, and the way back.
"""
from __future__ import annotations

import argparse
import json
import os
import sys
import time

import numpy as np
import orjson

from bench.common.browser import FLAGS, find_browser
from bench.common.server import serving
from bench.latency import wait_until_loaded
from model.drawings.preprocessing import prepare
from model.networks.files import SAVED
from model.recognizer import Recognizer, load_least_energy
from page.parts.message import reading_message

DESKTOP = {"viewport": {"width": 1280, "height": 800}}
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 3, "is_mobile": True, "has_touch": True}

# Each move's moments: the page gets it, asks the server, has an answer, has it as an object, has painted.
WATCH = """() => {
  const pad = document.querySelector("#pad");
  window.moves = [];
  let move = null;
  pad.querySelector("canvas").addEventListener("pointermove", () => { move ??= { got: performance.now() }; }, true);
  const ask = window.fetch;
  window.fetch = async (address, options) => {
    const isOurs = move && !move.asked && String(address).includes("component_server");
    if (!isOurs) return ask(address, options);
    const mine = move;
    mine.sent = JSON.parse(options.body).data.strokes;
    mine.asked = performance.now();
    const answer = await ask(address, options);
    mine.answered = performance.now();
    const json = answer.json.bind(answer);
    answer.json = async () => { const object = await json(); mine.decoded = performance.now(); return object; };
    return answer;
  };
  new MutationObserver(() => {
    if (pad.dataset.pending !== "false" || !move?.decoded) return;
    window.moves.push({ ...move, painted: performance.now() });
    move = null;
  }).observe(pad, { attributes: true, attributeFilter: ["data-pending"] });
}"""


def watched(url: str, count: int, browser_path: str, window: dict[str, object], slower: float
            ) -> list[dict[str, object]]:
    """The moments of each move, and the strokes it sent."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=FLAGS)
        page = browser.new_page(**window)
        wait_until_loaded(url)
        page.goto(url)
        page.wait_for_selector('#pad[data-pending="false"]', timeout=120_000)
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slower})
        page.evaluate(WATCH)
        box = page.locator("#pad canvas").bounding_box()
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.mouse.down()
        for move in range(count):
            angle = move / 12
            page.mouse.move(box["x"] + box["width"] * (0.5 + 0.25 * np.sin(2 * angle)),
                            box["y"] + box["height"] * (0.5 + 0.35 * np.sin(angle)))
            page.wait_for_function("(count) => window.moves.length >= count", arg=move + 1)
        found = page.evaluate("window.moves")
        browser.close()
    return found


def server_parts(recognizer: Recognizer, moves: list[dict[str, object]]) -> dict[str, list[float]]:
    """Seconds of each part of the server's work, for the strokes of each move."""
    parts = {name: [] for name in ("parse", "preprocess", "network", "encode")}
    lite = recognizer._of_one
    first = lite.first_layer
    for move in moves:
        body = json.dumps({"strokes": move["sent"], "network": None}).encode()
        clock = [time.perf_counter()]
        drawing = json.loads(body)
        clock.append(time.perf_counter())
        image = prepare(drawing).image
        clock.append(time.perf_counter())
        lite.forward(image[None], [first.shown])
        clock.append(time.perf_counter())
        reading = recognizer.read(drawing, [first.shown])
        clock.append(time.perf_counter())
        orjson.dumps(reading_message(reading, first))
        ends = [*np.diff(clock[:4]), time.perf_counter() - clock[4]]
        for name, seconds in zip(parts, ends, strict=True):
            parts[name].append(seconds)
    return parts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--moves", type=int, default=200)
    parser.add_argument("--phone", action="store_true", help="in a phone's window of 390 x 844")
    parser.add_argument("--slower", type=float, default=1, metavar="TIMES", help="slow the page's processor down")
    parser.add_argument("--browser", default=find_browser())
    options = parser.parse_args()
    with serving(sys.executable, "app.py", "--port") as (_, url):
        moves = watched(url, options.moves, options.browser, PHONE if options.phone else DESKTOP, options.slower)
    from model.networks.lite import load_lite

    best = SAVED / "best.keras"
    moves = [move for move in moves if len(move["sent"][0]) > 20]  # before, it is a dot
    recognizer = Recognizer(None, load_least_energy(best), load_lite(best))
    parts = server_parts(recognizer, moves)
    server_part = np.sum(list(parts.values()), axis=0)

    def between(start: str, end: str) -> np.ndarray:
        return np.array([move[end] - move[start] for move in moves]) / 1000

    rows = {
        "browser: move -> request": between("got", "asked"),
        "wire: there, Gradio, and back": between("asked", "answered") - server_part,
        **{f"server: {name}": np.array(seconds) for name, seconds in parts.items()},
        "browser: decode": between("answered", "decoded"),
        "browser: paint bars, image, maps": between("decoded", "painted"),
        "all": between("got", "painted"),
        "of it the server": server_part,
    }
    print(f"{os.cpu_count()} cores shared by browser and server, {len(moves)} moves\n")
    print(f"{'milliseconds':36s} {'median':>8s} {'p95':>8s}")
    for name, seconds in rows.items():
        print(f"{name:36s} {1000 * np.median(seconds):8.2f} {1000 * np.percentile(seconds, 95):8.2f}")


if __name__ == "__main__":
    main()
