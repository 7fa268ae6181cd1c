"""Networks as files for visitors to download."""
from __future__ import annotations

import io
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import BoundedSemaphore, Lock

from model.exports.formats import FORMATS
from page.networks.loaded_network import LoadedNetwork

MOST_WAITING = 4  # visitors; each occupies one of the threads that also read drawings

_place = BoundedSemaphore(MOST_WAITING)
_turn = Lock()  # one conversion at a time: each keeps a core busy for a second or two


class BusyError(Exception):
    """Too many visitors are waiting; the message is for this one."""


def offered() -> list[dict[str, str]]:
    """The formats that can be written here, for the page's menu."""
    return [{"name": name, "words": kind.words} for name, kind in FORMATS.items() if kind.is_possible]


def network_file(network: LoadedNetwork, form: str) -> tuple[str, bytes]:
    """The name and content of a file with the network; a folder becomes a zip file.

    Raises:
        BusyError: if too many visitors are waiting for theirs.
    """
    from model.exports.export import export

    if not _place.acquire(blocking=False):
        raise BusyError("Busy: try again in a moment")
    try:
        with _turn, TemporaryDirectory() as folder:  # Keras writes to paths only
            path = export(network.keras_model, form, Path(folder) / f"digits{FORMATS[form].ending}")
            return (path.name, path.read_bytes()) if path.is_file() else (f"{path.name}.zip", zipped_folder(path))
    finally:
        _place.release()


def zipped_folder(folder: Path) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            archive.write(path, path.relative_to(folder.parent))
    return file.getvalue()
