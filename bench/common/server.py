"""Test servers: pages to measure or attack, each in its own process, and HTTP requests to ours."""
from __future__ import annotations

import http.client
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
API = "/gradio_api"
TIMEOUT = 60  # seconds
START = 120  # seconds in which a page must answer
SEVEN = {"strokes": [[300, 200, 700, 200, 450, 800]]}
# For `serving`: our page, and those it is compared with.
OURS = ("app.py", "--port")
OBVIOUS, EMPTY = (("-m", "bench.common.compared", name) for name in ("obvious", "empty"))


@dataclass
class Server:
    """A running page of ours, which listens on this machine only."""

    port: int
    process: subprocess.Popen
    log: Path

    @cached_property
    def functions(self) -> list[tuple[int, str]]:
        """Component and name of each server function."""
        return [(part["id"], name) for part in json.loads(self.ask("GET", "/config")[1])["components"]
                for name in part["props"].get("server_fns") or []]

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        except (ConnectionResetError, BrokenPipeError):  # it refused before all of the body was sent
            return 413, b'{"error": "The server closed the connection early."}'
        finally:
            connection.close()

    def post(self, path: str, text: str) -> tuple[int, bytes]:
        return self.ask("POST", path, text.encode("utf-8", "surrogatepass"), **{"Content-Type": "application/json"})

    def forget_highest(self) -> None:
        Path(f"/proc/{self.process.pid}/clear_refs").write_text("5")


def start(arguments: Sequence[str] = (), port: int | None = None, folder: Path = PROJECT,
          **environment: str) -> Server:
    """Start the page of a project's folder, on a free port by default; return it once its network has been loaded."""
    port = port or free_port()
    log = Path(tempfile.mkdtemp()) / "log"
    process = subprocess.Popen([sys.executable, "app.py", "--port", str(port), *arguments], cwd=folder,
                               stdout=log.open("w"), stderr=subprocess.STDOUT, env={**os.environ, **environment})
    server = Server(port, process, log)
    try:
        wait_for(process, lambda: answers(f"http://127.0.0.1:{port}/"), START)
    except RuntimeError as error:
        process.kill()
        raise RuntimeError(f"The page did not start: {log.read_text()[-2000:]}") from error
    reads(server)
    return server


def memory(pid: int, figure: str = "VmRSS") -> float:
    """Memory of a process in MB: `VmRSS` is the present one, `VmHWM` the peak since `forget_highest`."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(rf"{figure}:\s+(\d+)", status)[1]) * 1024 / 1e6


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def stop(server: Server) -> None:
    server.process.terminate()
    server.process.wait(20)


@contextmanager
def serving(*arguments: str, folder: Path = PROJECT) -> Iterator[tuple[subprocess.Popen, str]]:
    """Process and address of a page that Python serves from a project's folder, once it answers; its port is added
    as the last argument."""
    url = f"http://127.0.0.1:{(port := free_port())}/"
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "GRADIO_ANALYTICS_ENABLED": "False"}
    with ended(subprocess.Popen([sys.executable, *arguments, str(port)], cwd=folder, env=environment,
                                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)) as process:
        wait_for(process, lambda: answers(url), START)
        yield process, url


@contextmanager
def ended(process: subprocess.Popen) -> Iterator[subprocess.Popen]:
    """The same process, which is terminated at the end."""
    try:
        yield process
    finally:
        process.terminate()
        process.wait(60)


def answers(url: str) -> bool:
    try:
        urllib.request.urlopen(url, timeout=5).close()
    except OSError:
        return False
    return True


def wait_for(process: subprocess.Popen, happens: Callable[[], bool], seconds: float, pause: float = 0.02) -> None:
    """Return once `happens()`, which is polled every `pause` seconds.

    Raises:
        RuntimeError: if the process ends or the time is over.
    """
    end = time.monotonic() + seconds
    while not happens():
        if process.poll() is not None or time.monotonic() > end:
            raise RuntimeError(f"Waited {seconds} s in vain for {process.args}.")
        time.sleep(pause)


# Requests

def pad_number(url: str) -> int:
    """Gradio's component number of the pad."""
    with urllib.request.urlopen(f"{url}config", timeout=START) as answer:
        parts = json.load(answer)["components"]
    return next(part["id"] for part in parts if part["props"].get("elem_id") == "pad")


def ask_pad(url: str, pad: int, drawing: dict) -> dict:
    """The pad's answer to a drawing."""
    body = json.dumps({"data": drawing, "component_id": pad, "fn_name": "read", "session_hash": "s"})
    request = urllib.request.Request(f"{url}{API[1:]}/component_server/", body.encode(),
                                     {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=START) as answer:
        return json.load(answer)


def wait_until_loaded(url: str) -> None:
    """Return when TensorFlow is loaded too, and both kinds of answers have been compiled."""
    pad = pad_number(url)
    for layers in (True, False):
        ask_pad(url, pad, {**SEVEN, "layers": layers})


def call(server: Server, name: str, data: str) -> list[tuple[int, bytes]]:
    """Both answers of a named endpoint: the event's number and its result."""
    answers = [server.post(f"{API}/call/{name}", data)]
    try:
        event = json.loads(answers[0][1])["event_id"]
    except (ValueError, KeyError, TypeError):
        return answers
    return [*answers, server.ask("GET", f"{API}/call/{name}/{event}")]


def server_function(server: Server, component: object, name: str, data: str) -> list[tuple[int, bytes]]:
    names = f'"component_id": {json.dumps(component)}, "fn_name": {json.dumps(name)}, "session_hash": "s"'
    body = f'{{{names}, "data": {data}}}'
    return [server.post(f"{API}/component_server/", body)]


def upload(server: Server, content: bytes, name: str) -> tuple[int, bytes]:
    head = f'--b\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'.encode()
    body = head + content + b"\r\n--b--\r\n"
    return server.ask("POST", f"{API}/upload", body, **{"Content-Type": "multipart/form-data; boundary=b"})


def reads(server: Server) -> bool:
    """Whether a valid drawing is read right."""
    answer = call(server, "read", json.dumps({"data": [SEVEN, False]}))[-1][1].decode()
    return '"digit": 7' in answer
