"""Where the time of one move of the pen goes: page, network and server.

    python bench/profile.py                       # 200 moves in Chromium
    python bench/profile.py --phone --slower 4 --output phone.json    # a phone's window, and a processor 4 times slower

The page's parts are timed in Chromium. The server's parts are timed in this process, one after the other, with the
strokes of the same moves. "Wire" is the rest of a request: the browser's network stack and the server's routing.
"""
from __future__ import annotations

import json
import sys
import time

import numpy as np
import orjson

from bench.common.browser import FLAGS, find_browser
from bench.common.report import RESULTS, Report, command_parser
from bench.common.server import serving
from bench.latency import wait_until_loaded
from model.drawings.preprocessing import prepare
from model.networks.files import SAVED
from model.recognizer import Recognizer, load_least_energy
from page.parts.message import reading_message

DESKTOP = {"viewport": {"width": 1280, "height": 800}}
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 3, "is_mobile": True, "has_touch": True}

# Time stamps of each move: received by the page, sent to the server, answered, decoded, painted.
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
            ) -> tuple[list[dict[str, object]], str]:
    """Time stamps in ms and the strokes sent, of each move; and Chromium's version."""
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
        found = page.evaluate("window.moves"), browser.version
        browser.close()
    return found


def server_parts(recognizer: Recognizer, moves: list[dict[str, object]]) -> dict[str, list[float]]:
    """Seconds of each part of the server's work, for each move."""
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
    parser = command_parser(__doc__, RESULTS / "profile.json")
    parser.add_argument("--moves", type=int, default=200)
    parser.add_argument("--phone", action="store_true", help="use a phone's window of 390 x 844")
    parser.add_argument("--slower", type=float, default=1, metavar="TIMES", help="slow the page's processor down")
    parser.add_argument("--browser", default=find_browser())
    options = parser.parse_args()
    with serving(sys.executable, "app.py", "--port") as (_, url):
        window = PHONE if options.phone else DESKTOP
        moves, chromium = watched(url, options.moves, options.browser, window, options.slower)
    from model.networks.lite import load_lite

    best = SAVED / "best.keras"
    moves = [move for move in moves if len(move["sent"][0]) > 20]  # shorter strokes are little more than a dot
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
        "total": between("got", "painted"),
        "server's part of it": server_part,
    }
    report = Report(chromium=chromium)
    for name, seconds in rows.items():
        median, p95 = (round(1000 * float(value), 2) for value in np.percentile(seconds, [50, 95]))
        report.row({"milliseconds": name, "median": median, "p95": p95})
    report.write(options.output)


if __name__ == "__main__":
    main()
