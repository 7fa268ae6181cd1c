"""The networks behind the page, loaded while the page is already there."""
from __future__ import annotations

import base64
import binascii
import gc
import io
from collections.abc import Mapping
from concurrent.futures import Future
from functools import cached_property
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any, NamedTuple

from model.drawings.drawing import DrawingError
from model.networks.files import SAVED, load_record
from model.networks.first_layer import FirstLayer, first_layer
from model.networks.lite import load_lite
from model.recognizer import Reading, Recognizer, load_least_energy

if TYPE_CHECKING:
    import keras
    import numpy as np

    from model.inside.anatomy import Anatomy
    from model.inside.atlas import Atlas
    from model.inside.explanation import Explainer

OFFERED = ("best", "lesson")  # of the project's own networks
LONGEST_PICTURE = 4_000_000  # letters of base64 in a JSON drawing: a picture of 3 MB; larger ones are uploaded


class Readers:
    """The networks a visitor can choose from, each with its name; the first one reads until another is chosen.

    TensorFlow takes seconds to import, so the page starts without it: `start` loads in a thread. Until that is done,
    the networks converted for LiteRT read already, and whoever wants more of them, or another one, waits.

    Args:
        path: a `.keras` file to offer first; None for the project's own networks alone.
    """

    def __init__(self, path: str | Path | None = None) -> None:
        own = {name: SAVED / f"{name}.keras" for name in OFFERED}
        given = {}
        if path:
            given = {Path(path).name if Path(path).stem in own else Path(path).stem: Path(path)}
        self._readers = {name: Reader(path) for name, path in (given | own).items()}
        self._trained: dict[str, Reader] = {}  # by a name nobody can guess, those that visitors have trained

    @property
    def names(self) -> list[str]:
        return list(self._readers)

    @property
    def first(self) -> Reader:
        return next(iter(self._readers.values()))

    def chosen(self, name: Any) -> Reader:
        """The reader of this name; the first one if there is none of it."""
        return self.found(name) or self.first

    def found(self, name: Any) -> Reader | None:
        """The reader of this name; None if there is none, or no longer, or it could not be loaded."""
        reader = self._readers.get(name) or self._trained.get(name) if isinstance(name, str) else None
        return None if reader and reader.is_lost else reader

    def keep(self, name: str, reader: Reader) -> None:
        """Let whoever knows the name choose a network that a visitor has trained."""
        self._trained[name] = reader

    def drop(self, name: str) -> None:
        self._trained.pop(name, None)

    def start(self) -> None:
        """Begin to load, one network after the other, in a thread of its own."""
        for reader in self._readers.values():
            reader.load_lite()

        def load_all() -> None:
            for reader in self._readers.values():
                reader.load()
                if self.first.is_lost:  # then the page ends, and TensorFlow must not be at work meanwhile
                    return
            # Half a million objects of TensorFlow, Keras and Gradio stay: to look through them for garbage would hold
            # up everyone's readings for almost half a second each time.
            gc.freeze()

        Thread(target=load_all, name="load the networks", daemon=True).start()


class Reads(NamedTuple):
    """What it takes to read drawings and show them."""

    recognizer: Recognizer
    name: str
    first_layer: FirstLayer | None


class Loaded(NamedTuple):
    """What is there once TensorFlow is."""

    network: keras.Model
    reads: Reads
    layers: list[Anatomy]
    atlas: Atlas | None = None


