"""The page's HTML document: the scripts it requests before Gradio's, and its compression."""
from __future__ import annotations

import urllib.error
import urllib.request
from collections import Counter

import pytest

from page.server.document import BEFORE_GRADIO, FIRST_SCREEN, with_imports
from page.server.static import version


@pytest.mark.parametrize("name", BEFORE_GRADIO)
def test_the_document_loads_these_scripts_before_gradios(page_url, name):
    document = urllib.request.urlopen(page_url).read().decode()
    script = f'<script type="module" src="./{version()}/scripts/{name}.js">'
    places = [document.index(text) for text in ("<base", 'type="importmap"', script, "./assets/index-")]
    assert places == sorted(places)
    assert document.rstrip().endswith("</html>")


@pytest.mark.parametrize(("accepted", "sent"), [("gzip, br", "gzip"), ("identity", None)])
def test_the_document_is_compressed_as_the_browser_accepts_it(page_url, accepted, sent):
    answer = urllib.request.urlopen(urllib.request.Request(page_url, headers={"Accept-Encoding": accepted}))
    assert answer.headers["Content-Encoding"] == sent
    assert len(answer.read()) == int(answer.headers["Content-Length"])


def test_scripts_come_with_their_static_imports_but_not_with_their_dynamic_ones():
    assert with_imports(["common/link"]) == ["common/link", "common/drawing"]
    assert set(with_imports(["pad/pad"])) == {
        "pad/pad", "pad/keyboard", "pad/pointers", "pad/reader", "pad/surface", "common/bus", "common/bytes",
        "common/canvas", "common/drawing", "common/elements", "common/language", "common/link", "common/one-stop",
        "common/session", "common/waiting", "reading/addresses", "reading/reader", "reading/state", "shell/history"}
    assert "shell/embed" not in with_imports(["shell/address"])  # imported only if the address asks for the pad alone


def test_a_script_that_has_not_changed_is_not_sent_again(page_url):
    address = f"{page_url}scripts/pad/pad.js"  # which another site's page requests
    known = urllib.request.urlopen(address).headers["ETag"]
    with pytest.raises(urllib.error.HTTPError) as answer:
        urllib.request.urlopen(urllib.request.Request(address, headers={"If-None-Match": known}))
    assert answer.value.code == 304


def test_each_script_of_the_first_screen_is_requested_once(visit):
    requested = Counter(visit.page.evaluate("performance.getEntriesByType('resource').map(({ name }) => name)"))
    names = set(with_imports(FIRST_SCREEN)) - set(with_imports(["reading/worker"]))  # which loads its own
    scripts = {f"{visit.home}{version()}/scripts/{name}.js" for name in names}
    assert {address: requested[address] for address in scripts} == dict.fromkeys(scripts, 1)
