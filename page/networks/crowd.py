"""Many people's drawings, read by two threads: one runs the network, the other does all else."""
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

FEW = 4  # people at once whom the loop serves by itself: for these, handing over takes longer than it saves
MOST = 8  # images that the network is given at once; more would keep the first of them waiting for the last


class Waiting(NamedTuple):
    """An image that waits for the network, and where the answer goes."""

    recognizer: Recognizer
    layers: tuple[str, ...]
    image: np.ndarray
    answer: asyncio.Future[Output]


class Crowd:
    """Reads the drawings of whoever asks, in an event loop, in the order they come.

    A few people's drawings are read at once: no other thread has to wake up for them. But where more ask, the loop
    would do nothing else while the network runs, which is a third of a reading's time or more. So their images go to a
    thread, which gives the network as many at once as wait. Meanwhile the network needs no interpreter, and the loop
    goes on with the next drawings and the last answers: two cores are busy, and nobody is passed over.
    """

    def __init__(self) -> None:
        self._present = 0  # people whose drawings are being read
        self._given = 0  # of their images, those that the thread has been given
        self._queue: SimpleQueue[Waiting] = SimpleQueue()
        self._thread: Thread | None = None  # from when it is first needed

    async def read(self, recognizer: Recognizer, drawing: Drawing, layers: Sequence[str]) -> Reading:
        """As `Recognizer.read`, by a recognizer that takes a millisecond.

        Raises:
            DrawingError: if it is no drawing; the message tells a visitor what to do.
        """
        self._present += 1
        try:
            await asyncio.sleep(0)  # those who have asked by now are counted
            if self._present <= FEW and not self._given:
                return recognizer.read(drawing, layers)
            steps = prepare_unless_blank(drawing)
            return recognizer.reading(steps, await self._forward(recognizer, input_image(steps), layers))
        finally:
            self._present -= 1

    async def _forward(self, recognizer: Recognizer, image: np.ndarray, layers: Sequence[str]) -> Output:
        if self._thread is None:
            self._thread = Thread(target=self._look_on, name="run the network", daemon=True)
            self._thread.start()
        answer = asyncio.get_running_loop().create_future()
        self._queue.put(Waiting(recognizer, tuple(layers), image, answer))
        self._given += 1
        try:
            return await answer
        finally:
            self._given -= 1

    def _look_on(self) -> None:
        """In the thread, which unlike an executor's takes all that waits at once; as long as the program runs."""
        while True:
            waiting = [self._queue.get()]
            with suppress(Empty):
                while len(waiting) < MOST:
                    waiting.append(self._queue.get_nowait())
            for alike in grouped(waiting):
                forward_all(alike)


def grouped(waiting: Iterable[Waiting]) -> Iterable[list[Waiting]]:
    """Those whose images can be looked at together."""
    groups: dict[tuple[Recognizer, tuple[str, ...]], list[Waiting]] = {}
    for one in waiting:
        groups.setdefault((one.recognizer, one.layers), []).append(one)
    return groups.values()


def forward_all(alike: list[Waiting]) -> None:
    """Have the network look at their images, and the event loop told of it."""
    outputs: list[Output] | Exception
    try:
        outputs = alike[0].recognizer.forward(np.stack([one.image for one in alike]), alike[0].layers)
    except Exception as error:  # whatever it is, all who wait must hear of it
        outputs = error
    with suppress(RuntimeError):  # the loop may have ended meanwhile, and with it those who waited
        alike[0].answer.get_loop().call_soon_threadsafe(tell, alike, outputs)


def tell(alike: list[Waiting], outputs: list[Output] | Exception) -> None:
    for i, one in enumerate(alike):
        if one.answer.done():  # who has gone away waits for nothing
            continue
        if isinstance(outputs, Exception):
            one.answer.set_exception(outputs)
        else:
            one.answer.set_result(outputs[i])
