"""Latency, throughput and fairness while many people draw at the same time.

    python bench/load.py                              # 30 and 100 people on our page, 30 on the obvious build
    python bench/load.py --people 300 --seconds 60    # another crowd

Each person has one connection and sends what a browser sends: the strokes so far, five times a second, one request at a
time. A reading's time runs from the request to the last byte of the answer. The crowd runs in its own process on the
server's cores. The obvious build is `model.predict` behind a Gradio event.
"""
from __future__ import annotations

import asyncio
import json
import multiprocessing
import subprocess
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ProcessPoolExecutor
from urllib.parse import urlsplit

import numpy as np

from bench.common.report import RESULTS, Report, Row, command_parser
from bench.common.server import API, OBVIOUS, OURS, memory, pad_number, serving, wait_until_loaded

RATE = 5  # readings a second, of one person
WARM_UP = 2.0  # seconds at the start that are not counted
PATIENCE = 30  # seconds until an unanswered request counts as an error
EIGHT = [(500 + 220 * np.sin(2 * angle) * (1.1 if angle > np.pi else 0.9), 500 - 330 * np.cos(angle))
         for angle in np.linspace(0, 2 * np.pi, 60)]


def strokes_after(points: int) -> list[list[int]]:
    """The first `points` points of an 8 as one stroke; after a whole 8 it starts again."""
    return [[round(number) for point in EIGHT[:2 + points % (len(EIGHT) - 1)] for number in point]]


class Connection:
    """One visitor's connection to a server, kept open between requests.

    HTTP is written by hand because the crowd shares its cores with the server: a client library would use more of them
    than the server does.
    """

    def __init__(self, url: str, name: str) -> None:
        self.place, self.name = urlsplit(url).netloc, name  # the visitor's; a load balancer picks a copy by it
        self.writer = None

    async def ask(self, method: str, path: str, body: bytes = b"") -> tuple[int, bytes]:
        """Status and body of the answer."""
        if not self.writer:
            self.reader, self.writer = await asyncio.open_connection(*self.place.split(":"))
        head = [f"{method} {API}{path} HTTP/1.1", f"Host: {self.place}", f"Cookie: visitor={self.name}",
                "Content-Type: application/json", f"Content-Length: {len(body)}"]
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


Way = Callable[[Connection, int, list[list[int]]], Awaitable[bool]]


async def read_on_pad(connection: Connection, pad: int, strokes: list[list[int]]) -> bool:
    """Whether one reading by the pad's server function was answered."""
    body = json.dumps({"data": {"strokes": strokes, "layers": False, "atlas": False, "network": None},
                       "component_id": pad, "fn_name": "read", "session_hash": connection.name})
    status, answer = await connection.ask("POST", "/component_server/", body.encode())
    return status == 200 and answer.startswith(b'{"state":"')  # decoding all answers would outweigh the server


async def read_by_event(connection: Connection, pad: int, strokes: list[list[int]]) -> bool:
    """Whether one reading by a Gradio event and its queue was answered."""
    body = json.dumps({"data": [{"strokes": strokes}]}).encode()
    status, answer = await connection.ask("POST", "/call/predict", body)
    if status != 200:
        return False
    status, answer = await connection.ask("GET", f"/call/predict/{json.loads(answer)['event_id']}")
    return status == 200 and b"event: complete" in answer


async def draw(connection: Connection, read: Way, pad: int, starts: float, ends: float) -> dict[str, list[float] | int]:
    """One person's readings after the warm-up: seconds of each, and how many failed."""
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
        if sent > starts + WARM_UP:
            times.append(time.perf_counter() - sent)
            errors += not is_answered
        points += 2
        due = max(due + 1 / RATE, time.perf_counter())
    connection.close()
    return {"times": times, "errors": errors}


def crowd(url: str, people: int, seconds: float, read: Way) -> list[dict[str, list[float] | int]]:
    """What all people measured. All are connected before the first one draws, and their starts are spread evenly over
    the fifth of a second between two readings."""
    async def all_draw():
        pad = pad_number(url) if read is read_on_pad else 0
        connections = [Connection(url, f"person{number}") for number in range(people)]
        for connection in connections:
            await read(connection, pad, strokes_after(0))
        begin = time.perf_counter() + 0.5
        return await asyncio.gather(*(
            draw(connection, read, pad, begin + number / people / RATE, begin + WARM_UP + seconds)
            for number, connection in enumerate(connections)))

    return asyncio.run(all_draw())


def measure(url: str, people: int, seconds: float, read: Way = read_on_pad) -> dict[str, float]:
    """The figures of one crowd, which runs in its own process; times in milliseconds."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        answers = pool.submit(crowd, url, people, seconds, read).result()
    times = 1000 * np.concatenate([answer["times"] for answer in answers])
    counts = [len(answer["times"]) for answer in answers]
    return {"readings/s": len(times) / seconds, **{f"p{share}": float(np.percentile(times, share))
            for share in (50, 95, 99)}, "errors": sum(answer["errors"] for answer in answers),
            "fewest": min(counts), "most": max(counts)}


def row(name: str, people: int, found: dict[str, float], server: subprocess.Popen) -> Row:
    return {"page": name, "people": people, "readings/s": round(found["readings/s"]),
            **{f"p{share} ms": round(found[f"p{share}"], 1) for share in (50, 95, 99)},
            **{name: found[name] for name in ("errors", "fewest", "most")}, "MB": round(memory(server.pid))}


def main() -> None:
    parser = command_parser(__doc__, RESULTS / "load.json")
    parser.add_argument("--people", type=int, action="append", metavar="N", help="default: 30, then 100")
    parser.add_argument("--seconds", type=float, default=20)
    options = parser.parse_args()
    crowds = options.people or [30, 100]
    report, found = Report(), {}
    for name, arguments, sizes, read in [("ours", OURS, crowds, read_on_pad),
                                         ("obvious build", OBVIOUS, crowds[:1], read_by_event)]:
        with serving(*arguments) as (server, url):
            if read is read_on_pad:
                wait_until_loaded(url)
            measure(url, 2, 3, read)
            for people in sizes:
                found[name, people] = measure(url, people, options.seconds, read)
                report.row(row(name, people, found[name, people], server))
    ours, obvious = found["ours", crowds[0]], found["obvious build", crowds[0]]
    report.note(f"{crowds[0]} people: ours answers {ours['readings/s'] / obvious['readings/s']:.1f} times as many "
                f"readings, in 1/{obvious['p50'] / ours['p50']:.0f} of the time.")
    report.write(options.output)


if __name__ == "__main__":
    main()
