"""Weight of the page compared with an empty Gradio page: bytes, times on two connections, processor time.

    python bench/weight.py                      # Chromium with an empty cache
    python bench/weight.py --before 237b0a1     # compared with the page of a commit, too

The Gradio page, which has only a heading, is loaded in the same run. Bytes are those on the wire, compressed as the
server sends them. Times are medians of three loads through a proxy that is as slow as the connection. The first answer
is that to a drawing in the page's address. The server's processor time is the mean of five loads, after the page has
been opened before, as when a class arrives. Idle is the browser's share of a core in ten seconds without input.
"""
from __future__ import annotations

import io
import os
import re
import subprocess
import tarfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from bench.common.browser import FLAGS, KEPT, find_browser
from bench.common.copies import cpu_seconds, family
from bench.common.proxy import proxied
from bench.common.report import RESULTS, Report, Row, command_parser
from bench.common.server import EMPTY, OURS, PROJECT, serving

LINES = {"10 Mbit/s, 40 ms": {"bits": 10e6, "round_trip": 0.04},
         "1.6 Mbit/s, 300 ms": {"bits": 1.6e6, "round_trip": 0.3}}  # a second; seconds
LOADS, OPENINGS, IDLE = 3, 5, 10  # loads; loads; seconds
SCREEN = {"width": 1280, "height": 800}
SEVEN = "#s=EsDIK8DIHCMg"  # a drawing, in the page's address
ANSWERED = """() => document.querySelector('#answer[data-state="digit"]') && performance.now()"""
READS = """() => document.querySelector('#pad[data-reader="browser"]') && performance.now()"""
SHOWN = "() => document.querySelector('h1') && performance.now()"
# What is on the wire, by the beginning of its path; all else is Gradio's.
PARTS = {r"/$": "document with styles and templates", r"/version-\w+/vendor": "TensorFlow.js",
         r"/version-\w+/": "our scripts", r"/networks/.*bin": "weights", r"/networks/": "layers"}
GRADIO, KEEPING = "Gradio's files", "afterwards, to start without a connection"


@dataclass
class Page:
    """A page to load.

    Args:
        arguments: what Python serves.
        times: JavaScript functions that return the time of an event in milliseconds once it has happened.
        is_kept: whether the page keeps a copy afterwards, to start without a server.
    """

    arguments: tuple[str, ...]
    times: tuple[str, ...]
    is_kept: bool


PAGES = {"ours": Page(OURS, (ANSWERED, READS), True), "Gradio's own": Page(EMPTY, (SHOWN,), False)}


@contextmanager
def opened(browser, url: str) -> Iterator:
    """A page in a browser with an empty cache, as soon as its document comes."""
    with browser.new_context(viewport=SCREEN) as context:
        page = context.new_page()
        page.goto(url, wait_until="commit")
        yield page


def settle(page, what: Page) -> None:
    """Return when all has been loaded."""
    page.wait_for_function(what.times[-1], timeout=60_000)
    if what.is_kept:
        page.evaluate(KEPT)
    page.wait_for_load_state("networkidle")


def load(browser, url: str, what: Page) -> None:
    with opened(browser, url) as page:
        settle(page, what)


def bytes_of(browser, url: str, what: Page) -> Counter[str]:
    """Bytes by part."""
    weight = Counter()
    with proxied(url) as proxy:
        with opened(browser, proxy.url) as page:
            page.wait_for_function(what.times[-1], timeout=60_000)
            before = len(proxy.requests)
            settle(page, what)
        for number, request in enumerate(proxy.requests):
            weight[part_of(request.path) if number < before else KEEPING] += request.received
    return weight


def part_of(path: str) -> str:
    return next((part for pattern, part in PARTS.items() if re.match(pattern, path)), GRADIO)


def times_of(browser, url: str, times: tuple[str, ...]) -> list[float]:
    """Milliseconds from the request to the first paint, and to each event."""
    with opened(browser, url) as page:
        found = [page.wait_for_function(event, timeout=60_000).json_value() for event in times]
        return [page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime"), *found]


def times_rows(browser, name: str, url: str, times: tuple[str, ...]) -> Iterator[Row]:
    """A row for each connection."""
    for connection, line in LINES.items():
        with proxied(url, **line) as proxy:
            found = np.median([times_of(browser, proxy.url + SEVEN, times) for _ in range(LOADS)], axis=0)
        painted, answered, *read = found
        yield {"page": name, "connection": connection, "painted, ms": round(painted),
               "first answer, ms": round(answered),
               "then the browser reads after, s": round((read[0] - answered) / 1000, 2) if read else None}


def opening_of(browser, url: str, what: Page, server: int) -> float:
    """Seconds of the server's processor to open the page, once the server has finished loading networks."""
    before = cpu_seconds(family(server))
    while time.sleep(1) or (now := cpu_seconds(family(server))) > before + 0.05:
        before = now
    for _ in range(OPENINGS):
        load(browser, url, what)
    return (cpu_seconds(family(server)) - before) / OPENINGS


def idle_of(browser, url: str, what: Page, server: int) -> float:
    """The browser's share of a core while nobody touches the page; the process `server` is left out."""
    def spent() -> float:
        return cpu_seconds(set(family(os.getpid())) - set(family(server)) - {os.getpid()})

    with opened(browser, url) as page:
        settle(page, what)
        page.wait_for_timeout(3000)
        before = spent()
        page.wait_for_timeout(1000 * IDLE)
        return (spent() - before) / IDLE


def copy_of(commit: str, folder: Path) -> None:
    """Write the project's files of a commit."""
    archive = subprocess.run(["git", "archive", commit], cwd=PROJECT, check=True, capture_output=True).stdout
    with tarfile.open(fileobj=io.BytesIO(archive)) as files:
        files.extractall(folder, filter="data")


def measure(browser, before: str | None, folder: Path) -> Report:
    report, weights, processor = Report(Chromium=browser.version), {}, []
    for name, what in PAGES.items():
        with serving(*what.arguments) as (server, url):
            load(browser, url, what)  # the server compresses files when they are first requested
            for row in times_rows(browser, name, url, what.times):
                report.row(row)
            weights[name] = bytes_of(browser, url, what)
            opening, idle = opening_of(browser, url, what, server.pid), idle_of(browser, url, what, server.pid)
            processor.append({"page": name, "server's processor to open it, ms": round(1000 * opening),
                              "of a core while idle, %": round(100 * idle, 1)})
    if before:
        copy_of(before, folder)
        with serving(*OURS, folder=folder) as (_, url):
            times_of(browser, url + SEVEN, (ANSWERED,))
            for row in times_rows(browser, f"ours in {before}", url, (ANSWERED,)):
                report.row(row)
    ours, plain = weights.values()
    for part in sorted(ours | plain):
        report.row({"kB on the wire": part, **{name: round(count / 1000, 1) for name, count in {
            "ours": ours[part], "Gradio's own": plain[part], "more": ours[part] - plain[part]}.items()}})
    for row in processor:
        report.row(row)
    own = sum(ours[part] - plain[part] for part in ours | plain if part not in (GRADIO, KEEPING))
    report.note(f"{own / 1000:.0f} kB more than Gradio's own page until the browser reads, without Gradio's files.")
    return report


def main() -> None:
    parser = command_parser(__doc__, RESULTS / "weight.json")
    parser.add_argument("--before", metavar="COMMIT", help="the commit of an earlier version to compare with")
    options = parser.parse_args()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright, TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=FLAGS)
        report = measure(browser, options.before, Path(folder))
        browser.close()
    report.write(options.output)


if __name__ == "__main__":
    main()
