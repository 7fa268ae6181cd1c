"""Networks as files for visitors to download."""
from __future__ import annotations

from pathlib import Path
from shutil import make_archive
from tempfile import TemporaryDirectory
from threading import BoundedSemaphore, Lock

from model.exports.formats import FORMATS
from page.networks.loaded_network import LoadedNetwork
from page.parts.wire import file_message

MOST_WAITING = 4  # visitors; each occupies one of the threads that also read drawings

_place = BoundedSemaphore(MOST_WAITING)
_turn = Lock()  # one conversion at a time: each keeps a core busy for a second or two


def offered() -> list[dict[str, str]]:
    """The formats that can be written here, for the page's menu."""
    return [{"name": name, "words": kind.words} for name, kind in FORMATS.items() if kind.is_possible]


def network_file(network: LoadedNetwork, form: str) -> dict[str, str]:
    """A file with the network to save, a zip file if the format is a folder; or `{"error": sentence}`."""
    keras_model = network.keras_model  # before TensorFlow is imported here
    from model.exports.export import export

    if not _place.acquire(blocking=False):
        return {"error": "Busy: try again in a moment"}
    try:
        with _turn, TemporaryDirectory() as folder:  # Keras writes to paths only
            path = export(keras_model, form, Path(folder) / f"digits{FORMATS[form].ending}",
                          network.recognizer.least_energy)
            if path.is_dir():
                path = Path(make_archive(str(path), "zip", path.parent, path.name))
            return file_message(path.name, path.read_bytes())
    finally:
        _place.release()
