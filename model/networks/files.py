"""Where trained networks lie, and what lies beside each; how a damaged file is known."""
from __future__ import annotations

import hashlib
import json
import lzma
import struct
import tokenize
import zipfile
import zlib
from pathlib import Path
from typing import Any

SAVED = Path(__file__).resolve().parents[1] / "saved"
# What NumPy and the readers of packed files raise at one that is damaged.
UNREADABLE = (OSError, EOFError, ValueError, TypeError, KeyError, MemoryError, RuntimeError, lzma.LZMAError,
              struct.error, tokenize.TokenError, zipfile.BadZipFile, zlib.error)


class NetworkError(ValueError):
    """A saved network cannot be used; the message names the file and says why."""


def load_record(path: Path) -> dict[str, Any]:
    """The record of its training beside a saved network; empty where there is none, or another network's.

    A save that was stopped between its files has left the new record under its first name.
    """
    for file in (path.with_suffix(".json"), path.with_suffix(".partial.json")):
        try:
            record = json.loads(file.read_text(encoding="utf-8"))
            whose = record.get("network_sha256") or checksum(path)  # older records say nothing of it
            if "settings" in record and whose == checksum(path):
                return record
        except (OSError, ValueError, AttributeError, RecursionError):
            continue
    return {}


def checksum(path: Path) -> str:
    """SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
