"""Cases that Python and the browser share: drawings and their readings by the project's best network.

`python -m tools.cases` writes them. Each has

- `kind`, what is drawn, and its `strokes`;
- `image` (28 x 28 bytes in base64), its `corner`, the `fitted` shape and sometimes the shrunk `crop`; None if there is
  nothing to read;
- `probabilities`, rounded to six decimals, `state`, `digit`, `doubt` and `digits` as in a `Reading`.
"""
from __future__ import annotations

import base64
import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np

PATH = Path(__file__).with_name("cases.json.gz")


def load_cases() -> list[dict[str, Any]]:
    return json.loads(gzip.decompress(PATH.read_bytes()))


def image_of(case: dict[str, Any]) -> np.ndarray:
    """`(28, 28)` `uint8`; blank if there is nothing to read."""
    values = base64.b64decode(case["image"]) if case["image"] else bytes(28 * 28)
    return np.frombuffer(values, np.uint8).reshape(28, 28)
