"""How soon the page is there: from the command to the page, to a first reading, and to all layers.

    python bench/start.py              # five starts; prints medians

Beside it stand `import gradio`, without which there is no page, and `import tensorflow`, for which it does not wait.
"""
from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
import urllib.request

import numpy as np

from bench.common.server import serving
from bench.latency import pad_number

SEVEN = [[300, 200, 700, 200, 450, 800]]


def read(url: str, pad: int, layers: bool) -> dict:
    body = json.dumps({"data": {"strokes": SEVEN, "layers": layers}, "component_id": pad, "fn_name": "read",
                       "session_hash": "start"})
    request = urllib.request.Request(f"{url}gradio_api/component_server/", body.encode(),
                                     {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=120) as answer:
        return json.load(answer)


def start() -> tuple[float, float, float]:
    """Seconds from the command to the page's document, to a right reading, and to one with all layers."""
    since = time.perf_counter()
    with serving(sys.executable, "app.py", "--port") as (_, url):
        seconds = [time.perf_counter() - since]
        pad = pad_number(url)
        for layers in (False, True):
            assert read(url, pad, layers)["digit"] == 7
            seconds.append(time.perf_counter() - since)
    return tuple(seconds)


def importing(package: str) -> float:
    since = time.perf_counter()
    subprocess.run([sys.executable, "-c", f"import {package}"], check=True, stderr=subprocess.DEVNULL)
    return time.perf_counter() - since


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--starts", type=int, default=5)
    options = parser.parse_args()
    importing("gradio")  # until the disk's pages are in memory
    rows = {"import gradio": [], "import tensorflow": [], "the page": [], "a first reading": [], "all layers": []}
    for _ in range(options.starts):
        found = (importing("gradio"), importing("tensorflow"), *start())
        for times, seconds in zip(rows.values(), found, strict=True):
            times.append(seconds)
    print(f"{'seconds from the command to':30s} {'median':>7s} {'worst':>7s}")
    for name, times in rows.items():
        print(f"{name:30s} {np.median(times):7.2f} {max(times):7.2f}")


if __name__ == "__main__":
    main()
