"""The queue of trainings that visitors request: one runs at a time, and each result is kept for an hour."""
from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Condition, Thread
from time import monotonic
from typing import TYPE_CHECKING, Any, Literal

from page.networks.loaded_network import LoadedNetwork
from page.networks.networks import Networks
from page.parts.message import Message
from page.process import limit_arenas, release_memory

if TYPE_CHECKING:
    import keras

    from model.learning.live import Point

KEPT_SECONDS = 3600  # how long a finished training and its network are kept
MOST_KEPT = 40  # finished trainings of all visitors; the oldest are dropped first
MOST_QUEUED = 20  # trainings; a visitor after these is asked to come back later
PATIENCE = 30  # seconds without a request from its visitor, after which a training counts as abandoned

Work = Callable[["Training"], tuple[LoadedNetwork, Message]]
State = Literal["queued", "running", "done", "stopped", "failed"]
logger = logging.getLogger(__name__)


@dataclass
class Training:
    """One training that a visitor has requested.

    Attributes:
        work: trains, reporting to this object, and returns the network and its figures.
        visitor: a random name chosen by the visitor's page, so that each visitor has one training at a time.
        seconds: the time limit.
        name: can't be guessed. Anyone who knows it can watch the training, stop it, and use the network.
        points: the progress reported so far.
        keras_model: the network while it is trained.
        figures: the result, for the page.
        last_request: when its visitor last asked for its progress, in seconds of `monotonic`, as are `began` and
            `ended`.
    """

    work: Work
    visitor: str
    seconds: float
    name: str = field(default_factory=lambda: "trained-" + secrets.token_urlsafe(12))
    state: State = "queued"
    reason: str = ""
    points: list[Point] = field(default_factory=list)
    keras_model: keras.Model | None = None
    figures: Message = field(default_factory=dict)
    last_request: float = field(default_factory=monotonic)
    began: float = 0.0
    ended: float = 0.0
    is_asked_to_stop: bool = False

    def __post_init__(self) -> None:
        self.visitor = str(self.visitor)[:40]  # a request may hold anything

    def is_stopped(self) -> bool:
        """Whether it should stop; if so for a reason of its own, sets `reason`."""
        if monotonic() - self.last_request > PATIENCE:
            self.reason = "Nobody was watching anymore."
        elif monotonic() - self.began > self.seconds:
            self.reason = f"Stopped after {self.seconds:.0f} seconds, the limit here."
        return self.is_asked_to_stop or bool(self.reason)

    def begin(self, keras_model: keras.Model) -> None:
        self.keras_model = keras_model


class Trainings:
    """All trainings of all visitors.

    Args:
        networks: offer each finished network under its training's name.
    """

    def __init__(self, networks: Networks) -> None:
        limit_arenas()
        self._networks = networks
        self._queue: list[Training] = []  # the first one is running
        self._all: dict[str, Training] = {}
        self._changed = Condition()
        self._worker: Thread | None = None

    def start(self, training: Training) -> Message:
        """Append a training to the queue; its name, or `{"error": sentence}` if it can't wait there."""
        with self._changed:
            self._forget()
            if any(other.visitor == training.visitor for other in self._queue):
                return {"error": "One training at a time, please: yours is still in line."}
            if len(self._queue) >= MOST_QUEUED:
                return {"error": "Too many networks are training right now. Please try again in a few minutes."}
            self._all[training.name] = training
            self._queue.append(training)
            if self._worker is None:
                self._worker = Thread(target=self._work, name="train", daemon=True)
                self._worker.start()
            self._changed.notify_all()
            return {"name": training.name}

    def find(self, name: Any) -> Training | None:
        """The training of this name, on behalf of its visitor; None if there is none, or it is no longer kept."""
        with self._changed:
            self._forget()
            training = self._all.get(name) if isinstance(name, str) else None
            if training:
                training.last_request = monotonic()
            return training

    def stop(self, training: Training) -> None:
        """Stop it: immediately if it is queued, otherwise after the current step, keeping what it has learned."""
        with self._changed:
            training.is_asked_to_stop = True
            if training.state == "queued":
                self._queue.remove(training)
                self._end(training, "stopped")

    def ahead(self, training: Training) -> int:
        """The number of trainings that finish before it starts."""
        with self._changed:
            return self._queue.index(training) if training in self._queue else 0

    def forget(self, training: Training) -> None:
        """Drop a finished training and its network."""
        with self._changed:
            self._all.pop(training.name, None)
            self._networks.drop(training.name)

    def _work(self) -> None:
        while True:
            with self._changed:
                self._forget()
                if not self._changed.wait_for(lambda: self._queue, timeout=PATIENCE):
                    continue
                training = self._queue[0]
                if monotonic() - training.last_request > PATIENCE:
                    self._queue.pop(0)
                    self._end(training, "stopped")
                    continue
                training.state, training.began = "running", monotonic()
            state = self._run(training)
            with self._changed:
                self._queue.remove(training)
                self._end(training, state)
            release_memory()

    def _run(self, training: Training) -> State:
        try:
            network, training.figures = training.work(training)
        except Exception:  # whatever it is, the next training must start
            logger.exception("A visitor's training failed")
            training.reason = "Something went wrong, so nothing was kept. Please try again."
            return "failed"
        finally:
            training.keras_model = None
        self._networks.keep(training.name, network)
        return "done" if training.points and training.points[-1].share >= 1 else "stopped"

    def _end(self, training: Training, state: State) -> None:
        training.state, training.ended = state, monotonic()

    def _forget(self) -> None:
        """Drop trainings that have been kept long enough, and the oldest if there are too many."""
        ended = sorted((training for training in self._all.values() if training.ended), key=lambda t: t.ended)
        for place, training in enumerate(ended):
            if monotonic() - training.ended > KEPT_SECONDS or place < len(ended) - MOST_KEPT:
                del self._all[training.name]
                self._networks.drop(training.name)
