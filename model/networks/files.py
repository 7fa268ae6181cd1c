"""Saved networks: their folder, their training records, and the errors that a damaged file raises."""
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
# Raised by NumPy and by the readers of compressed files if a file is damaged.
UNREADABLE = (OSError, EOFError, ValueError, TypeError, KeyError, MemoryError, RuntimeError, lzma.LZMAError,
              struct.error, tokenize.TokenError, zipfile.BadZipFile, zlib.error)


class NetworkError(ValueError):
    """A saved network cannot be used; the message names the file and says why."""


def load_record(path: Path) -> dict[str, Any]:
    """The training record of a saved network; empty if there is none or it belongs to another network.

    A save that was interrupted before the record's final rename leaves it under its temporary name.
    """
    for file in (path.with_suffix(".json"), path.with_suffix(".partial.json")):
        try:
            record = json.loads(file.read_text(encoding="utf-8"))
            recorded = record.get("network_sha256") or checksum(path)  # older records lack it
            if "settings" in record and recorded == checksum(path):
                return record
        except (OSError, ValueError, AttributeError, RecursionError):
            continue
    return {}


def checksum(path: Path) -> str:
    """SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
