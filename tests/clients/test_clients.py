"""The documented client examples, run against a running page."""
from __future__ import annotations

import json
import shutil
import subprocess
import sys

import pytest

import app
from bench.common.server import serving
from tests.support.project import PROJECT
from tests.support.visits import ANSWERED

CLIENTS = PROJECT / "clients"
PICTURE = "assets/examples/3-test-18.png"


def printed(*command):
    """The lines a client prints; it must exit with code 0."""
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.fixture(scope="module")
def mcp_url():
    """The address of a page that is also an MCP server."""
    pytest.importorskip("mcp", reason="not installed: pip install -r requirements-mcp.txt")
    with serving("app.py", "--mcp", "--no-training", "--port") as (_, url):
        yield url


def test_the_python_client_reads_a_picture_and_strokes(page_url):
    picture, strokes = printed(sys.executable, CLIENTS / "read.py", page_url, PICTURE)
    assert picture.split()[:2] == ["picture:", "3"] and float(picture.split()[2]) > 0.9
    assert strokes == "strokes: 7 digit"


@pytest.mark.skipif(not shutil.which("node"), reason="Node is not installed")
@pytest.mark.skipif(not (CLIENTS / "node_modules" / "@gradio" / "client").is_dir(),
                    reason="not installed: npm install --prefix clients")
def test_the_javascript_client_reads_a_picture_and_strokes(page_url):
    picture, strokes = printed("node", CLIENTS / "read.mjs", page_url, PICTURE)
    assert picture.split()[:2] == ["picture:", "3"] and float(picture.split()[2]) > 0.9
    assert strokes == "strokes: 7 digit"


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")
def test_curl_reads_a_picture_and_strokes(page_url):
    [label], [reading] = map(json.loads, printed("sh", CLIENTS / "read.sh", page_url, PICTURE))
    assert label["label"] == "3" and label["confidences"][0]["confidence"] > 0.9
    assert (reading["digit"], reading["state"], "activations" in reading) == (7, "digit", False)


def test_the_mcp_tools_read_a_picture_and_strokes(mcp_url):
    tools, predict, read = printed(sys.executable, CLIENTS / "read_mcp.py", mcp_url, PICTURE)
    assert set(tools.split()[1:]) == {"predict", "read"}
    assert predict.startswith("predict: {'label': '3', ")
    assert "'state': 'digit', 'digit': 7, " in read


def test_mcp_without_its_packages_says_what_to_install(monkeypatch, capsys):
    monkeypatch.setattr(app, "find_spec", lambda package: None)
    with pytest.raises(SystemExit, match="2"):
        app.parse_arguments(["--mcp"])
    assert "pip install -r requirements-mcp.txt" in capsys.readouterr().err


def test_the_notebook_widget_shows_the_pad_and_receives_its_readings(page, other_site, page_url, monkeypatch):
    """Runs the widget's script with a stand-in for the notebook's model, then passes its reading to Python."""
    pytest.importorskip("anywidget", reason="not installed: pip install anywidget")
    monkeypatch.syspath_prepend(CLIENTS)
    from notebook import Pad

    pad = Pad(page_url)
    page.goto(other_site)  # a local page, like a notebook's: Chromium lets no other site embed a local page
    page.evaluate("""async ([script, address]) => {
        const { default: widget } = await import(URL.createObjectURL(new Blob([script], { type: "text/javascript" })));
        const model = { get: () => address, set: (name, value) => { model[name] = value; },
                        save_changes: () => { window.saved = model.reading; } };
        document.body.replaceChildren();
        widget.render({ model, el: document.body });
    }""", [pad._esm, pad.page])
    frame = page.frame_locator("iframe")
    frame.locator(ANSWERED).wait_for()
    frame.locator("[data-src]").nth(7).click()
    page.wait_for_function("window.saved?.digit === 7")
    pad.reading = page.evaluate("window.saved")
    assert pad.reading["state"] == "digit" and len(pad.reading["probabilities"]) == 10
    assert set(pad.reading) == {"state", "digit", "probabilities", "strokes"}
