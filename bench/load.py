"""A crowd that opens the page at the same moment and draws: how much of it does the server have to do?

    python bench/load.py                              # 100 people draw for ten seconds
    python bench/load.py --people 300 --seconds 60    # another crowd

Each person requests what a real visit requests, in the same order over six connections, and draws from the first moment
until some seconds after everything is there. Once the network's weights are there, the browser reads. It is compared
with a page whose network only the server runs: there, a person needs five readings a second. Among the crowd are pages
in Chromium, whose readings by the server are counted. The crowd shares the server's cores.
"""
from __future__ import annotations

import asyncio
import json
import multiprocessing
import time
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from urllib.parse import urlsplit

import numpy as np

from bench.common.browser import FLAGS, KEPT, find_browser, without_weights
from bench.common.copies import cpu_seconds, family
from bench.common.proxy import proxied
from bench.common.report import RESULTS, Report, Row, command_parser
from bench.common.server import API, OURS, pad_number, serving, wait_until_loaded

CONNECTIONS = 6  # of a browser to a server
RATE = 5  # readings a second that a person needs from the server
PACE = 0.15  # seconds, as in assets/scripts/pad/reader.js
PAGES = 4  # in Chromium
PATIENCE = 60  # seconds until an unanswered request counts as an error
LAYERS = "/networks/best.json"
READS, READS_LOCALLY = '#pad[data-pending="false"]', '#pad[data-reader="browser"]'
EIGHT = [(500 + 220 * np.sin(2 * angle) * (1.1 if angle > np.pi else 0.9), 500 - 330 * np.cos(angle))
         for angle in np.linspace(0, 2 * np.pi, 60)]


def strokes_after(points: int) -> list[list[int]]:
    """The first `points` points of an 8 as one stroke; after a whole 8 it starts again."""
    return [[round(number) for point in EIGHT[:2 + points % (len(EIGHT) - 1)] for number in point]]


class Connection:
    """A connection to a server, kept open between requests.

    HTTP is written by hand because the crowd shares its cores with the server: a client library would use more of them
    than the server does.
    """

    def __init__(self, url: str) -> None:
        self.place = urlsplit(url).netloc
        self.writer = None

    async def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, dict[str, str], bytes]:
        """Status, header fields and body of the answer."""
        if not self.writer:
            self.reader, self.writer = await asyncio.open_connection(*self.place.split(":"))
        head = [f"{method} {path} HTTP/1.1", f"Host: {self.place}", "Accept-Encoding: gzip, br",
                "Content-Type: application/json", f"Content-Length: {len(body)}",
                *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items())]
        self.writer.write("\r\n".join([*head, "", ""]).encode() + body)
        lines = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        fields = dict(line.lower().split(": ", 1) for line in lines[1:] if line)
        if fields.get("transfer-encoding") == "chunked":
            content = await self.chunks()
        else:
            content = await self.reader.readexactly(int(fields.get("content-length", 0)))
        return int(lines[0].split()[1]), fields, content

    async def chunks(self) -> bytes:
        parts = []
        while size := int(await self.reader.readuntil(b"\r\n"), 16):
            parts.append(await self.reader.readexactly(size))
            await self.reader.readexactly(2)
        await self.reader.readexactly(2)
        return b"".join(parts)

    def close(self) -> None:
        if self.writer:
            self.writer.close()
        self.writer = None


@dataclass
class Visit:
    """The paths that a visit requests, in this order: until the page reads where it will, and later."""

    first: list[str]
    later: list[str]
    is_local: bool  # whether the browser reads in the end


@dataclass
class Found:
    """What one person measured."""

    opened: float = 0.0  # seconds until the page reads where it will
    times: list[float] = field(default_factory=list)  # seconds of each reading by the server
    errors: int = 0


class Person:
    """Someone who opens the page and draws."""

    def __init__(self, url: str, visit: Visit, pad: int) -> None:
        self.url, self.visit, self.pad, self.found = url, visit, pad, Found()
        self.tags: dict[str, str] = {}  # of what the browser has, by path
        self.can_read, self.is_open, self.is_over = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def come(self, seconds: float) -> Found:
        """Open the page and draw until these seconds after it is open."""
        begin = time.perf_counter()
        drawing = asyncio.create_task(self.draw())
        await self.fetch(self.visit.first[:1])  # the document
        await self.fetch(self.visit.first[1:])
        self.found.opened = time.perf_counter() - begin
        self.is_open.set()
        await asyncio.gather(self.fetch(self.visit.later), asyncio.sleep(seconds))
        self.is_over.set()
        await drawing
        return self.found

    async def fetch(self, paths: list[str]) -> None:
        waiting = iter(paths)
        await asyncio.gather(*(self.fetch_each(waiting) for _ in range(min(len(paths), CONNECTIONS))))

    async def fetch_each(self, paths: Iterator[str]) -> None:
        connection = Connection(self.url)
        for path in paths:
            known = {"If_None_Match": self.tags[path]} if self.tags.get(path) else {}
            fields = await self.ask(connection, "GET", path, **known)
            self.tags[path] = fields.get("etag", "")
            if path == LAYERS:
                self.can_read.set()
        connection.close()

    async def ask(self, connection: Connection, *request, **headers: str) -> dict[str, str]:
        """The answer's header fields."""
        try:
            status, fields, answer = await asyncio.wait_for(connection.ask(*request, **headers), PATIENCE)
            self.found.errors += status >= 400 or b'"error"' in answer[:20]
            return fields
        except (OSError, EOFError, ValueError, TimeoutError):
            self.found.errors += 1
            connection.close()
            return {}

    async def draw(self) -> None:
        """Ask the server for readings, as the pad does."""
        await self.can_read.wait()
        connection = Connection(self.url)
        async for points in self.turns():
            body = json.dumps({"data": {"strokes": strokes_after(points), "layers": False, "network": None},
                               "component_id": self.pad, "fn_name": "read", "session_hash": "s"})
            sent = time.perf_counter()
            await self.ask(connection, "POST", f"{API}/component_server/", body.encode())
            self.found.times.append(time.perf_counter() - sent)
        connection.close()

    async def turns(self) -> AsyncIterator[int]:
        """How many points have been drawn whenever the server is asked."""
        end, asked = self.is_open if self.visit.is_local else self.is_over, 0
        while not end.is_set():
            begin = time.perf_counter()
            yield 2 * asked
            asked += 1
            pause = PACE * asked if self.visit.is_local else 1 / RATE - (time.perf_counter() - begin)
            with suppress(TimeoutError):
                await asyncio.wait_for(end.wait(), max(0, pause))


