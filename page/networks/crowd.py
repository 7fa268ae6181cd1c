"""Readings for many visitors in two threads: one runs the network, the other does everything else."""
from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Thread
from typing import NamedTuple

import numpy as np

from model.drawings.drawing import Drawing
from model.recognizer import Output, Reading, Recognizer, input_image, prepare_unless_blank

FEW = 4  # concurrent readings that the event loop does itself: handing over would take longer than it saves
LARGEST_BATCH = 8  # images; in a larger batch, the first would wait for the last


class Waiting(NamedTuple):
    """An image that waits for the network, and the future of its result."""

    recognizer: Recognizer
    layers: tuple[str, ...]
    image: np.ndarray
    answer: asyncio.Future[Output]


class Crowd:
    """Reads drawings in an event loop, in the order of the requests.

    A few visitors' drawings are read immediately: no other thread has to wake up for them. With more visitors, the loop
    would be blocked while the network runs, for a third of a reading's time or more. So their images go to a thread,
    which passes all that are waiting to the network as one batch. Since the network does not hold the interpreter lock,
    the loop prepares the next drawings and sends the last readings meanwhile, on a second core.
    """

    def __init__(self) -> None:
        self._present = 0  # drawings that are being read
        self._given = 0  # of their images, those in the thread
        self._queue: SimpleQueue[Waiting] = SimpleQueue()
        self._thread: Thread | None = None  # created on first use

    async def read(self, recognizer: Recognizer, drawing: Drawing, layers: Sequence[str]) -> Reading:
        """The same as `Recognizer.read`, by a recognizer that takes a millisecond.

        Raises:
            DrawingError: if it is not a drawing; the message tells a visitor what to do.
        """
        self._present += 1
        try:
            await asyncio.sleep(0)  # so that concurrent requests are counted
            if self._present <= FEW and not self._given:
                return recognizer.read(drawing, layers)
            steps = prepare_unless_blank(drawing)
            return recognizer.reading(steps, await self._forward(recognizer, input_image(steps), layers))
        finally:
            self._present -= 1

    async def _forward(self, recognizer: Recognizer, image: np.ndarray, layers: Sequence[str]) -> Output:
        if self._thread is None:
            self._thread = Thread(target=self._run_network, name="run the network", daemon=True)
            self._thread.start()
        answer = asyncio.get_running_loop().create_future()
        self._queue.put(Waiting(recognizer, tuple(layers), image, answer))
        self._given += 1
        try:
            return await answer
        finally:
            self._given -= 1

    def _run_network(self) -> None:
        """Read the waiting images in batches for as long as the program runs. An executor would take them singly."""
        while True:
            waiting = [self._queue.get()]
            with suppress(Empty):
                while len(waiting) < LARGEST_BATCH:
                    waiting.append(self._queue.get_nowait())
            for batch in batches(waiting):
                forward_batch(batch)


def batches(waiting: Iterable[Waiting]) -> Iterable[list[Waiting]]:
    """The images grouped by network and layers."""
    groups: dict[tuple[Recognizer, tuple[str, ...]], list[Waiting]] = {}
    for one in waiting:
        groups.setdefault((one.recognizer, one.layers), []).append(one)
    return groups.values()


def forward_batch(batch: list[Waiting]) -> None:
    """Run the network on a batch and set the results in the event loop."""
    outputs: list[Output] | Exception
    try:
        outputs = batch[0].recognizer.forward(np.stack([one.image for one in batch]), batch[0].layers)
    except Exception as error:  # every waiting request must get it
        outputs = error
    with suppress(RuntimeError):  # the event loop may have ended in the meantime
        batch[0].answer.get_loop().call_soon_threadsafe(set_results, batch, outputs)


def set_results(batch: list[Waiting], outputs: list[Output] | Exception) -> None:
    for i, one in enumerate(batch):
        if one.answer.done():  # the client has disconnected
            continue
        if isinstance(outputs, Exception):
            one.answer.set_exception(outputs)
        else:
            one.answer.set_result(outputs[i])
