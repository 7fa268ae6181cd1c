"""Many people drawing at once: how soon each is answered, how often, and whether all are served alike.

    python bench/load.py                              # 30 and 100 people on our page, twice, 30 on the obvious build
    python bench/load.py --people 300 --seconds 60    # another crowd
    python bench/load.py --url https://….hf.space     # a deployed page, with at most 30 people for 30 seconds

Each person has one connection and sends what a browser sends: the strokes so far, five times a second, never two
requests at the same time. A reading's time runs from the request to the last byte of the answer. The crowd is a process
of its own on the server's cores; the obvious build is `model.predict` behind a Gradio event.
"""
from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import os
import ssl
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import nullcontext
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np

from bench.common.server import serving
from bench.latency import pad_number, wait_until_loaded

RATE = 5  # readings a second, of one person
WARMING = 2.0  # seconds at the start that are not counted
ELSEWHERE = {"people": 30, "seconds": 30}  # what is sent at most to a server that is not this machine
PATIENCE = 30  # seconds until an unanswered request counts as an error
EIGHT = [(500 + 220 * np.sin(2 * angle) * (1.1 if angle > np.pi else 0.9), 500 - 330 * np.cos(angle))
         for angle in np.linspace(0, 2 * np.pi, 60)]


def strokes_after(points: int) -> list[list[int]]:
    """One stroke of the first so many points of an 8, and again from the start when it is whole."""
    return [[round(number) for point in EIGHT[:2 + points % (len(EIGHT) - 1)] for number in point]]


class Connection:
    """One visitor's connection to a server, kept open from request to request.

    HTTP is written out, since the crowd shares its cores with the server: a client library would take
    more of them than the server does.
    """

    def __init__(self, url: str, name: str) -> None:
        self.place, self.name = urlsplit(url), name  # of the visitor; where there are several copies, it leads to one
        self.writer = None

    async def open(self) -> None:
        safe = ssl.create_default_context() if self.place.scheme == "https" else None
        port = self.place.port or (443 if safe else 80)
        self.reader, self.writer = await asyncio.open_connection(self.place.hostname, port, ssl=safe)

    async def ask(self, method: str, path: str, body: bytes = b"") -> tuple[int, bytes]:
        """Status and body of the answer."""
        if not self.writer:
            await self.open()
        head = [f"{method} {self.place.path.rstrip('/')}{path} HTTP/1.1", f"Host: {self.place.netloc}",
                f"Cookie: visitor={self.name}", "Content-Type: application/json", f"Content-Length: {len(body)}"]
        self.writer.write("\r\n".join([*head, "", ""]).encode() + body)
        lines = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        status = int(lines[0].split()[1])
        fields = dict(line.lower().split(": ", 1) for line in lines[1:] if line)
        if fields.get("transfer-encoding") == "chunked":
            return status, await self.chunks()
        return status, await self.reader.readexactly(int(fields.get("content-length", 0)))

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


async def read_on_pad(connection: Connection, pad: int, strokes: list[list[int]]) -> bool:
    """One reading over the pad's server function; whether it was answered."""
    body = json.dumps({"data": {"strokes": strokes, "layers": False, "atlas": False, "network": None},
                       "component_id": pad, "fn_name": "read", "session_hash": connection.name})
    status, answer = await connection.ask("POST", "/gradio_api/component_server/", body.encode())
    return status == 200 and answer.startswith(b'{"state":"')  # a crowd that decoded all would outweigh the server


async def read_by_event(connection: Connection, pad: int, strokes: list[list[int]]) -> bool:
    """One reading over a Gradio event and its queue; whether it was answered."""
    body = json.dumps({"data": [{"strokes": strokes}]}).encode()
    status, answer = await connection.ask("POST", "/gradio_api/call/predict", body)
    if status != 200:
        return False
    status, answer = await connection.ask("GET", f"/gradio_api/call/predict/{json.loads(answer)['event_id']}")
    return status == 200 and b"event: complete" in answer


REQUEST, EVENT = "request", "event"
WAYS = {REQUEST: read_on_pad, EVENT: read_by_event}


async def draw(connection: Connection, read, pad: int, starts: float, ends: float) -> dict[str, list[float] | int]:
    """One person: seconds of each reading after the warming, and how many failed."""
    times, errors = [], 0
    due, points = starts, 0
    while (now := time.perf_counter()) < ends:
        if now < due:
            await asyncio.sleep(due - now)
        sent = time.perf_counter()
        try:
            is_answered = await asyncio.wait_for(read(connection, pad, strokes_after(points)), PATIENCE)
        except (OSError, EOFError, ValueError, TimeoutError):
            is_answered = False
            connection.close()
        if sent > starts + WARMING:
            times.append(time.perf_counter() - sent)
            errors += not is_answered
        points += 2
        due = max(due + 1 / RATE, time.perf_counter())
    connection.close()
    return {"times": times, "errors": errors}


