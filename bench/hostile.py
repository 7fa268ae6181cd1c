"""Fuzzing a running page with hostile requests: is each refused safely, with a readable message, and quickly?

    python bench/hostile.py                    # 10,000 requests, four minutes on two cores
    python bench/hostile.py --requests 500

Each attack goes to `/predict`, `/read`, a server function of the page, the upload or a file's address. An answer is bad
if its status is 500 or higher, if it reveals a traceback or a path of the server, or if it refuses without a message.
Every hundredth request, a valid drawing must be read correctly. Time is that of the whole attack; memory is the
server's peak during it minus what it used before.
"""
from __future__ import annotations

import base64
import http.client
import json
import os
import re
import sys
import tempfile
import time
import urllib.parse
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from bench.common import attacks
from bench.common.report import RESULTS, Report, command_parser
from bench.common.server import API, PROJECT, Server, call, memory, reads, server_function, start, stop, upload

GOOD_EVERY = 100  # attacks
SENTENCE = re.compile(r"[A-Z].{8,}[.!?]$", re.DOTALL)
LEAKS = [re.compile(pattern) for pattern in (r"Traceback", r'File \\?"/', r"site-packages", re.escape(str(PROJECT)),
                                             r"root:x:0", r"\bdef main\(")]
NAMES = ["a.png", "a.jpg", "a.svg", "a", "a.html", "../../a.png", "x" * 300 + ".png", "a\0.png", "é.png", "", "a/b",
         "\\\\x\\y", "x" * 5000]
FORMS = ["", "multipart/form-data", "multipart/form-data; boundary=", "text/plain", "multipart/form-data; boundary=b"]
ROUTES = [f"{API}/file=", f"{API}/file/", "/file=", f"{API}/static/", "/static/", "/assets/", "/scripts/",
          f"{API}/proxy=", f"{API}/stream/", f"{API}/deep_link?x="]

# Attacks: each returns its description and the answers to it

Attack = tuple[str, list[tuple[int, bytes]]]


def attack_predict(server: Server, random: Random) -> Attack:
    if random.random() < 0.4:
        text = attacks.any_json(random)
        return text[:60], call(server, "predict", f'{{"data": [{text}]}}' if random.random() < 0.8 else text)
    what, content = attacks.any_picture(random)
    status, body = upload(server, content, random.choice(NAMES))
    try:
        path = json.loads(body)[0]
    except (ValueError, KeyError, IndexError):
        return what, [(status, body)]
    data = json.dumps({"data": [{"path": path, "meta": {"_type": "gradio.FileData"}}]})
    return what, call(server, "predict", data)


def attack_read(server: Server, random: Random) -> Attack:
    if random.random() < 0.3:
        what, content = attacks.any_picture(random)
        text = json.dumps({"image": "data:image/png;base64," + base64.b64encode(content[:3_600_000]).decode()})
        return what, call(server, "read", f'{{"data": [{text}, false]}}')
    text = attacks.any_json(random) if random.random() < 0.95 else random.choice(attacks.large_texts())
    body = f'{{"data": [{text}, {random.choice(attacks.NUMBERS)}]}}' if random.random() < 0.8 else text
    return text[:60], call(server, "read", body)


def attack_function(server: Server, random: Random) -> Attack:
    component, name = random.choice(server.functions)
    text = attacks.any_json(random) if random.random() < 0.95 else random.choice(attacks.large_texts())
    if random.random() < 0.1:
        component = random.choice([-1, 10**9, None, "x", 2.5])
    if random.random() < 0.1:
        name = random.choice(["__init__", "get_config", "", "x" * 1000, "postprocess", "js_on_load", None])
    return f"{name}: {text[:60]}", server_function(server, component, name, text)


def attack_upload(server: Server, random: Random) -> Attack:
    what, content = attacks.any_picture(random)
    if random.random() < 0.7:
        return what, [upload(server, content, random.choice(NAMES))]
    form = random.choice(FORMS)
    return f"as {form!r}: {what}", [server.ask("POST", f"{API}/upload", content[:1000], **{"Content-Type": form})]


def attack_file(server: Server, random: Random) -> Attack:
    uploads = os.path.join(tempfile.gettempdir(), "gradio")
    path = urllib.parse.quote(random.choice(attacks.PATHS).format(project=PROJECT, upload=uploads), safe="/%?=.:")
    route = random.choice(ROUTES)
    return route + path[:60], [server.ask("GET", route + path)]


