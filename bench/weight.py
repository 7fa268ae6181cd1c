"""What the page adds to Gradio's own: bytes, the time to a first reading, and what it costs to open and to keep open.

    python bench/weight.py             # Chromium with an empty cache; prints a table
    python bench/weight.py --delay 80  # milliseconds more between browser and server

Gradio's own page, with a heading and nothing else, is loaded in the same run, and so is ours without asking for the
first screen's scripts in advance. Bytes are those on the wire, compressed as the server sends them; times are medians
of five loads. The server's processor is that of each of five more, once the page has been opened before: what a class
needs that comes at once. Of the page that nobody touches, the browser's part is given, of a core, for ten seconds.
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
from bench.common.server import serving

READS = "() => document.querySelector('#pad[data-pending=\"false\"]')"
HEADING = "() => document.querySelector('h1')"
IN_ADVANCE, NOTHING = re.compile(r'<link rel="modulepreload"[^>]*>'), re.compile("(?!)")
# What is waited for on a page, and what its document is loaded without.
OURS, PLAIN = {"ours": (READS, NOTHING)}, {"Gradio's own": (HEADING, NOTHING)}
TIMES, IDLE = 5, 10  # loads; seconds
SCREEN = {"width": 1280, "height": 800}


def serve_plain(port: int) -> None:
    """Gradio's own page."""
    import gradio as gr

    with gr.Blocks(analytics_enabled=False) as demo:
        gr.Markdown("# A page")
    demo.launch(server_port=port, quiet=True)


def bytes_of(browser, url: str, wait_for: str) -> Counter:
    """Bytes by part, until `wait_for` and then until nothing more comes."""
    page = browser.new_context(viewport=SCREEN).new_page()
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    addresses, weight = {}, Counter()
    network.on("Network.requestWillBeSent",
               lambda event: addresses.update({event["requestId"]: event["request"]["url"]}))
    network.on("Network.loadingFinished",
               lambda event: weight.update({part_of(addresses[event["requestId"]]): event["encodedDataLength"]}))
    page.goto(url)
    page.wait_for_function(wait_for, timeout=60_000)  # a slow page may rest before it asks for all
    page.wait_for_load_state("networkidle")
    page.context.close()
    return weight


def times_of(browser, url: str, wait_for: str, delay: float, without: re.Pattern) -> tuple[float, float]:
    """Milliseconds after the request until the first paint, and until `wait_for`; `without` this in the document."""
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
    """Seconds of the server's processor to open the page, once it has nothing else to do, such as to load networks."""
    before = cpu_seconds(family(server))
    while time.sleep(1) or (now := cpu_seconds(family(server))) > before + 0.05:
        before = now
    for _ in range(TIMES):
        bytes_of(browser, url, wait_for)
    return (cpu_seconds(family(server)) - before) / TIMES


def page_without(browser, url: str, without: re.Pattern):
    """A new page, which will find the document at `url` without that."""
    page = browser.new_context(viewport=SCREEN).new_page()
    page.route(url, lambda route: route.fulfill(response=(answer := route.fetch()),
                                                body=without.sub("", answer.text())))
    return page


def idle_of(browser, url: str, wait_for: str, without: re.Pattern, server: int) -> float:
    """Part of a core that the browser takes while nobody touches the page; `server`'s process is not of it."""
    page = page_without(browser, url, without)
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
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--browser", default=find_browser())
    parser.add_argument("--serve-plain", type=int, metavar="PORT", help=argparse.SUPPRESS)
    parser.add_argument("--delay", type=float, default=0, metavar="MS", help="more between browser and server")
    options = parser.parse_args()
    if options.serve_plain:
        return serve_plain(options.serve_plain)
    from playwright.sync_api import sync_playwright

    weights, times, opening, idle = {}, {}, {}, {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=options.browser, args=FLAGS)
        for page, arguments, kinds, untouched in [
                ("ours", ["app.py", "--port"], OURS | {"ours, scripts not in advance": (READS, IN_ADVANCE)}, OURS),
                ("Gradio", ["bench/weight.py", "--serve-plain"], PLAIN, PLAIN)]:
            with serving(sys.executable, *arguments) as (server, url):
                whole, (ready, _) = next(iter(kinds.items()))
                bytes_of(browser, url, ready)  # until all is loaded
                weights[page] = bytes_of(browser, url, ready)
                opening[whole] = opening_of(browser, url, ready, server.pid)
                times |= {kind: [] for kind in kinds}
                for kind in list(kinds) * TIMES:  # in turn, since the machine's speed changes
                    times[kind].append(times_of(browser, url, kinds[kind][0], options.delay, kinds[kind][1]))
                idle |= {kind: idle_of(browser, url, *found, server.pid) for kind, found in untouched.items()}
        browser.close()
    print_weights(weights["ours"], weights["Gradio"])
    print(f"\n{'ms after the request':36s} {'painted':>8s} {'answers':>8s}")
    for kind, pairs in times.items():
        shown, ready = (statistics.median(column) for column in zip(*pairs, strict=True))
        print(f"{kind:36s} {shown:8.0f} {ready:8.0f}")
    print("\nms of the server's processor to open it")
    for kind, seconds in opening.items():
        print(f"{kind:36s} {1000 * seconds:8.0f}")
    print("\nof a core, while nobody touches it")
    for kind, part in idle.items():
        print(f"{kind:36s} {part:8.1%}")


def print_weights(ours: Counter, plain: Counter) -> None:
    print(f"{'kB on the wire':36s} {'ours':>8s} {'Gradio':>8s} {'more':>8s}")
    for part in sorted(ours | plain):
        print(f"{part:36s} {ours[part] / 1000:8.1f} {plain[part] / 1000:8.1f} {(ours[part] - plain[part]) / 1000:8.1f}")
    own = sum(ours[part] - plain[part] for part in ours | plain if part != "Gradio's files")
    print(f"{'all but files of Gradio':36s} {'':8s} {'':8s} {own / 1000:8.1f}")


if __name__ == "__main__":
    main()
