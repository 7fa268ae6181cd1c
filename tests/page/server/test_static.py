"""Files in memory are the app's files, as small as a browser accepts them, and fresh when they change."""
from __future__ import annotations

import os

import brotli
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.testclient import TestClient

from page.server import static
from page.server.static import FilesInMemory

TEXT = "const word = 'a word';\n" * 100


@pytest.fixture
def site(tmp_path):
    """A client; the names of the files for which the app was asked; the folder of the files."""
    requested = []

    class Files(StaticFiles):
        async def get_response(self, path, scope):
            requested.append(path)
            return await super().get_response(path, scope)

    async def elsewhere(request):
        return PlainTextResponse("elsewhere")

    (tmp_path / "inner").mkdir()
    (tmp_path / "one.js").write_text(TEXT)
    (tmp_path / "inner" / "two.js").write_text("two")
    (tmp_path / "picture.png").write_bytes(bytes(1000))
    app = Starlette(routes=[Mount("/files", Files(directory=tmp_path)), Route("/other/one.js", elsewhere)])
    return TestClient(FilesInMemory(app, {"/files/": tmp_path})), requested, tmp_path


@pytest.mark.parametrize(("path", "text"), [("one.js", TEXT), ("inner/two.js", "two"), ("one.js?a=1", TEXT)])
def test_a_file_is_served_from_memory_as_it_is_on_disk(site, path, text):
    client, requested, _ = site
    answers = [client.get(f"/files/{path}", headers={"Accept-Encoding": "identity"}) for _ in range(2)]
    assert [answer.text for answer in answers] == [text] * 2 and requested == []
    assert "content-encoding" not in answers[0].headers


def test_a_file_is_read_once(site, monkeypatch):
    client, _, _ = site
    client.get("/files/one.js")
    monkeypatch.setattr(static, "read_file", None)
    assert client.get("/files/one.js").text == TEXT


def test_a_file_has_the_etag_and_type_that_starlette_gives_it(site):
    client, requested, _ = site
    ours, starlettes = client.get("/files/one.js"), client.get("/files/one.js", headers={"Range": "bytes=0-3"})
    assert [ours.headers[name] for name in ("etag", "content-type", "last-modified")] == [
        starlettes.headers[name] for name in ("etag", "content-type", "last-modified")]
    assert (starlettes.status_code, starlettes.text, requested) == (206, TEXT[:4], ["one.js"])


def test_a_text_is_compressed_for_a_browser_that_accepts_it(site):
    client, _, _ = site
    with client.stream("GET", "/files/one.js", headers={"Accept-Encoding": "gzip, br"}) as answer:
        raw = b"".join(answer.iter_raw())
    assert answer.headers["content-encoding"] == "br" and answer.headers["vary"] == "Accept-Encoding"
    assert len(raw) == int(answer.headers["content-length"]) < 200 and brotli.decompress(raw).decode() == TEXT


def test_a_picture_is_not_compressed(site):
    answer = site[0].get("/files/picture.png", headers={"Accept-Encoding": "br"})
    assert answer.content == bytes(1000) and "content-encoding" not in answer.headers


def test_a_browser_that_has_the_current_file_is_told_that_it_has_not_changed(site):
    client, requested, _ = site
    tag = client.get("/files/one.js").headers["etag"]
    answer = client.get("/files/one.js", headers={"If-None-Match": tag})
    assert (answer.status_code, answer.content, answer.headers["etag"], requested) == (304, b"", tag, [])
    assert client.get("/files/one.js", headers={"If-None-Match": '"another"'}).text == TEXT


def test_a_file_that_changes_is_read_again(site):
    client, _, folder = site
    client.get("/files/one.js")
    (folder / "one.js").write_text("new")
    os.utime(folder / "one.js", ns=(1, 1))
    assert client.get("/files/one.js").text == "new"


def test_a_file_that_is_deleted_is_no_longer_served(site):
    client, _, folder = site
    client.get("/files/one.js")
    (folder / "one.js").unlink()
    assert client.get("/files/one.js").status_code == 404


def test_a_new_file_is_served_by_the_app(site):
    client, requested, folder = site
    (folder / "new.js").write_text("new")
    assert client.get("/files/new.js").text == "new" and requested == ["new.js"]


@pytest.mark.parametrize("path", ["missing.js", "", "%2e%2e/one.js", "a%00b", "inner"])
def test_a_path_that_is_not_a_file_of_the_folder_goes_to_the_app(site, path):
    client, requested, _ = site
    assert client.get(f"/files/{path}").status_code == 404
    assert len(requested) == 1


def test_other_paths_and_methods_go_to_the_app(site):
    client, requested, _ = site
    assert client.get("/other/one.js").text == "elsewhere"
    assert client.head("/files/one.js").text == ""
    assert requested == ["one.js"]


def test_a_browser_must_revalidate_our_scripts_each_time(page_url):
    import urllib.request

    answer = urllib.request.urlopen(f"{page_url}scripts/pad/pad.js")
    assert answer.headers["Cache-Control"] == "no-cache"
