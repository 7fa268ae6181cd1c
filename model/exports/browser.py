"""Networks as a browser receives them; `Network` in `assets/scripts/common/messages.js`."""
from __future__ import annotations

import base64
from typing import Any

import numpy as np

from model.networks.chain import Chain
from model.networks.first_layer import FirstLayer


def encoded(values: np.ndarray | bytes) -> str:
    """Bytes, or an array's numbers with the last axis fastest, in base64."""
    return base64.b64encode(values if isinstance(values, bytes) else np.ascontiguousarray(values)).decode("ascii")


def filters_message(layer: str, kernels: np.ndarray) -> dict[str, Any]:
    """The kernels of a layer that sees the image, `(filters, rows, columns)`."""
    return {"layer": layer, "shape": list(kernels.shape), "largest": float(np.abs(kernels).max()),
            "values": encoded(kernels.astype("<f4"))}


def network_message(name: str, chain: Chain | None, first: FirstLayer | None,
                    least_energy: float | None) -> dict[str, Any]:
    """All that a browser needs to run a network, except its weights."""
    return {"name": name, "leastEnergy": least_energy, "firstLayer": first and first.shown,
            "filters": first and filters_message(first.name, first.kernels),
            "layers": chain.description() if chain else [], "weights": chain and chain.sha256}
