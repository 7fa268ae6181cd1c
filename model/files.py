"""Where trained networks lie, and what lies beside each."""
from __future__ import annotations

import json
from pathlib import Path
from typing import Any

SAVED = Path(__file__).resolve().parent / "saved"


class NetworkError(ValueError):
    """A saved network cannot be used; the message names the file and says why."""


def load_record(path: Path) -> dict[str, Any]:
    """The record of its training beside a saved network; empty where there is none, or another file of its name."""
    try:
        record = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) and "settings" in record else {}
