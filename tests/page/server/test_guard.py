"""What can be had from a running page over HTTP: nothing that is not meant to be."""
from __future__ import annotations

import json
import re
import socket
import urllib.parse
from pathlib import Path

import pytest

import app
from bench.common import attacks
from bench.common.server import API, call, reads, server_function, start, stop, upload
from bench.hostile import run, troubles
from page.server.guard import MOST_BYTES, MOST_PARTS, MOST_UPLOADED, POLICY
from tests.support.drawings import SEVEN
from tests.support.project import PROJECT
from tests.support.waiting import awaited

JSON = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A page with a folder of its own for uploads."""
    server = start(GRADIO_TEMP_DIR=str(tmp_path_factory.mktemp("uploads")))
    yield server
    stop(server)


@pytest.fixture
def uploaded(server):
    """The path of another visitor's picture on the server."""
    return json.loads(upload(server, attacks.picture("cmyk"), "mine.jpg")[1])[0]


def is_refused(answer, status) -> bool:
    return answer[0] == status and not list(troubles([answer]))


# Attacks

def test_hundreds_of_attacks_get_sentences_and_good_drawings_are_read_between_them(server):
    found = []
    rows, asked, right = run(server, 200, 1, found.append)
    assert found == []
    assert (asked, right) == (2, 2)
    assert sum(row.refused for row in rows.values()) > 100


def test_the_judge_of_answers_sees_what_is_bad():
    assert list(troubles([(200, b'{"state": "digit"}'), (404, b'{"error": "There is nothing here."}')])) == []
    assert "status 500" in list(troubles([(500, b"Internal Server Error")]))
    assert next(troubles([(404, b'{"detail": "Not Found"}')])).startswith("no sentence")
    assert next(troubles([(200, b'event: error\ndata: {"error": null}\n\n')])).startswith("no sentence")
    assert next(troubles([(200, f'"{PROJECT}/app.py"'.encode())])).startswith("shows")


# Sizes

@pytest.mark.parametrize("text", [
    "x" * (MOST_BYTES + 1), '{"data": [' + "[]," * MOST_PARTS + "1]}", '{"data": [' + "1," * 400_000 + "1]}"])
def test_more_than_a_drawing_can_be_is_refused(server, text):
    for path in (f"{API}/call/read", f"{API}/component_server/", f"{API}/queue/join", f"{API}/run/predict"):
        assert is_refused(server.post(path, text), 413)


