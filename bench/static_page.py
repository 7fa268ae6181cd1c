"""The page in one HTML file: time from opening it to the first answer, compared with the page of a server.

    python bench/static_page.py        # ten openings each, in Chromium with an empty cache

Both have the same drawing in their address, a 7. The file is opened from a disk without a network, the server is on
this machine.
"""
from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from bench.common.browser import FLAGS, find_browser
from bench.common.report import RESULTS, Report, command_parser
from bench.common.server import OURS, SEVEN, serving
from model.exports.page import page
from model.recognizer import Recognizer

OPENINGS = 10
SCREEN = {"width": 1280, "height": 800}
# The page's own time at which an element is there.
TIME_OF = "(element) => document.querySelector(element) && performance.now()"
ANSWER, BROWSER_READS = '#answer[data-digit="7"]', '#pad[data-reader="browser"]'
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def shared(strokes: list[list[int]]) -> str:
    """The part of an address that holds a drawing; `encoded` in link.js."""
    return "#s=" + ".".join("".join(LETTERS[n // 64] + LETTERS[n % 64] for n in stroke) for stroke in strokes)


def opening(browser, url: str, offline: bool) -> tuple[float, float, float]:
    """Milliseconds from the request to the first paint, to the first answer, and until the browser reads."""
    context = browser.new_context(viewport=SCREEN, offline=offline)
    tab = context.new_page()
    tab.goto(url + shared(SEVEN["strokes"]), wait_until="commit")
    answered, reads = (tab.wait_for_function(TIME_OF, arg=element).json_value() for element in (ANSWER, BROWSER_READS))
    painted = tab.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    context.close()
    return painted, answered, reads


def main() -> None:
    options = command_parser(__doc__, RESULTS / "static_page.json").parse_args()
    from playwright.sync_api import sync_playwright

    recognizer = Recognizer.load_chain()
    with TemporaryDirectory() as folder, serving(*OURS) as (_, server), sync_playwright() as playwright:
        file = Path(folder) / "digits.html"
        file.write_text(page(recognizer.network, recognizer.least_energy), encoding="utf-8")
        browser = playwright.chromium.launch(executable_path=find_browser(), args=FLAGS)
        report = Report(Chromium=browser.version)
        for name, url, offline in (("file", file.as_uri(), True), ("server on this machine", server, False)):
            opening(browser, url, offline)  # fills the disk's cache
            times = np.array([opening(browser, url, offline) for _ in range(OPENINGS)])
            for what, column in zip(("painted", "first answer", "the browser reads"), times.T, strict=True):
                report.row({"page": name, "milliseconds until": what, "n": OPENINGS,
                            "median": round(float(np.median(column))), "worst": round(float(column.max()))})
        browser.close()
        report.note(f"The file has {file.stat().st_size / 1e6:.1f} MB.")
    report.write(options.output)


if __name__ == "__main__":
    main()
