"""Files in memory: their headers and compression, and what is left to the app."""
from __future__ import annotations

import json

import brotli
import pytest
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from page.server import static
from page.server.static import FilesInMemory

TEXT = "const word = 'a word';\n" * 100


@pytest.fixture
def site(tmp_path):
    """A client of an app with two files; their folder."""
    (tmp_path / "one.js").write_text(TEXT)
    (tmp_path / "picture.png").write_bytes(bytes(1000))
    files = {f"/files/{path.name}": path for path in tmp_path.iterdir()}
    return TestClient(FilesInMemory(PlainTextResponse("the app"), files)), tmp_path


@pytest.mark.parametrize("path", ["one.js", "one.js?a=1"])
def test_a_file_is_served_as_it_is_on_disk(site, path):
    answer = site[0].get(f"/files/{path}", headers={"Accept-Encoding": "identity"})
    assert answer.text == TEXT and answer.headers["content-type"].startswith("text/javascript")
    assert "content-encoding" not in answer.headers


def test_a_file_is_read_once(site):
    client, folder = site
    client.get("/files/one.js")
    (folder / "one.js").unlink()
    assert client.get("/files/one.js").text == TEXT


def test_a_text_is_compressed_for_a_browser_that_accepts_it(site):
    with site[0].stream("GET", "/files/one.js", headers={"Accept-Encoding": "gzip, br"}) as answer:
        raw = b"".join(answer.iter_raw())
    assert answer.headers["content-encoding"] == "br" and answer.headers["vary"] == "Accept-Encoding"
    assert len(raw) == int(answer.headers["content-length"]) < 200 and brotli.decompress(raw).decode() == TEXT


def test_a_picture_is_not_compressed(site):
    answer = site[0].get("/files/picture.png", headers={"Accept-Encoding": "br"})
    assert answer.content == bytes(1000) and "content-encoding" not in answer.headers


def test_a_browser_that_has_the_current_file_is_told_that_it_has_not_changed(site):
    client = site[0]
    tag = client.get("/files/one.js").headers["etag"]
    answer = client.get("/files/one.js", headers={"If-None-Match": tag})
    assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", tag)
    assert client.get("/files/one.js", headers={"If-None-Match": '"another"'}).text == TEXT


def test_a_file_with_other_content_has_another_etag():
    one, two = (static.file_response("/one.js", content, False).headers["etag"] for content in (b"one", b"two"))
    assert one != two


@pytest.mark.parametrize("path", ["files/missing.js", "files/", "files/../one.js", "files/a%00b", "one.js"])
def test_a_path_that_is_not_a_file_goes_to_the_app(site, path):
    assert site[0].get(f"/{path}").text == "the app"


def test_a_request_of_another_method_goes_to_the_app(site):
    assert site[0].post("/files/one.js").text == "the app"


def test_a_browser_keeps_a_versions_files_forever_gradios_for_a_day_and_asks_for_ours_at_plain_addresses(tmp_path):
    (tmp_path / "gradio.js").write_text("Gradio's")
    kept = [static.file_response(path, file, False).headers["cache-control"] for path, file in (
        (f"/{static.version()}/scripts/one.js", b"one"), ("/assets/gradio.js", tmp_path / "gradio.js"),
        ("/scripts/one.js", b"one"))]
    assert kept == ["max-age=31536000, immutable", "max-age=86400", "no-cache"]


@pytest.fixture
def version_of(monkeypatch):
    """A function that returns the version of a page with these files of ours and this release of Gradio."""
    def compute(files, release="6.31.0"):
        monkeypatch.setattr(static, "our_files", lambda: files)
        monkeypatch.setattr(static.gradio, "__version__", release)
        static.version.cache_clear()
        return static.version()

    yield compute
    static.version.cache_clear()


def test_the_version_changes_with_each_file_each_name_and_gradios_release(version_of):
    files = {"scripts/one.js": b"one", "languages/de.json": b"{}"}
    versions = [version_of(files), version_of(files | {"languages/de.json": b"{} "}), version_of(files, "6.32.0"),
                version_of({"scripts/on.js": b"one", "languages/de.json": b"{}"}),
                version_of({"scripts/one.js": b"one"})]
    assert len(set(versions)) == len(versions)
    assert version_of(dict(files)) == versions[0]


def test_each_of_our_files_is_at_its_plain_address_and_in_the_folder_of_its_version_which_lists_it():
    files, folder = static.page_files(), static.version()
    listed = json.loads(files[f"/{folder}/files.json"])
    assert {"scripts/shell/header.js", "languages/de.json", "vendor/tfjs.js"} < set(listed)
    for path in listed:
        assert files[f"/{folder}/{path}"] == files[f"/{path}"] == (static.ASSETS / path).read_bytes()