def test_more_than_was_announced_is_refused(server):
    with socket.create_connection(("127.0.0.1", server.port)) as connection:
        connection.sendall(f"POST {API}/call/read HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n".encode())
        block = b"100000\r\n" + b" " * 0x100000 + b"\r\n"
        try:
            for _ in range(MOST_BYTES // 0x100000 + 2):
                connection.sendall(block)
        except OSError:
            pass  # it has closed the door
        assert connection.recv(100).startswith(b"HTTP/1.1 413")


def test_an_upload_of_more_than_20_mb_is_refused(server):
    for count in (20 * 1024**2 + 1, MOST_UPLOADED):  # the first by Gradio, the second before it
        assert is_refused(upload(server, bytes(count), "large.png"), 413)


def test_an_upload_is_refused_where_the_disk_is_nearly_full(monkeypatch):

    from starlette.datastructures import Headers

    from page.server import guard

    monkeypatch.setattr(guard, "SPARE", float("inf"))
    with pytest.raises(guard.RefusedError, match="try again"):
        awaited(guard.checked("/gradio_api/upload", Headers({}), None))


# Files

@pytest.mark.parametrize("route", [f"{API}/file=", "/file=", f"{API}/file/", f"{API}/proxy=", f"{API}/static/",
                                   "/assets/", "/scripts/", "/static/"])
@pytest.mark.parametrize("path", attacks.PATHS)
def test_no_file_of_the_server_can_be_fetched(server, route, path, tmp_path):
    path = urllib.parse.quote(path.format(project=PROJECT, upload=tmp_path), safe="/%?=.:")
    status, body = server.ask("GET", route + path)
    assert not list(troubles([(status, body)]))
    assert status in (403, 404) or body.startswith(b"<!doctype html>")


def test_nobody_can_fetch_another_visitors_upload(server, uploaded):
    assert Path(uploaded).is_file()
    for route in (f"{API}/file=", "/file=", f"{API}/file/", f"{API}//file="):
        for path in (uploaded, urllib.parse.quote(uploaded, safe=""), uploaded.replace("/", "//")):
            for method in ("GET", "HEAD"):
                assert server.ask(method, route + path)[0] == 404


def test_nobody_can_have_a_file_read_that_was_not_uploaded(server, uploaded):
    link = Path(uploaded).parent / "link.png"
    link.symlink_to(PROJECT / "assets" / "examples" / "7-test-41.png")
    for path in (PROJECT / "assets" / "examples" / "7-test-41.png", link, f"{uploaded}/../../../../../../etc/passwd"):
        data = json.dumps({"data": [{"path": str(path), "meta": {"_type": "gradio.FileData"}}]})
        for answers in (call(server, "predict", data), call(server, "read", data)):
            assert answers[-1][1].startswith(b"event: error")
            assert not list(troubles(answers))


@pytest.mark.parametrize("path", ["http://127.0.0.1:1/x.png", " HTTPS://example.invalid/x.png"])
def test_the_server_fetches_nothing_from_elsewhere(server, path):
    data = json.dumps({"data": [{"path": path, "meta": {"_type": "gradio.FileData"}}]})
    assert is_refused(call(server, "predict", data)[-1], 422)


def test_what_the_page_tells_of_itself_names_no_place_on_the_server(server):
    for path in ("/", "/config", f"{API}/info", f"{API}/runs", "/monitoring", f"{API}/startup-events", "/theme.css",
                 "/docs", "/openapi.json", f"{API}/queue/status", f"{API}/app_id", "/manifest.json", "/robots.txt"):
        status, body = server.ask("GET", path)
        assert not [trouble for trouble in troubles([(status, body)]) if "shows" in trouble or "status" in trouble]


# Other sites

@pytest.mark.parametrize("headers", [{"Origin": "https://elsewhere.example"}, {"Origin": "null"},
                                     {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"},
                                     {"Origin": "http://127.0.0.1:1"}], ids=str)
def test_another_sites_page_can_ask_nothing(server, headers):
    body = json.dumps({"data": [SEVEN, False]}).encode()
    for path in (f"{API}/call/read", f"{API}/component_server/", f"{API}/upload", f"{API}/queue/join", f"{API}/cancel"):
        for form in ("application/json", "text/plain"):
            assert is_refused(server.ask("POST", path, body, **headers, **{"Content-Type": form}), 403)


@pytest.mark.parametrize("headers", [{}, {"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}], ids=str)
def test_programs_and_the_page_itself_can_ask(server, headers):
    headers = headers | ({"Origin": f"http://127.0.0.1:{server.port}"} if headers else {})
    body = json.dumps({"data": [SEVEN, False]}).encode()
    assert server.ask("POST", f"{API}/call/read", body, **JSON, **headers)[0] == 200


def test_the_page_allows_its_browser_to_ask_no_other_host(server):
    import http.client

    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    connection.request("GET", "/")
    headers = connection.getresponse().headers
    assert headers["content-security-policy"] == POLICY
    assert (headers["x-content-type-options"], headers["referrer-policy"]) == ("nosniff", "same-origin")
    assert not re.search(r"https?:|\*", POLICY)


def test_by_default_only_this_machine_is_served_and_nothing_is_shared(server):
    options = app.parse_arguments([])
    assert (options.host, options.share) == (None, False)
    port = f":{server.port:04X}"
    tables = [Path(f"/proc/net/{table}") for table in ("tcp", "tcp6")]
    if not tables[0].exists():
        pytest.skip("this system has no /proc/net")
    local = {line.split()[1] for table in tables if table.exists() for line in table.read_text().splitlines()[1:]
             if line.split()[3] == "0A"}  # listening
    assert {address for address in local if address.endswith(port)} == {f"0100007F{port}"}


# Other visitors

def test_guessed_names_give_no_training_and_no_network(server):
    functions = {name: component for component, name in server.functions}
    for name in ("trained-", "trained-AAAAAAAAAAAAAAAA", "trained", "", None, ["trained"], {"name": "x"}, 0):
        wish = json.dumps({"name": name, "names": [name], "what": "keras", **SEVEN})
        for function, nothing in (("progress", {"state": "gone"}), ("answers", {}),
                                  ("take", {"error": "That network is no longer kept."})):
            [(status, body)] = server_function(server, functions[function], function, wish)
            assert (status, json.loads(body)) == (200, nothing)


def test_nobody_can_fetch_the_answer_to_anothers_call(server):
    _, body = server.post(f"{API}/call/read", json.dumps({"data": [SEVEN, False]}))
    event = json.loads(body)["event_id"]
    guessed = event[:-1] + ("0" if event[-1] != "0" else "1")
    assert b'"digit"' not in server.ask("GET", f"{API}/call/read/{guessed}")[1]
    assert b'"digit": 7' in server.ask("GET", f"{API}/call/read/{event}")[1]


def test_the_page_still_reads_after_all_of_this(server):
    assert reads(server)
