"""Fixtures for all tests: the networks, small data sets, a running page, a browser."""
from __future__ import annotations

import functools
import http.server
import signal
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

import model  # noqa: F401  # configures TensorFlow before any test imports it
from bench.common.browser import FLAGS, HEADLESS, find_browser
from bench.common.server import START, answers, free_port, wait_for
from tests.support.project import PROJECT
from tests.support.visits import DESKTOP, PATIENCE, Visit, closing_visits

CHROMIUM = find_browser(HEADLESS)


def pytest_addoption(parser):
    parser.addoption("--no-browser", action="store_true", help="skip the tests that need Chromium")


def pytest_collection_modifyitems(config, items):
    browser_tests = [item for item in items if "browser" in item.fixturenames]
    if config.getoption("--no-browser"):
        items[:] = [item for item in items if item not in browser_tests]
    elif browser_tests and not CHROMIUM:
        pytest.exit(f"Chromium is missing: `sudo apt-get install {HEADLESS}`, or skip its tests with --no-browser.", 1)


@pytest.fixture(scope="session")
def mnist():
    from model.digits.mnist import load_mnist

    return load_mnist()


@pytest.fixture(scope="session")
def recognizer():
    from model import Recognizer

    return Recognizer.load()


@pytest.fixture(scope="session")
def small_mnist(mnist, tmp_path_factory):
    """The path of an `.npz` file with 4,000 training and 1,000 test digits."""
    path = tmp_path_factory.mktemp("data") / "small.npz"
    np.savez(path, x_train=mnist.train_images[:4000], y_train=mnist.train_labels[:4000],
             x_test=mnist.test_images[:1000], y_test=mnist.test_labels[:1000])
    return path


@pytest.fixture(scope="session")
def page_url(tmp_path_factory):
    """The address of a page run by `python app.py`."""
    url = f"http://127.0.0.1:{(port := free_port())}/"
    log = tmp_path_factory.mktemp("page") / "log"
    with log.open("w") as output:
        server = subprocess.Popen([sys.executable, "-X", "faulthandler", "app.py", "--port", str(port)], cwd=PROJECT,
                                  stdout=output, stderr=output)
    try:
        wait_for(server, lambda: answers(url), START)
        yield url
    finally:
        terminate(server, log)


def terminate(server: subprocess.Popen, log: Path) -> None:
    """End the server as a container's host would; if it takes too long, fail with a stack trace of each thread."""
    server.terminate()
    try:
        server.wait(20)
    except subprocess.TimeoutExpired:
        server.send_signal(signal.SIGABRT)  # makes Python's fault handler print the stack traces
        server.wait()
        pytest.fail(f"The server was still running 20 s after SIGTERM:\n{log.read_text()[-20_000:]}")


@pytest.fixture(scope="session")
def other_site():
    """The address of another site, which serves our example of an embedded pad."""
    handler = functools.partial(Quiet, directory=PROJECT / "assets")
    with http.server.ThreadingHTTPServer(("127.0.0.1", free_port()), handler) as site:
        threading.Thread(target=site.serve_forever).start()
        yield f"http://127.0.0.1:{site.server_port}"
        site.shutdown()


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *words):
        pass


@pytest.fixture(scope="session")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def device(browser, tmp_path_factory):
    """A function that returns the browser context for a device's options, always the same one.

    Reusing a context makes its pages load faster: Gradio's scripts are cached and already compiled, which Chromium
    only does for a profile on disk. The pages share no visitor's data, since that is kept in sessionStorage. They have
    no service worker, whose requests a test could not intercept.
    """
    contexts = {}

    def context_of(**options):
        name = repr(sorted(options.items()))
        if name not in contexts:
            contexts[name] = browser.browser_type.launch_persistent_context(
                tmp_path_factory.mktemp("profile"), executable_path=CHROMIUM, args=FLAGS, service_workers="block",
                **options)
        return contexts[name]

    yield context_of
    for context in contexts.values():
        context.close()


@pytest.fixture
def new_visit(page_url, device):
    """A function that returns a visit with a device of these options, its page not open yet; it must log no error."""
    with closing_visits() as visits:
        def create(viewport=DESKTOP, color_scheme="light", **options):
            visits.append(Visit(device(**options), page_url, viewport, color_scheme))
            return visits[-1]

        yield create


@pytest.fixture
def visit(new_visit, request):
    return new_visit(**getattr(request, "param", {})).open()


@pytest.fixture(scope="module")
def shared_visit(page_url, device):
    """A visit whose page stays open for all tests in a file, because opening it takes two seconds of CPU time."""
    visit = Visit(device(), page_url).open()
    yield visit
    visit.page.close()


@pytest.fixture
def reset_visit(shared_visit):
    """The file's shared visit, back on Draw with an empty pad."""
    yield shared_visit.reset()
    assert shared_visit.errors == []
    assert shared_visit.outside_requests == []


@pytest.fixture
def page(device):
    """An empty page."""
    page = device().new_page()
    page.set_default_timeout(PATIENCE)
    yield page
    page.close()
