"""What the page adds to Gradio's own: bytes sent for its parts, and how soon a first reading is in sight.

    python bench/weight.py             # Chromium with an empty cache; prints a table

Gradio's own page, with a heading and nothing else, is loaded in the same run. Bytes are those on the wire,
compressed as the server sends them.
"""
from __future__ import annotations

import argparse
import shutil
import sys
from collections import Counter
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from bench.latency import FLAGS, free_port, start

READS = "() => document.querySelector('#pad[data-pending=\"false\"]')"


def serve_plain(port: int) -> None:
    """Gradio's own page."""
    import gradio as gr

    with gr.Blocks(analytics_enabled=False) as demo:
        gr.Markdown("# A page")
    demo.launch(server_port=port, quiet=True)


def load(browser, url: str, wait_for: str) -> tuple[Counter, float, float]:
    """Bytes by part, and the milliseconds after the request until the page was there, and until `wait_for`."""
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    addresses, weight = {}, Counter()
    network.on("Network.requestWillBeSent",
               lambda event: addresses.update({event["requestId"]: event["request"]["url"]}))
    network.on("Network.loadingFinished",
               lambda event: weight.update({part_of(addresses[event["requestId"]]): event["encodedDataLength"]}))
    page.goto(url, wait_until="commit")
    page.wait_for_function(wait_for, timeout=60_000)
    shown = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? performance.now()")
    ready = page.evaluate("performance.now()")
    page.wait_for_load_state("networkidle")
    page.context.close()
    return weight, shown, ready


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
    parser.add_argument("--browser", default=shutil.which("chromium") or shutil.which("google-chrome"))
    parser.add_argument("--serve-plain", type=int, metavar="PORT", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve_plain:
        return serve_plain(options.serve_plain)
    from playwright.sync_api import sync_playwright

    found = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=options.browser, args=FLAGS)
        for name, arguments, wait_for in [
                ("ours", ["app.py", "--port"], READS),
                ("Gradio's own", ["bench/weight.py", "--serve-plain"], "() => document.querySelector('h1')")]:
            port = free_port()
            server, url = start([*arguments, str(port)], port)
            try:
                load(browser, url, wait_for)  # until all is loaded
                found[name] = load(browser, url, wait_for)
            finally:
                server.terminate()
                server.wait()
        browser.close()
    (ours, shown, ready), (plain, _, plain_ready) = found["ours"], found["Gradio's own"]
    print(f"{'kB on the wire':36s} {'ours':>8s} {'Gradio':>8s} {'more':>8s}")
    for part in sorted(ours | plain):
        print(f"{part:36s} {ours[part] / 1000:8.1f} {plain[part] / 1000:8.1f} {(ours[part] - plain[part]) / 1000:8.1f}")
    own = sum(ours[part] - plain[part] for part in ours | plain if part != "Gradio's files")
    print(f"{'all but files of Gradio':36s} {'':8s} {'':8s} {own / 1000:8.1f}")
    print(f"\nours: first paint after {shown:.0f} ms, a reading after {ready:.0f} ms; Gradio's own page after "
          f"{plain_ready:.0f} ms")


if __name__ == "__main__":
    main()
