"""The network behind the page, loaded while the page is already there."""
from __future__ import annotations

import base64
import binascii
import io
from collections.abc import Mapping
from concurrent.futures import Future
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

from model.preprocessing import DrawingError

if TYPE_CHECKING:
    from model.inspection import FirstLayer
    from model.recognizer import Reading, Recognizer

LONGEST_PICTURE = 4_000_000  # letters of base64 in a JSON drawing: a picture of 3 MB; larger ones are uploaded


class Reader:
    """Reads drawings as they come over the wire, with one network.

    TensorFlow takes seconds to import, so the page starts without it: `start` loads in a thread, and whoever wants a
    reading before that is done waits.

    Args:
        path: the network's `.keras` file; None for the project's best.
    """

    def __init__(self, path: str | Path | None = None) -> None:
        self._path = path
        self._loading: Future[tuple[Recognizer, FirstLayer | None]] = Future()

    def start(self) -> None:
        """Begin to load, in a thread of its own."""
        Thread(target=self._load, name="load the network", daemon=True).start()

    def _load(self) -> None:
        try:
            from model.inspection import first_layer
            from model.recognizer import Recognizer

            recognizer = Recognizer.load(self._path)
            self._loading.set_result((recognizer, first_layer(recognizer.network)))
        except Exception as error:  # whatever it is, all who wait must hear of it
            self._loading.set_exception(error)

    def wait(self) -> None:
        """Return when the network is loaded.

        Raises:
            NetworkError: if it can't be.
        """
        self._loading.result()

    @property
    def recognizer(self) -> Recognizer:
        return self._loading.result()[0]

    @property
    def first_layer(self) -> FirstLayer | None:
        return self._loading.result()[1]

    @property
    def shown_layers(self) -> list[str]:
        """The layers the page shows."""
        return [self.first_layer.shown] if self.first_layer else []

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
