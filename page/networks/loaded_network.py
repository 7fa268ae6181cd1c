"""One network behind the page, which reads drawings before TensorFlow is imported if its layers are saved."""
from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from model.drawings.preprocessing import blank_image
from model.networks.chain import Anatomy, Chain
from model.networks.files import load_record
from model.networks.first_layer import FirstLayer, first_layer, first_layer_of
from model.recognizer import Reading, Recognizer
from page.parts.wire import drawing_from

if TYPE_CHECKING:
    import keras

    from model.inside.atlas import Atlas
    from model.inside.explanation import Explainer


class Contents(NamedTuple):
    """What a network consists of; `chain` is None if its layers do not form one, `atlas` if it has none."""

    recognizer: Recognizer
    name: str
    first_layer: FirstLayer | None
    chain: Chain | None
    atlas: Atlas | None = None


class LoadedNetwork:
    """A network, loaded in two stages: first its layers, if they are saved as a chain, then the Keras model.

    Properties that the first stage provides wait for the earlier of the two, all others for the Keras model. If loading
    fails, both raise its error.

    Args:
        path: the network's `.keras` file; None if the network is passed to `use`.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self.record = load_record(path) if path else {}  # of its training; empty if there is none
        self._early: Future[Contents] = Future()  # of the chain, or of the Keras model if none is saved
        self._complete: Future[Contents] = Future()

    def load_chain(self) -> None:
        """Read drawings without TensorFlow until the Keras model is loaded, if the network's layers are saved."""
        if recognizer := Recognizer.load_chain(self._path):
            chain = recognizer.network
            self._early.set_result(Contents(recognizer, chain.name, first_layer_of(chain.layers), chain))

    def load(self) -> None:
        """Load the Keras model; an error is raised by everything that waits for it, not here."""
        try:
            recognizer = Recognizer.load(self._path)
            from model.inside.atlas import atlas_path, load_atlas

            self.use(recognizer, self.record, load_atlas(atlas_path(self._path), recognizer.network))
        except Exception as error:  # a file can be damaged in any way
            for stage in (self._complete, self._early):
                if not stage.done():
                    stage.set_exception(error)

    def use(self, recognizer: Recognizer, record: dict[str, Any], atlas: Atlas | None = None) -> None:
        """Use a network that is already in memory; `record` is the record of its training."""
        from model.networks.anatomy import chain_of

        model, first = recognizer.network, first_layer(recognizer.network)
        self.record = record
        recognizer.forward(blank_image()[None], [first.shown] if first else [])  # compiled now, not for a visitor
        contents = Contents(recognizer, model.name, first, chain_of(model), atlas)
        self._complete.set_result(contents)
        if not self._early.done():
            self._early.set_result(contents)

    def wait(self) -> None:
        """Return when the Keras model is loaded.

        Raises:
            NetworkError: if it can't be.
        """
        self._complete.result()

    @property
    def is_lost(self) -> bool:
        """Whether loading has failed; does not wait."""
        return self._complete.done() and self._complete.exception() is not None

    @property
    def is_loaded(self) -> bool:
        """Whether it has been loaded at least in part; does not wait."""
        return self._early.done() and self._early.exception() is None

    @property
    def _current(self) -> Contents:
        return self._complete.result() if self._complete.done() else self._early.result()

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
    def shown_layers(self) -> list[str]:
        """The names of the layers that the page shows while one draws."""
        return [self.first_layer.shown] if self.first_layer else []

    @property
    def keras_model(self) -> keras.Model:
        return self._complete.result().recognizer.network

    @property
    def chain(self) -> Chain | None:
        """All layers with their weights; None if they do not form a chain."""
        return self._current.chain

    @property
    def layers(self) -> Sequence[Anatomy]:
        """All layers in order; none if they do not form a chain."""
        return self.chain.layers if self.chain else []

    @property
    def atlas(self) -> Atlas | None:
        """The map of test digits; None if none has been computed for this network."""
        return self._complete.result().atlas

    @cached_property
    def explainer(self) -> Explainer:
        """Created on first use: compiling takes some tenths of a second."""
        keras_model = self.keras_model  # first: a second import of TensorFlow while it is loading could deadlock
        from model.inside.explanation import Explainer

        return Explainer(keras_model)

    @cached_property
    def features_layer(self) -> str:
        """The name of the layer whose output the atlas places."""
        keras_model = self.keras_model
        from model.inside.atlas import features_layer

        return features_layer(keras_model)

    def read(self, drawing: Any, layers: list[str] | None = None) -> Reading:
        """The reading of a drawing in JSON, see `drawing_from`; activations are those of `layers`, all if None.

        Raises:
            DrawingError: if it is not a drawing; the message is for the visitor.
        """
        return self.recognizer.read(drawing_from(drawing), layers)
