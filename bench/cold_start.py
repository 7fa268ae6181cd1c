"""From an empty virtual environment to the first answer: what is downloaded, and how long each step takes.

    python bench/cold_start.py                                        # with requirements.txt
    python bench/cold_start.py tensorflow tensorflow-cpu              # with each of these for TensorFlow, and a table

Everything is downloaded afresh and thrown away afterwards: up to 2 GB of disk for each. What a download takes depends
on the line, so its size is what counts; what follows depends on the machine.
"""
from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from bench.common.server import PROJECT, serving

DRAWING = {"strokes": [[300, 200, 700, 200, 450, 800]]}
STARTS = 3  # of the page; the first one also compiles all the Python


def run(*command: object) -> float:
    """Seconds that it takes."""
    since = time.perf_counter()
    subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - since


def size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file() and not file.is_symlink())


def ask(url: str) -> dict:
    """A reading of the drawing, by the two calls of Gradio's API."""
    call = f"{url}gradio_api/call/read"
    question = urllib.request.Request(call, json.dumps({"data": [DRAWING, False]}).encode(),
                                      {"Content-Type": "application/json"})
    number = json.load(urllib.request.urlopen(question, timeout=60))["event_id"]
    answer = urllib.request.urlopen(f"{call}/{number}", timeout=120).read().decode()
    return json.loads(answer.split("data: ", 1)[1])[0]


def start(python: Path) -> tuple[float, float, int]:
    """Seconds from the command to the page and to the first answer, and the server's memory then, in bytes."""
    since = time.perf_counter()
    with serving(python, "app.py", "--port") as (server, url):
        page = time.perf_counter() - since
        if ask(url)["digit"] != 7:
            raise RuntimeError("The page misread the seven.")
        answer = time.perf_counter() - since
        memory = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{server.pid}/status").read_text())
        return page, answer, 1024 * int(memory.group(1))


def measure(tensorflow: str | None) -> dict[str, str]:
    """What it takes with this package for TensorFlow; with requirements.txt as it is if None."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        given = (PROJECT / "requirements.txt").read_text()
        if tensorflow:
            lines = [line for line in given.splitlines() if not line.startswith("tensorflow")]
            version = re.search(r"^tensorflow[\w-]*([<>=\d.,]+)", given, re.MULTILINE).group(1)
            given = "\n".join([*lines, tensorflow + version])
        (folder / "requirements.txt").write_text(given)
        run(sys.executable, "-m", "venv", folder / "venv")
        python, wheels = folder / "venv" / "bin" / "python", folder / "wheels"
        pip = [python, "-m", "pip", "-q", "--disable-pip-version-check"]
        run(*pip, "download", "--no-cache-dir", "-d", wheels, "-r", folder / "requirements.txt")
        installing = run(*pip, "install", "--no-index", "--find-links", wheels, "-r", folder / "requirements.txt")
        starts = [start(python) for _ in range(STARTS)]
        return {"packages": str(len(list(wheels.iterdir()))), "download": f"{size(wheels) / 1e6:.0f} MB",
                "installed": f"{size(folder / 'venv') / 1e6:.0f} MB", "to install": f"{installing:.0f} s",
                "to the page, first start": f"{starts[0][0]:.1f} s", "to an answer": f"{starts[0][1]:.1f} s",
                "to the page, later": f"{min(page for page, _, _ in starts[1:]):.1f} s",
                "to an answer, later": f"{min(answer for _, answer, _ in starts[1:]):.1f} s",
                "memory": f"{starts[-1][2] / 1e6:.0f} MB"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tensorflow", nargs="*", help="packages to try in place of the one in requirements.txt")
    options = parser.parse_args()
    print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}\n")
    for number, package in enumerate(options.tensorflow or [None]):
        found = measure(package)
        if number == 0:
            print("| |", " | ".join(found), "|\n|" + "---|" * (1 + len(found)))
        print(f"| {package or 'requirements.txt'} |", " | ".join(found.values()), "|", flush=True)


if __name__ == "__main__":
    main()
