"""Weight of the page compared with an empty Gradio page: bytes, time to a reading, processor time to open and idle.

    python bench/weight.py             # Chromium with an empty cache

The Gradio page, which has only a heading, is loaded in the same run. Bytes are those on the wire, compressed as the
server sends them. Times are medians of five loads. The server's processor time is the mean of five more loads, after
the page has been opened before, as when a class arrives. Idle is the browser's share of a core in ten seconds without
input.
"""
from __future__ import annotations

import os
import time
from collections import Counter

import numpy as np

from bench.common.browser import FLAGS, find_browser
from bench.common.copies import cpu_seconds, family
from bench.common.report import RESULTS, Report, command_parser
from bench.common.server import EMPTY, OURS, serving

# What is served, and the condition that ends a load.
PAGES = {"ours": (OURS, "() => document.querySelector('#pad[data-pending=\"false\"]')"),
         "Gradio's own": (EMPTY, "() => document.querySelector('h1')")}
LOADS, IDLE = 5, 10  # loads; seconds
SCREEN = {"width": 1280, "height": 800}


def bytes_of(browser, url: str, wait_for: str) -> Counter:
    """Bytes by part, until `wait_for` holds and the network is idle."""
    page = browser.new_context(viewport=SCREEN).new_page()
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    addresses, weight = {}, Counter()
    network.on("Network.requestWillBeSent",
               lambda event: addresses.update({event["requestId"]: event["request"]["url"]}))
    network.on("Network.loadingFinished",
               lambda event: weight.update({part_of(addresses[event["requestId"]]): event["encodedDataLength"]}))
    page.goto(url)
    page.wait_for_function(wait_for, timeout=60_000)  # a slow page may pause before it requests everything
    page.wait_for_load_state("networkidle")
    page.context.close()
    return weight


def times_of(browser, url: str, wait_for: str) -> tuple[float, float]:
    """Milliseconds from the request to the first paint and to `wait_for`."""
    page = browser.new_context(viewport=SCREEN).new_page()
    page.goto(url, wait_until="commit")
    page.wait_for_function(wait_for, timeout=60_000)
    shown = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? performance.now()")
    ready = page.evaluate("performance.now()")
    page.context.close()
    return shown, ready


def opening_of(browser, url: str, wait_for: str, server: int) -> float:
    """Seconds of the server's processor to open the page, once the server has finished loading networks."""
    before = cpu_seconds(family(server))
    while time.sleep(1) or (now := cpu_seconds(family(server))) > before + 0.05:
        before = now
    for _ in range(LOADS):
        bytes_of(browser, url, wait_for)
    return (cpu_seconds(family(server)) - before) / LOADS


def idle_of(browser, url: str, wait_for: str, server: int) -> float:
    """The browser's share of a core while nobody touches the page; the process `server` is left out."""
    page = browser.new_context(viewport=SCREEN).new_page()
    page.goto(url)
    page.wait_for_function(wait_for, timeout=60_000)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(3000)

    def spent() -> float:
        return cpu_seconds(set(family(os.getpid())) - set(family(server)) - {os.getpid()})

    before = spent()
    page.wait_for_timeout(1000 * IDLE)
    after = spent()
    page.context.close()
    return (after - before) / IDLE


def part_of(address: str) -> str:
    if "/scripts/" in address:
        return "our scripts"
    if "component_server" in address:
        return "our first messages"
    if address.split("?")[0].endswith("/") or "/config" in address:
        return "document with styles and templates"
    return "Gradio's files"


def main() -> None:
    parser = command_parser(__doc__, RESULTS / "weight.json")
    options = parser.parse_args()
    from playwright.sync_api import sync_playwright

    weights, rows = {}, []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=FLAGS)
        report = Report(Chromium=browser.version)
        for name, (arguments, ready) in PAGES.items():
            with serving(*arguments) as (server, url):
                bytes_of(browser, url, ready)  # until all is loaded
                weights[name] = bytes_of(browser, url, ready)
                opening = opening_of(browser, url, ready, server.pid)
                shown, answers = np.median([times_of(browser, url, ready) for _ in range(LOADS)], axis=0)
                idle = idle_of(browser, url, ready, server.pid)
                rows.append({"page": name, "painted, ms": round(shown), "answers, ms": round(answers),
                             "server's processor to open it, ms": round(1000 * opening),
                             "of a core while idle, %": round(100 * idle, 1)})
        browser.close()
    ours, plain = weights.values()
    for part in sorted(ours | plain):
        report.row({"kB on the wire": part, **{name: round(count / 1000, 1) for name, count in {
            "ours": ours[part], "Gradio's own": plain[part], "more": ours[part] - plain[part]}.items()}})
    for row in rows:
        report.row(row)
    own = sum(ours[part] - plain[part] for part in ours | plain if part != "Gradio's files")
    report.note(f"{own / 1000:.1f} kB more than Gradio's own page, without Gradio's files.")
    report.write(options.output)


if __name__ == "__main__":
    main()