class Reader:
    """Reads drawings as they come over the wire, with one network.

    Args:
        path: the network's `.keras` file; None where the network is given with `use`.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._record = load_record(path) if path else {}
        self._reads: Future[Reads] = Future()  # until it is loaded
        self._loading: Future[Loaded] = Future()

    def load_lite(self) -> None:
        """Read without TensorFlow until the network is loaded, if it has been converted."""
        if lite := load_lite(self._path):
            recognizer = Recognizer(None, load_least_energy(self._path), lite)
            self._reads.set_result(Reads(recognizer, lite.name, lite.first_layer))

    def load(self) -> None:
        """Load the network; whatever goes wrong, those who wait for it are told."""
        try:
            recognizer = Recognizer.load(self._path)  # before other imports: it keeps TensorFlow's log off the terminal
            from model.inside.atlas import atlas_path, load_atlas

            self.use(recognizer, self._record, load_atlas(atlas_path(self._path), recognizer.network))
        except Exception as error:  # whatever it is, all who wait must hear of it
            for waited_for in (self._loading, self._reads):
                if not waited_for.done():
                    waited_for.set_exception(error)

    def use(self, recognizer: Recognizer, record: dict[str, Any], atlas: Atlas | None = None) -> None:
        """Read with a network that is there already; `record` is what is known of its training."""
        from model.inside.anatomy import anatomy, is_chain

        network = recognizer.network
        self._record = record
        reads = Reads(recognizer, network.name, first_layer(network))
        self._loading.set_result(Loaded(network, reads, anatomy(network) if is_chain(network) else [], atlas))
        if not self._reads.done():
            self._reads.set_result(reads)

    def wait(self) -> None:
        """Return when the network is loaded.

        Raises:
            NetworkError: if it can't be.
        """
        self._loading.result()

    @property
    def is_lost(self) -> bool:
        """Whether the network can't be loaded; it is not waited for."""
        return self._loading.done() and self._loading.exception() is not None

    @property
    def _current(self) -> Reads:
        return self._loading.result().reads if self._loading.done() else self._reads.result()

    @property
    def is_quick(self) -> bool:
        """Whether it reads a drawing at once, without waiting for anything and in less than a millisecond."""
        return self._reads.done() and self._current.recognizer.is_lite

    @property
    def recognizer(self) -> Recognizer:
        return self._current.recognizer

    @property
    def name(self) -> str:
        return self._current.name

    @property
    def first_layer(self) -> FirstLayer | None:
        return self._current.first_layer

    @property
    def record(self) -> dict[str, Any]:
        """What is known of its training; empty where there is no record."""
        return self._record

    @property
    def network(self) -> keras.Model:
        return self._loading.result().network

    @cached_property
    def explainer(self) -> Explainer:
        """Made when first asked for: it compiles for some tenths of a second."""
        from model.inside.explanation import Explainer

        return Explainer(self.network)

    @property
    def layers(self) -> list[Anatomy]:
        """All layers in order; none if they do not form a chain."""
        return self._loading.result().layers

    @property
    def shown_layers(self) -> list[str]:
        """The layers the page shows."""
        return [self.first_layer.shown] if self.first_layer else []

    @property
    def atlas(self) -> Atlas | None:
        """Where digits live; None where none has been computed for this network."""
        return self._loading.result().atlas

    @cached_property
    def features_layer(self) -> str:
        """The layer whose output the atlas places."""
        from model.inside.atlas import features_layer

        return features_layer(self.network)

    def read(self, drawing: Any, layers: list[str] | None = None) -> Reading:
        """The reading of a drawing in JSON: `{"strokes": …}`, or `{"image": …}` with a picture as a data URL.

        Activations are those of `layers`, or of all if None.

        Raises:
            DrawingError: if it is neither; the message is for the visitor.
        """
        if isinstance(drawing, Mapping) and "image" in drawing:
            return self.recognizer.read(picture_of(drawing["image"]), layers)
        if isinstance(drawing, Mapping) and "strokes" in drawing:
            return self.recognizer.read(drawing, layers)
        raise DrawingError('A drawing is {"strokes": [[x0, y0, x1, y1, …], …]} '
                           'or {"image": "data:image/png;base64,…"}.')


def picture_of(source: Any) -> io.BytesIO:
    """The file within a data URL.

    Raises:
        DrawingError: if it is none, or too long.
    """
    if not isinstance(source, str) or not source.startswith("data:image/") or ";base64," not in source[:100]:
        raise DrawingError('A picture in a drawing is a data URL: "data:image/png;base64,…".')
    if len(source) > LONGEST_PICTURE:
        raise DrawingError("That picture is too large to send as text: upload it as a file.")
    try:
        return io.BytesIO(base64.b64decode(source.split(",", 1)[1], validate=True))
    except (binascii.Error, ValueError) as error:
        raise DrawingError("That picture is damaged: its base64 can't be read.") from error


def image_of(drawing: Mapping) -> np.ndarray:
    """What a network gets of a drawing in JSON, `(28, 28)` `uint8`.

    Raises:
        DrawingError: if it is none, or blank.
    """
    from model.drawings.preprocessing import prepare

    return prepare(picture_of(drawing["image"]) if "image" in drawing else drawing).image