ATTACKS: dict[str, Callable[[Server, Random], Attack]] = {
    "/predict": attack_predict, "/read": attack_read, "server functions": attack_function, "upload": attack_upload,
    "files": attack_file}


# Judging

def troubles(answers: list[tuple[int, bytes]]) -> Iterator[str]:
    """What is wrong with the answers to one attack."""
    for status, body in answers:
        text = body.decode("utf-8", "replace")
        if status >= 500:
            yield f"status {status}"
        yield from (f"shows {leak.pattern}" for leak in LEAKS if leak.search(text))
        if (status >= 400 or text.startswith("event: error")) and not has_sentence(text):
            yield f"no sentence: {status} {text[:80]!r}"


def has_sentence(text: str) -> bool:
    """Whether the JSON of an answer, or of its one event, has a readable message in `error`."""
    try:
        return bool(SENTENCE.match(json.loads(text.split("data: ", 1)[-1])["error"]))
    except (ValueError, KeyError, TypeError):
        return False


@dataclass
class Row:
    """Totals of all attacks on one address."""

    attacks: int = 0
    refused: int = 0
    bad: int = 0
    slowest: tuple[float, str] = (0.0, "")  # seconds of an attack
    largest: tuple[float, str] = (0.0, "")  # MB of the server's memory for an attack


def run(server: Server, requests: int, seed: int, complain: Callable[[str], None]) -> tuple[dict[str, Row], int, int]:
    """Rows by address; how many valid drawings were sent, and how many of them were read right."""
    random, rows, asked, right = Random(seed), {name: Row() for name in ATTACKS}, 0, 0
    names = list(ATTACKS)
    for number in range(requests):
        name = names[number % len(names)]
        row = rows[name]
        server.forget_highest()
        before, begin = memory(server.process.pid), time.perf_counter()
        try:
            what, answers = ATTACKS[name](server, random)
        except (OSError, http.client.HTTPException) as error:
            what, answers = "?", [(599, repr(error).encode())]
        seconds, megabytes = time.perf_counter() - begin, memory(server.process.pid, "VmHWM") - before
        found = list(troubles(answers))
        row.attacks += 1
        row.bad += bool(found)
        row.refused += answers[-1][0] >= 400 or b'"error"' in answers[-1][1]
        row.slowest, row.largest = max(row.slowest, (seconds, what)), max(row.largest, (megabytes, what))
        for trouble in found:
            complain(f"{name}: {what!r}: {trouble}")
        if number % GOOD_EVERY == GOOD_EVERY - 1:
            asked += 1
            right += reads(server)
    return rows, asked, right


def own_failures(log: str) -> int:
    """The number of tracebacks in the server's log that end in this project's code rather than in Gradio."""
    places = [re.findall(r'File "([^"]+)"', part) for part in log.split("Traceback (most recent call last)")[1:]]
    last = [found[-1] for found in places if found]
    return sum(place.startswith(str(PROJECT)) and "site-packages" not in place and "guard.py" not in place
               for place in last)


def main(arguments: list[str] | None = None) -> int:
    parser = command_parser(__doc__, RESULTS / "hostile.json")
    parser.add_argument("--requests", type=int, default=10_000, metavar="N", help="attacks (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(arguments)
    server = start()
    for name in attacks.PICTURES:
        attacks.picture(name)  # cached, so that making it is not timed
    for component, name in server.functions:
        if name == "tested":  # reads 10,000 test digits the first time
            for network in ("best", "lesson"):
                server_function(server, component, name, json.dumps(network))
    begin = time.perf_counter()
    try:
        rows, asked, right = run(server, options.requests, options.seed,
                                 lambda trouble: print(trouble, file=sys.stderr, flush=True))
        seconds = time.perf_counter() - begin
        failures = own_failures(server.log.read_text())
        resident = memory(server.process.pid)
    finally:
        stop(server)
    report = Report()
    for name, row in rows.items():
        report.row({"attacks on": name, "sent": row.attacks, "refused": row.refused, "bad": row.bad,
                    "slowest, s": round(row.slowest[0], 2), "most memory, MB": round(row.largest[0])})
        print(f"slowest: {row.slowest[1]!r}; largest: {row.largest[1]!r}", file=sys.stderr)
    report.note(f"{options.requests:,} attacks in {seconds:.0f} s; {right} of {asked} valid drawings between them read "
                f"right; {failures} failures of this project's code in the log; server at {resident:.0f} MB after.")
    report.write(options.output)
    return int(any(row.bad for row in rows.values()) or right < asked or failures > 0)


if __name__ == "__main__":
    sys.exit(main())