def crowd(url: str, people: int, seconds: float, visit: Visit) -> list[Found]:
    """What people who come at the same moment measured."""
    async def all_come() -> list[Found]:
        pad = pad_number(url)
        return await asyncio.gather(*(Person(url, visit, pad).come(seconds) for _ in range(people)))

    return asyncio.run(all_come())


# Pages in Chromium

@asynccontextmanager
async def opening(browser, url: str, is_local: bool) -> AsyncIterator:
    """Our page, as soon as its document comes, in a browser with an empty cache."""
    async with await browser.new_context() as context:
        page = await context.new_page()
        if not is_local:
            await page.route(f"**{LAYERS}", without_weights)
        await page.goto(url, wait_until="commit")
        yield page


async def record(browser, url: str, is_local: bool) -> Visit:
    with proxied(url) as proxy:
        async with opening(browser, proxy.url, is_local) as page:
            await page.wait_for_selector(READS_LOCALLY if is_local else READS, timeout=1000 * PATIENCE)
            first = len(proxy.requests)
            if is_local:
                await page.evaluate(KEPT)
            await page.wait_for_load_state("networkidle")
        paths = [request.path for request in proxy.requests]
    return Visit(paths[:first], paths[first:], is_local)


async def draw_in_chromium(browser, url: str, is_local: bool, seconds: float) -> int:
    """How many readings the server is asked for until these seconds after the page is open."""
    asked, end = [], None
    async with opening(browser, url, is_local) as page:
        page.on("request", lambda request: asked.append('"fn_name":"read"' in (request.post_data or "")))
        box = await page.locator("#pad canvas").bounding_box(timeout=1000 * PATIENCE)
        for turn in count():
            if turn % len(EIGHT) == 0:  # a new stroke, in case that the page was not ready for the one before
                await page.mouse.up()
                await page.mouse.move(box["x"] + EIGHT[0][0] / 1000 * box["width"], box["y"] + box["height"] / 2)
                await page.mouse.down()
            x, y = EIGHT[turn % len(EIGHT)]
            await page.mouse.move(box["x"] + x / 1000 * box["width"], box["y"] + y / 1000 * box["height"])
            await asyncio.sleep(0.03)
            if end is None and await page.locator(READS_LOCALLY if is_local else READS).count():
                end = time.monotonic() + seconds
            if end and time.monotonic() > end:
                return sum(asked)


async def measure(browser, server: int, url: str, people: int, seconds: float, is_local: bool) -> Row:
    visit = await record(browser, url, is_local)
    before = cpu_seconds(family(server))
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        found, *asked = await asyncio.gather(
            asyncio.get_running_loop().run_in_executor(pool, crowd, url, people, seconds, visit),
            *(draw_in_chromium(browser, url, is_local, seconds) for _ in range(PAGES)))
    spent = cpu_seconds(family(server)) - before
    opened, readings = [person.opened for person in found], [len(person.times) for person in found]
    times = 1000 * np.concatenate([person.times for person in found])
    return {"who reads": "the browser" if is_local else "the server", "people": people + PAGES,
            "page open after, s": round(float(np.median(opened)), 1), "last, s": round(max(opened), 1),
            "readings by the server": sum(readings) + sum(asked), "each": round(float(np.mean(readings)), 1),
            "at most": max(readings), "in Chromium at most": max(asked),
            "p95, ms": round(float(np.percentile(times, 95))), "errors": sum(person.errors for person in found),
            "server's processor for each, s": round(spent / (people + PAGES), 2)}


async def main() -> None:
    parser = command_parser(__doc__, RESULTS / "load.json")
    parser.add_argument("--people", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=10)
    options = parser.parse_args()
    from playwright.async_api import async_playwright

    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=find_browser(), args=FLAGS)
        report = Report(Chromium=browser.version)
        with serving(*OURS) as (server, url):
            wait_until_loaded(url)
            for is_local in (True, False):
                report.row(await measure(browser, server.pid, url, options.people, options.seconds, is_local))
        await browser.close()
    report.write(options.output)


if __name__ == "__main__":
    asyncio.run(main())
