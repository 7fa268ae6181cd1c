"""Size of the download and time of each step from an empty virtual environment to the first answer.

    python bench/cold_start.py                                        # with requirements.txt
    python bench/cold_start.py tensorflow tensorflow-cpu              # with each of these as TensorFlow

Everything is downloaded without a cache and deleted afterwards; each needs up to 2 GB of disk. The time of a download
depends on the connection, so only its size is reported.
"""
from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from bench.common.report import RESULTS, Report, Row, command_parser
from bench.common.server import PROJECT, SEVEN, serving

STARTS = 3  # of the page; the first one also compiles all the Python


def run(*command: object) -> float:
    """Seconds that the command takes."""
    since = time.perf_counter()
    subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - since


def size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file() and not file.is_symlink())


def ask(url: str) -> dict:
    """A reading of a 7, by the two calls of Gradio's API."""
    call = f"{url}gradio_api/call/read"
    question = urllib.request.Request(call, json.dumps({"data": [SEVEN, False]}).encode(),
                                      {"Content-Type": "application/json"})
    number = json.load(urllib.request.urlopen(question, timeout=60))["event_id"]
    answer = urllib.request.urlopen(f"{call}/{number}", timeout=120).read().decode()
    return json.loads(answer.split("data: ", 1)[1])[0]


def start(python: Path) -> tuple[float, float, int]:
    """Seconds from the command to the page and to the first answer, and the server's memory at that point in bytes."""
    since = time.perf_counter()
    with serving(python, "app.py", "--port") as (server, url):
        page = time.perf_counter() - since
        if ask(url)["digit"] != 7:
            raise RuntimeError("The page misread the seven.")
        answer = time.perf_counter() - since
        memory = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{server.pid}/status").read_text())
        return page, answer, 1024 * int(memory.group(1))


def measure(tensorflow: str | None) -> Row:
    """The figures with this package as TensorFlow; with requirements.txt unchanged if None."""
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
        return {"packages from": tensorflow or "requirements.txt", "packages": len(list(wheels.iterdir())),
                "download, MB": round(size(wheels) / 1e6), "installed, MB": round(size(folder / "venv") / 1e6),
                "to install, s": round(installing), "to the page, first start, s": round(starts[0][0], 1),
                "to an answer, s": round(starts[0][1], 1),
                "to the page, later, s": round(min(page for page, _, _ in starts[1:]), 1),
                "to an answer, later, s": round(min(answer for _, answer, _ in starts[1:]), 1),
                "memory, MB": round(starts[-1][2] / 1e6)}


def main() -> None:
    parser = command_parser(__doc__, RESULTS / "cold_start.json")
    parser.add_argument("tensorflow", nargs="*", help="packages to try instead of the one in requirements.txt")
    options = parser.parse_args()
    report = Report()
    for package in options.tensorflow or [None]:
        report.row(measure(package))
    report.write(options.output)


if __name__ == "__main__":
    main()
