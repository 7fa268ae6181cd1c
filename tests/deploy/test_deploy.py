"""Containers: what linters say of the files, and nginx as it is configured, before several copies of the page."""
from __future__ import annotations

import http.cookiejar
import json
import os
import re
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
import yaml

from bench.common.copies import NGINX, behind_nginx, configuration
from bench.common.server import START, answers, ended, free_port, wait_for
from tests.support.drawings import ONE, SEVEN
from tests.support.project import PROJECT
from tests.support.visits import Visit

DEPLOY = PROJECT / "deploy"
needs_nginx = pytest.mark.skipif(not NGINX, reason="there is no nginx: apt-get install nginx-light")


# The files

@pytest.mark.parametrize("command", [
    "hadolint deploy/Dockerfile", "yamllint --strict deploy .github",
    "check-jsonschema --builtin-schema vendor.compose-spec deploy/compose.yaml",
    "check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/publish.yml",
    "kubernetes-validate --strict deploy/kubernetes.yaml"])
def test_a_linter_finds_nothing(command):
    name, *arguments = command.split()
    done = subprocess.run([Path(sys.executable).parent / name, *arguments], cwd=PROJECT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def lines_of(path):
    return [line for line in path.read_text().splitlines() if line and not line.startswith("#")]


def test_the_container_has_the_packages_that_have_been_tested():
    assert "pip install --no-cache-dir --require-hashes -r requirements.lock" in (DEPLOY / "Dockerfile").read_text()


def test_the_container_holds_all_that_the_page_is_made_of():
    docker = (DEPLOY / "Dockerfile").read_text()
    copied = {name for line in re.findall(r"^COPY (.+) \S+$", docker, re.MULTILINE) for name in line.split()}
    wanted = {line.removeprefix("!") for line in lines_of(PROJECT / ".dockerignore") if line.startswith("!")}
    assert copied == wanted and all((PROJECT / name).exists() for name in copied)
    assert {path.name for path in PROJECT.glob("*.py")} | {"assets", "model", "page"} <= copied


def test_the_container_is_not_root_and_says_how_it_is():
    docker = (DEPLOY / "Dockerfile").read_text()
    assert re.search(r"^USER 1000:1000$", docker, re.MULTILINE) and "HEALTHCHECK" in docker
    assert docker.index("USER 1000") < docker.index("ENTRYPOINT")


def test_each_probe_asks_what_the_page_answers(page_url):
    documents = list(yaml.safe_load_all((DEPLOY / "kubernetes.yaml").read_text()))
    [container] = documents[0]["spec"]["template"]["spec"]["containers"]
    probes = [container[f"{kind}Probe"]["httpGet"]["path"] for kind in ("startup", "readiness", "liveness")]
    for path in [*probes, re.search(r"127\.0\.0\.1:7860(/[^']+)'", (DEPLOY / "Dockerfile").read_text()).group(1)]:
        assert urllib.request.urlopen(page_url + path[1:], timeout=30).status == 200


# nginx

class Copy(BaseHTTPRequestHandler):
    """In place of the page: says which copy it is."""

    def do_GET(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        said = f"{self.server.server_port} {self.headers['Host']}".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    do_POST = do_GET

    def log_message(self, *words):
        pass


class Copies:
    """Some copies, by port."""

    def __init__(self, count):
        self.servers = {}
        for _ in range(count):
            server = ThreadingHTTPServer(("127.0.0.1", 0), Copy)
            Thread(target=server.serve_forever, daemon=True).start()
            self.servers[server.server_port] = server

    def end(self, port):
        server = self.servers.pop(port)
        server.shutdown()
        server.server_close()


@pytest.fixture
def balance(tmp_path):
    """Run nginx before copies at these ports; its address."""
    with ExitStack() as ends:
        yield lambda ports: ends.enter_context(behind_nginx(tmp_path, list(ports)))[1]


def visitor():
    """Opens addresses as a browser does, which keeps its cookies."""
    return urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())).open


def who(answer):
    return int(answer.read().split()[0])


@needs_nginx
def test_nginx_accepts_the_configuration(tmp_path):
    path, _ = configuration(tmp_path, [free_port(), free_port()])
    done = subprocess.run([NGINX, "-t", "-c", path, "-e", tmp_path / "log"], capture_output=True, text=True)
    assert done.returncode == 0 and "test is successful" in done.stderr


