"""The trainings that visitors ask for: one at a time, the others in line, what came of them kept for an hour."""
from __future__ import annotations

import ctypes
import gc
import logging
import platform
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Condition, Thread
from time import monotonic
from typing import TYPE_CHECKING, Any, Literal

from page.networks.reader import Reader, Readers
from page.parts.message import Message

if TYPE_CHECKING:
    import keras

    from model.learning.live import Point

KEPT_SECONDS = 3600  # after its end, a training's network
MOST_KEPT = 40  # finished trainings of all visitors together; the oldest are dropped first
LONGEST_LINE = 20  # trainings waiting; whoever comes then is asked to come later
PATIENCE = 30  # seconds without a question from its visitor, after which a training counts as left alone

Work = Callable[["Training"], tuple[Reader, Message]]
State = Literal["queued", "running", "done", "stopped", "failed"]
logger = logging.getLogger(__name__)

# glibc gives each thread an arena of its own, up to eight a core, and keeps there what is freed: a training's many
# threads would leave megabytes in each. Other C libraries have no arenas.
GLIBC = ctypes.CDLL(None) if platform.libc_ver()[0] == "glibc" else None
M_ARENA_MAX, ARENAS = -8, 2  # malloc.h


class TrainingError(ValueError):
    """A training can't begin; the message is for the visitor."""


@dataclass
class Training:
    """One training a visitor has asked for.

    Attributes:
        work: trains, telling this object of it, and gives the network's reader and what to say of it.
        visitor: a name the visitor's page has made up, so that nobody trains twice at once.
        seconds: after which it is stopped.
        name: nobody can guess it: who knows it may look at the training, stop it, and use the network.
        points: told of so far.
        network: while it learns.
        figures: what came of it, for the page.
        asked: when its visitor last asked after it, seconds of `monotonic`.
    """

    work: Work
    visitor: str
    seconds: float
    name: str = field(default_factory=lambda: "trained-" + secrets.token_urlsafe(12))
    state: State = "queued"
    reason: str = ""
    points: list[Point] = field(default_factory=list)
    network: keras.Model | None = None
    figures: Message = field(default_factory=dict)
    asked: float = field(default_factory=monotonic)
    began: float = 0.0
    ended: float = 0.0
    is_asked_to_stop: bool = False

    def is_stopped(self) -> bool:
        """Whether it should end; says why."""
        if monotonic() - self.asked > PATIENCE:
            self.reason = "Nobody was watching anymore."
        elif monotonic() - self.began > self.seconds:
            self.reason = f"Stopped after {self.seconds:.0f} seconds, the limit here."
        return self.is_asked_to_stop or bool(self.reason)

    def begin(self, network: keras.Model) -> None:
        self.network = network

    def tell(self, point: Point) -> None:
        self.points.append(point)


class Trainings:
    """All trainings of all visitors.

    Args:
        readers: where finished networks can be chosen by their training's name.
    """

    def __init__(self, readers: Readers) -> None:
        if GLIBC:
            GLIBC.mallopt(M_ARENA_MAX, ARENAS)
        self._readers = readers
        self._line: list[Training] = []  # the first one is being worked at
        self._all: dict[str, Training] = {}
        self._changed = Condition()
        self._worker: Thread | None = None

    def start(self, training: Training) -> None:
        """Put a training in line.

        Raises:
            TrainingError: if the line is full, or its visitor has one in it.
        """
        with self._changed:
            self._forget()
            if any(other.visitor == training.visitor for other in self._line):
                raise TrainingError("One training at a time, please: yours is still in line.")
            if len(self._line) >= LONGEST_LINE:
                raise TrainingError("Too many networks are training right now. Please try again in a few minutes.")
            self._all[training.name] = training
            self._line.append(training)
            if self._worker is None:
                self._worker = Thread(target=self._work, name="train", daemon=True)
                self._worker.start()
            self._changed.notify_all()

    def find(self, name: Any) -> Training | None:
        """The training of this name, whose visitor has just asked after it; None if there is none, or no longer."""
        with self._changed:
            self._forget()
            training = self._all.get(name) if isinstance(name, str) else None
            if training:
                training.asked = monotonic()
            return training

    def stop(self, training: Training) -> None:
        """End it: at once if it waits, else after the step it is at, and keep what it has learned."""
        with self._changed:
            training.is_asked_to_stop = True
            if training.state == "queued":
                self._line.remove(training)
                self._end(training, "stopped")

    def ahead(self, training: Training) -> int:
        """How many are to be done before it begins."""
        with self._changed:
            return self._line.index(training) if training in self._line else 0

    def forget(self, training: Training) -> None:
        """Drop a finished one and its network."""
        with self._changed:
            self._all.pop(training.name, None)
            self._readers.drop(training.name)

    def _work(self) -> None:
        while True:
            with self._changed:
                self._forget()
                if not self._changed.wait_for(lambda: self._line, timeout=PATIENCE):
                    continue
                training = self._line[0]
                if monotonic() - training.asked > PATIENCE:
                    self._line.pop(0)
                    self._end(training, "stopped")
                    continue
                training.state, training.began = "running", monotonic()
            state = self._done(training)
            with self._changed:
                self._line.remove(training)
                self._end(training, state)
            gc.collect()  # a network's parts hold one another
            if GLIBC:
                GLIBC.malloc_trim(0)  # what it has freed goes back to the system

    def _done(self, training: Training) -> State:
        try:
            reader, training.figures = training.work(training)
        except Exception:  # whatever it is, the next in line must not wait for ever
            logger.exception("A visitor's training failed")
            training.reason = "Something went wrong, so nothing was kept. Please try again."
            return "failed"
        finally:
            training.network = None
        self._readers.keep(training.name, reader)
        return "done" if training.points and training.points[-1].share >= 1 else "stopped"

    def _end(self, training: Training, state: State) -> None:
        training.state, training.ended = state, monotonic()

    def _forget(self) -> None:
        """Drop what has been kept long enough, and the oldest where there are too many."""
        ended = sorted((training for training in self._all.values() if training.ended), key=lambda t: t.ended)
        for place, training in enumerate(ended):
            if monotonic() - training.ended > KEPT_SECONDS or place < len(ended) - MOST_KEPT:
                del self._all[training.name]
                self._readers.drop(training.name)


def in_line(trainings: Trainings, work: Work, visitor: Any, seconds: float) -> Message:
    """The name of a training that is now in line, or why there is none."""
    training = Training(work, str(visitor)[:40], seconds)
    try:
        trainings.start(training)
    except TrainingError as error:
        return {"error": str(error)}
    return {"name": training.name}
