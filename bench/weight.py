"""Weight of the page compared with an empty Gradio page: bytes, time to a reading, processor time to open and idle.

    python bench/weight.py             # Chromium with an empty cache
    python bench/weight.py --delay 80  # 80 ms more between browser and server

The Gradio page, which has only a heading, is loaded in the same run, and so is ours without preloading the first
screen's scripts. Bytes are those on the wire, compressed as the server sends them. Times are medians of five loads. The
server's processor time is the mean of five more loads, after the page has been opened before, as when a class arrives.
Idle is the browser's share of a core in ten seconds without input.
"""
from __future__ import annotations

import argparse
import os
import re
import statistics
import sys
import time
from collections import Counter

from bench.common.browser import FLAGS, find_browser
from bench.common.copies import cpu_seconds, family
from bench.common.report import RESULTS, Report, command_parser
from bench.common.server import serving

READS = "() => document.querySelector('#pad[data-pending=\"false\"]')"
HEADING = "() => document.querySelector('h1')"
PRELOADS, NOTHING = re.compile(r'<link rel="modulepreload"[^>]*>'), re.compile("(?!)")
# The condition that ends a load, and what is removed from the document.
OURS = {"ours": (READS, NOTHING), "ours, scripts not preloaded": (READS, PRELOADS)}
PLAIN = {"Gradio's own": (HEADING, NOTHING)}
LOADS, IDLE = 5, 10  # loads; seconds
SCREEN = {"width": 1280, "height": 800}


def serve_plain(port: int) -> None:
    """Serve an empty Gradio page on this port."""
    import gradio as gr

    with gr.Blocks(analytics_enabled=False) as demo:
        gr.Markdown("# A page")
    demo.launch(server_port=port, quiet=True)


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


def times_of(browser, url: str, wait_for: str, delay: float, without: re.Pattern) -> tuple[float, float]:
    """Milliseconds from the request to the first paint and to `wait_for`, with `without` removed from the document."""
    page = page_without(browser, url, without)
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", {
        "offline": False, "latency": delay, "downloadThroughput": -1, "uploadThroughput": -1})
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


def page_without(browser, url: str, without: re.Pattern):
    """A new page, for which `without` is removed from the document at `url`."""
    page = browser.new_context(viewport=SCREEN).new_page()
    page.route(url, lambda route: route.fulfill(response=(answer := route.fetch()),
                                                body=without.sub("", answer.text())))
    return page


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
    parser.add_argument("--browser", default=find_browser())
    parser.add_argument("--serve-plain", type=int, metavar="PORT", help=argparse.SUPPRESS)
    parser.add_argument("--delay", type=float, default=0, metavar="MS", help="added between browser and server")
    options = parser.parse_args()
    if options.serve_plain:
        return serve_plain(options.serve_plain)
    from playwright.sync_api import sync_playwright

    weights, times, opening, idle = {}, {}, {}, {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=options.browser, args=FLAGS)
        report = Report(chromium=browser.version)
        for arguments, kinds in [(["app.py", "--port"], OURS), (["bench/weight.py", "--serve-plain"], PLAIN)]:
            with serving(sys.executable, *arguments) as (server, url):
                page, (ready, _) = next(iter(kinds.items()))
                bytes_of(browser, url, ready)  # until all is loaded
                weights[page] = bytes_of(browser, url, ready)
                opening[page] = opening_of(browser, url, ready, server.pid)
                times |= {kind: [] for kind in kinds}
                for kind in list(kinds) * LOADS:  # in turn, since the machine's speed changes
                    times[kind].append(times_of(browser, url, kinds[kind][0], options.delay, kinds[kind][1]))
                idle[page] = idle_of(browser, url, ready, server.pid)
        browser.close()
    ours, plain = weights.values()
    for part in sorted(ours | plain):
        report.row({"kB on the wire": part, **{name: round(count / 1000, 1) for name, count in {
            "ours": ours[part], "Gradio's own": plain[part], "more": ours[part] - plain[part]}.items()}})
    for page, pairs in times.items():
        shown, ready = (round(statistics.median(column)) for column in zip(*pairs, strict=True))
        report.row({"page": page, "painted, ms": shown, "answers, ms": ready,
                    "server's processor to open it, ms": round(1000 * opening[page]) if page in opening else None,
                    "of a core while idle, %": round(100 * idle[page], 1) if page in idle else None})
    own = sum(ours[part] - plain[part] for part in ours | plain if part != "Gradio's files")
    report.note(f"{own / 1000:.1f} kB more than Gradio's own page, without Gradio's files.")
    report.write(options.output)


if __name__ == "__main__":
    main()
