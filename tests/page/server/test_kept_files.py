"""Files kept in memory are what the app has, as small as a browser takes them, and new when they change."""
from __future__ import annotations

import os

import brotli
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.testclient import TestClient

from page.server import kept_files
from page.server.kept_files import KeptFiles

TEXT = "const word = 'a word';\n" * 100


@pytest.fixture
def site(tmp_path):
    """A browser; the names of the files that the app was asked for; the folder of the files."""
    asked = []

    class Files(StaticFiles):
        async def get_response(self, path, scope):
            asked.append(path)
            return await super().get_response(path, scope)

    async def elsewhere(request):
        return PlainTextResponse("elsewhere")

    (tmp_path / "one.js").write_text(TEXT)
    (tmp_path / "picture.png").write_bytes(bytes(1000))
    app = Starlette(routes=[Mount("/files", Files(directory=tmp_path)), Route("/other/one.js", elsewhere)])
    return TestClient(KeptFiles(app, {"/files/": tmp_path})), asked, tmp_path


def test_a_file_is_asked_for_once_and_comes_as_it_is(site):
    browser, asked, _ = site
    answers = [browser.get("/files/one.js", headers={"Accept-Encoding": "identity"}) for _ in range(3)]
    assert [answer.text for answer in answers] == [TEXT] * 3 and asked == ["one.js"]
    assert answers[0].headers == answers[2].headers and "content-encoding" not in answers[2].headers


def test_a_text_is_compressed_for_who_takes_it(site):
    browser, _, _ = site
    browser.get("/files/one.js")
    with browser.stream("GET", "/files/one.js", headers={"Accept-Encoding": "gzip, br"}) as answer:
        raw = b"".join(answer.iter_raw())
    assert answer.headers["content-encoding"] == "br" and answer.headers["vary"] == "Accept-Encoding"
    assert len(raw) == int(answer.headers["content-length"]) < 200 and brotli.decompress(raw).decode() == TEXT


def test_a_picture_is_not_compressed(site):
    browser, _, _ = site
    answers = [browser.get("/files/picture.png", headers={"Accept-Encoding": "br"}) for _ in range(2)]
    assert [answer.content for answer in answers] == [bytes(1000)] * 2
    assert "content-encoding" not in answers[1].headers


def test_who_has_it_is_told_so(site):
    browser, asked, _ = site
    tag = browser.get("/files/one.js").headers["etag"]
    answer = browser.get("/files/one.js", headers={"If-None-Match": tag})
    assert (answer.status_code, answer.content, answer.headers["etag"], asked) == (304, b"", tag, ["one.js"])
    assert browser.get("/files/one.js", headers={"If-None-Match": '"another"'}).text == TEXT


def test_a_file_that_changes_comes_new(site):
    browser, asked, folder = site
    browser.get("/files/one.js")
    (folder / "one.js").write_text("new")
    os.utime(folder / "one.js", ns=(1, 1))
    assert [browser.get("/files/one.js").text for _ in range(2)] == ["new", "new"] and asked == ["one.js"] * 2
    (folder / "one.js").unlink()
    assert browser.get("/files/one.js").status_code == 404


@pytest.mark.parametrize(("address", "headers", "status"), [
    ("/files/one.js?a=1", {}, 200), ("/files/one.js", {"Range": "bytes=0-3"}, 206), ("/files/missing.js", {}, 404),
    ("/files/", {}, 404), ("/files/%2e%2e/one.js", {}, 404), ("/files/a%00b", {}, 404)])
def test_all_else_is_the_apps(site, address, headers, status):
    browser, asked, _ = site
    assert [browser.get(address, headers=headers).status_code for _ in range(2)] == [status] * 2
    assert len(asked) == 2


def test_other_addresses_and_methods_are_the_apps(site):
    browser, asked, _ = site
    browser.get("/files/one.js")
    assert browser.get("/other/one.js").text == "elsewhere"
    assert browser.head("/files/one.js").text == ""
    assert asked == ["one.js"] * 2


def test_no_more_is_kept_than_there_is_room_for(site, monkeypatch):
    browser, asked, _ = site
    monkeypatch.setattr(kept_files, "MOST_BYTES", len(TEXT))
    assert [browser.get("/files/one.js").text for _ in range(2)] == [TEXT] * 2 and asked == ["one.js"] * 2
