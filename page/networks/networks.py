"""The networks on offer: the project's own, one given on the command line, and those that visitors have trained."""
from __future__ import annotations

from pathlib import Path
from threading import Thread
from typing import Any

from model.networks.files import SAVED
from page.networks.loaded_network import LoadedNetwork
from page.process import freeze_objects

OFFERED = ("best", "lesson")  # of the project's own networks


class Networks:
    """The networks a visitor can choose from, by name; the first one is the default.

    TensorFlow takes seconds to import, so the page starts without it: `start` loads the networks in a thread.
    Meanwhile, those whose layers are saved already read drawings. Anything else waits.

    Args:
        path: a `.keras` file to offer first; None for the project's own networks alone.
    """

    def __init__(self, path: str | Path | None = None) -> None:
        own = {name: SAVED / f"{name}.keras" for name in OFFERED}
        given = {}
        if path:
            given = {Path(path).name if Path(path).stem in own else Path(path).stem: Path(path)}
        self._offered = {name: LoadedNetwork(path) for name, path in (given | own).items()}
        self._trained: dict[str, LoadedNetwork] = {}  # by a name that can't be guessed

    @property
    def names(self) -> list[str]:
        return list(self._offered)

    @property
    def first(self) -> LoadedNetwork:
        return next(iter(self._offered.values()))

    def find(self, name: Any) -> LoadedNetwork | None:
        """The network of this name, or the first one if the name is None.

        None if there is no such network, if it is no longer kept, or if it could not be loaded.
        """
        if name is None:
            return self.first
        network = self._offered.get(name) or self._trained.get(name) if isinstance(name, str) else None
        return None if network and network.is_lost else network

    def find_or_first(self, name: Any) -> LoadedNetwork:
        """The network of this name, or the first one if there is none."""
        return self.find(name) or self.first

    def find_weights(self, sha256: str) -> bytes | None:
        """The weights with this checksum, as `Chain.weights`; None if no network on offer has them."""
        loaded = [network for network in (*self._offered.values(), *self._trained.values()) if network.is_loaded]
        chains = (network.chain for network in loaded)
        return next((chain.weights for chain in chains if chain and chain.sha256 == sha256), None)

    def keep(self, name: str, network: LoadedNetwork) -> None:
        """Offer a network that a visitor has trained to anyone who knows its name."""
        self._trained[name] = network

    def drop(self, name: str) -> None:
        self._trained.pop(name, None)

    def start(self) -> None:
        """Begin to load the networks, one after the other, in a thread."""
        for network in self._offered.values():
            network.load_chain()

        def load_all() -> None:
            for network in self._offered.values():
                network.load()
                if self.first.is_lost:  # the program is about to exit, and TensorFlow must not be running then
                    return
            freeze_objects()

        Thread(target=load_all, name="load the networks", daemon=True).start()