@needs_nginx
def test_a_browser_stays_with_the_copy_that_gave_it_the_page(balance):
    url = balance(Copies(3).servers)
    for _ in range(8):
        visit = visitor()
        assert len({who(visit(url + path)) for path in ["", "config", "scripts/pad/pad.js", "",
                                                        "gradio_api/info"]}) == 1


@needs_nginx
def test_browsers_at_one_address_are_spread_over_all_copies(balance):
    copies = Copies(3)
    url = balance(copies.servers)
    assert {who(visitor()(url)) for _ in range(60)} == set(copies.servers)


@needs_nginx
def test_a_program_without_cookies_stays_with_one_copy(balance):
    url = balance(Copies(3).servers)
    assert len({who(urllib.request.urlopen(url + "gradio_api/upload", b"picture")) for _ in range(20)}) == 1


@needs_nginx
def test_where_a_copy_ends_only_its_visitors_move(balance):
    copies = Copies(3)
    url = balance(copies.servers)
    visits = [visitor() for _ in range(20)]
    before = [who(visit(url)) for visit in visits]
    gone = before[0]
    copies.end(gone)
    after = [who(visit(url + "config", b"a question")) for visit in visits]
    assert gone not in after
    assert [there for there, was in zip(after, before, strict=True) if was != gone] == \
        [was for was in before if was != gone]


@needs_nginx
def test_the_page_is_told_the_address_that_the_visitor_sees(balance):
    url = balance(Copies(1).servers)
    assert urllib.request.urlopen(url).read().decode().split()[1] == url.split("/")[2]


@needs_nginx
def test_a_picture_of_20_mb_passes_and_a_larger_one_does_not(balance):
    url = balance(Copies(1).servers)
    assert urllib.request.urlopen(url, bytes(20 << 20)).status == 200
    with pytest.raises((urllib.error.HTTPError, ConnectionError, urllib.error.URLError)) as refusal:
        urllib.request.urlopen(url, bytes(21 << 20))
    assert getattr(refusal.value, "code", 413) == 413


@pytest.fixture
def another_page(tmp_path):
    """One more copy of the page, which keeps what it is sent in a folder of its own: process, address, folder."""
    url = f"http://127.0.0.1:{(port := free_port())}/"
    command = [sys.executable, "app.py", "--no-training", "--port", str(port)]
    environment = {**os.environ, "GRADIO_TEMP_DIR": str(tmp_path / "sent")}
    with (tmp_path / "page.log").open("w") as log, \
            ended(subprocess.Popen(command, cwd=PROJECT, stdout=log, stderr=log, env=environment)) as server:
        wait_for(server, lambda: answers(url), START)
        yield server, url, tmp_path / "sent"


def readings(url):
    """What the Python client reads in a picture of a three and in the strokes of a seven."""
    client = [sys.executable, "clients/read.py", url, "assets/examples/3-test-18.png"]
    return [line[:10] for line in subprocess.check_output(client, cwd=PROJECT, text=True).splitlines()]


@needs_nginx
def test_a_copy_that_ends_leaves_no_picture_and_who_drew_on_it_goes_on(balance, page_url, another_page, browser):
    server, other, sent = another_page
    assert readings(other) == ["picture: 3", "strokes: 7"]
    assert list(sent.rglob("*.png"))
    url = balance([urllib.parse.urlsplit(address).port for address in (page_url, other)])
    # Read in Python: the number has more digits than a browser's numbers.
    config = f"fetch('{url}config').then((answer) => answer.text())"
    wanted = json.load(urllib.request.urlopen(f"{other}config"))["app_id"]
    visits = [Visit(browser.new_context(), url).open()]
    while json.loads(visits[-1].page.evaluate(config))["app_id"] != wanted:  # until one is with the copy that will end
        assert len(visits) < 12
        visits.append(Visit(browser.new_context(), url).open())
    for visit in visits:
        visit.draw(SEVEN)
        visit.expect("digit", 7)
    server.terminate()
    assert server.wait(20) == 0
    assert not list(sent.rglob("*.png"))
    assert readings(url) == ["picture: 3", "strokes: 7"]
    for visit in visits:
        visit.page.click("#clear")
        visit.draw(ONE)
        visit.expect("digit", 1)
        visit.context.close()
