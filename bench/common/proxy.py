"""A TCP proxy in front of a server: as slow as a distant visitor's connection, with a record of the requests.

Unlike the browser's own emulation of a slow network, it covers workers and service workers too.
"""
from __future__ import annotations

import asyncio
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

PIECE = 2**12  # bytes of one connection before others get their turn
AHEAD = 0.02  # seconds of a connection's pieces that wait for the line, since `asyncio` is late by up to 1 ms
REQUEST = re.compile(rb"(?:GET|HEAD|POST) (\S+) HTTP/1\.1\r\n")


@dataclass
class Request:
    """A request that passed through the proxy."""

    path: str
    received: int = 0  # bytes of the answer so far


class Proxy:
    """Connections to a server that share one line. Opening one takes a round trip. TLS and TCP's slow start are not
    simulated.

    Args:
        server: the server's address.
        bits: a second, in each direction.
        round_trip: seconds.
    """

    def __init__(self, server: str, bits: float = float("inf"), round_trip: float = 0) -> None:
        self.server, self.bits, self.round_trip = urlsplit(server), bits, round_trip
        self.requests: list[Request] = []
        self.free = {"up": 0.0, "down": 0.0}  # when each direction of the line will have sent all pieces

    async def run(self, started: threading.Event) -> None:
        """Serve until `self.ended` is set, at the address `self.url`."""
        self.ended, self.loop = asyncio.Event(), asyncio.get_running_loop()
        async with await asyncio.start_server(self._connect, "127.0.0.1", 0) as listener:
            self.url = f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}/"
            started.set()
            await self.ended.wait()

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        opened = time.monotonic() + self.round_trip
        from_server, to_server = await asyncio.open_connection(self.server.hostname, self.server.port)
        asked: list[Request] = []

        def up(piece: bytes) -> None:
            if found := REQUEST.match(piece):  # the next one follows after the answer
                asked.append(Request(found[1].decode()))
                self.requests.append(asked[-1])

        def down(piece: bytes) -> None:
            asked[-1].received += len(piece)

        with suppress(asyncio.CancelledError):  # at the end
            await asyncio.gather(self._carry("up", reader, to_server, opened, up),
                                 self._carry("down", from_server, writer, opened, down))

    async def _carry(self, way: str, source: asyncio.StreamReader, sink: asyncio.StreamWriter, opened: float,
                     note: Callable[[bytes], None]) -> None:
        """Pass on what comes from `source`, until it ends."""
        sent: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        delivery = asyncio.create_task(deliver(sent, sink))
        while piece := await read(source):
            note(piece)
            begin = max(time.monotonic(), opened, self.free[way])
            self.free[way] = end = begin + 8 * len(piece) / self.bits
            sent.put_nowait((end + self.round_trip / 2, piece))
            await asyncio.sleep(end - AHEAD - time.monotonic())
        sent.put_nowait((time.monotonic() + self.round_trip / 2, b""))
        await delivery


async def read(source: asyncio.StreamReader) -> bytes:
    try:
        return await source.read(PIECE)
    except OSError:  # the browser closed the connection
        return b""


async def deliver(sent: asyncio.Queue[tuple[float, bytes]], sink: asyncio.StreamWriter) -> None:
    """Write each piece when it is due; after an empty one, close the connection."""
    while True:
        due, piece = await sent.get()
        await asyncio.sleep(due - time.monotonic())
        if not piece:
            return sink.close()
        sink.write(piece)


@contextmanager
def proxied(server: str, **line: float) -> Iterator[Proxy]:
    """A running proxy in front of a server; `line` are the arguments of `Proxy`."""
    proxy, started = Proxy(server, **line), threading.Event()
    thread = threading.Thread(target=asyncio.run, args=(proxy.run(started),))
    thread.start()
    started.wait()
    try:
        yield proxy
    finally:
        proxy.loop.call_soon_threadsafe(proxy.ended.set)
        thread.join()