def crowd(url: str, people: int, seconds: float, way: str) -> list[dict[str, list[float] | int]]:
    """All people at once, who are there before the first one draws; each begins at another moment of the fifth of a
    second."""
    async def all_draw():
        pad = 0 if way == EVENT else pad_number(url)
        connections = [Connection(url, f"person{number}") for number in range(people)]
        for connection in connections:
            await WAYS[way](connection, pad, strokes_after(0))
        begin = time.perf_counter() + 0.5
        return await asyncio.gather(*(
            draw(connection, WAYS[way], pad, begin + number / people / RATE, begin + WARMING + seconds)
            for number, connection in enumerate(connections)))

    return asyncio.run(all_draw())


def measure(url: str, people: int, seconds: float, way: str) -> dict[str, float]:
    """The figures of one crowd, in a process of its own; times in milliseconds."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        answers = pool.submit(crowd, url, people, seconds, way).result()
    times = 1000 * np.concatenate([answer["times"] for answer in answers])
    counts = [len(answer["times"]) for answer in answers]
    return {"readings/s": len(times) / seconds, **{f"p{share}": float(np.percentile(times, share))
            for share in (50, 95, 99)}, "errors": sum(answer["errors"] for answer in answers),
            "fewest": min(counts), "most": max(counts)}


def row(name: str, people: int, found: dict[str, float]) -> str:
    return (f"{name:22s} {people:7d} {found['readings/s']:11.0f} {found['p50']:8.1f} {found['p95']:8.1f} "
            f"{found['p99']:8.1f} {found['errors']:7d} {found['fewest']:8d} {found['most']:8d}")


def memory_of(server: subprocess.Popen | None) -> str:
    """The server's memory now, where it runs on this machine."""
    if server is None:
        return ""
    pages = int(Path(f"/proc/{server.pid}/statm").read_text().split()[1])
    return f" {pages * os.sysconf('SC_PAGE_SIZE') / 1e6:8.0f}"


def serve_obvious(port: int) -> None:
    """The obvious build: `model.predict` behind an event, everything else as Gradio has it."""
    import gradio as gr

    from model.drawings.preprocessing import prepare
    from model.networks.files import SAVED
    from model.networks.loading import load_network

    network = load_network(SAVED / "best.keras")

    def predict(drawing):
        probabilities = network.predict(prepare(drawing).image[None, ..., None], verbose=0)[0]
        return {str(digit): float(p) for digit, p in enumerate(probabilities)}

    gr.Interface(predict, gr.JSON(), gr.Label(), api_name="predict").launch(server_port=port, quiet=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, action="append", metavar="N", help="default: 30, then 100")
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--url", help="of a running page; else one is started")
    parser.add_argument("--no-obvious", action="store_true", help="our page alone")
    parser.add_argument("--serve-obvious", type=int, metavar="PORT", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve_obvious:
        return serve_obvious(options.serve_obvious)
    crowds = options.people or [30, 100]
    if options.url and urlsplit(options.url).hostname not in ("127.0.0.1", "localhost"):
        crowds = [min(people, ELSEWHERE["people"]) for people in crowds[:1]]
        options.seconds = min(options.seconds, ELSEWHERE["seconds"])

    print(f"{os.cpu_count()} cores shared by the server and the crowd, {RATE} readings/s each, "
          f"{options.seconds:.0f} s\n")
    print(f"{'':22s} {'people':>7s} {'readings/s':>11s} {'p50 ms':>8s} {'p95 ms':>8s} {'p99 ms':>8s} {'errors':>7s} "
          f"{'fewest':>8s} {'most':>8s} {'MB':>8s}")
    builds = [("our page", ["app.py", "--port"], crowds, REQUEST)]
    if not (options.no_obvious or options.url):
        builds.append(("obvious build", ["bench/load.py", "--serve-obvious"], crowds[:1], EVENT))
    found = {}
    for name, arguments, sizes, way in builds:
        page = nullcontext((None, options.url)) if options.url else serving(sys.executable, *arguments)
        with page as (server, url):
            if way != EVENT:
                wait_until_loaded(url)
            measure(url, 2, 3, way)
            for people in sizes:
                found[name, people] = measure(url, people, options.seconds, way)
                print(row(name, people, found[name, people]) + memory_of(server), flush=True)
    if ("obvious build", crowds[0]) in found:
        ours, obvious = found["our page", crowds[0]], found["obvious build", crowds[0]]
        print(f"\n{crowds[0]} people: ours answers {ours['readings/s'] / obvious['readings/s']:.1f} times as many "
              f"readings, in 1/{obvious['p50'] / ours['p50']:.0f} of the time")


if __name__ == "__main__":
    main()
