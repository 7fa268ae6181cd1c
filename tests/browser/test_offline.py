"""The page without its server: it goes on, starts again from the copy in the browser, and recovers by itself."""
from __future__ import annotations

import shutil
import signal
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bench.common.server import start
from tests.support.drawings import ONE, SEVEN
from tests.support.project import PROJECT
from tests.support.visits import READS_HERE, Visit

KEPT = "async () => { while (!await caches.match('./')) await new Promise(requestAnimationFrame); }"
VERSION = "() => document.querySelector('script[type=importmap]').textContent.match(/version-\\w+/)[0]"
# The versions of all our scripts that the page has loaded.
LOADED = """() => [...new Set(performance.getEntriesByType("resource").map(({ name }) => new URL(name).pathname)
    .filter((path) => path.includes("/scripts/")).map((path) => path.split("/")[1]))]"""
ONLY = "async (version) => { while (String(await caches.keys()) !== `${location.origin}/ ${version}`) " \
       "await new Promise(requestAnimationFrame); }"
MARK = "window.isSamePage = true"
UNREACHED = "The server can't be reached; trying again."


@pytest.fixture
def server():
    """A page's server, which a test may end, stop or replace by another one on the same port."""
    servers = [start()]
    yield servers
    for each in servers:
        each.process.send_signal(signal.SIGCONT)
        each.process.kill()
        each.process.wait()


@pytest.fixture
def kept(browser, server):
    """A visit whose page has been copied into the browser."""
    visit = Visit(browser.new_context(), f"http://127.0.0.1:{server[0].port}/").open()
    visit.page.evaluate(KEPT)
    yield visit
    visit.context.close()
    assert visit.outside_requests == []


def kill(server):
    server[-1].process.kill()
    server[-1].process.wait()


def restart(server, **options):
    server.append(start(port=server[-1].port, **options))


def open_tab(visit, name):
    visit.page.get_by_role("tab", name=name).click()


@contextmanager
def proxy_without_server(port):
    """A proxy on this port that answers everything with status 502."""
    class BadGateway(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_error(502)

        do_POST = do_GET

        def log_message(self, *words):
            pass

    with ThreadingHTTPServer(("127.0.0.1", port), BadGateway) as proxy:
        threading.Thread(target=proxy.serve_forever).start()
        yield
        proxy.shutdown()


def starts_and_reads(visit):
    visit.page.reload()
    visit.page.wait_for_selector('#pad[data-reader="browser"]')
    visit.draw(SEVEN)
    visit.expect("digit", 7)


def test_a_page_opened_once_starts_without_a_server_and_reads(server, kept):
    kept.page.goto(f"{kept.home}?lang=de&lesson=5")
    kill(server)
    starts_and_reads(kept)
    assert kept.page.title() == "Im Inneren eines Ziffernlesers"
    kept.page.wait_for_selector('#lesson[data-step="5"] .lesson-step[data-ready="true"]')
    with proxy_without_server(server[0].port):
        starts_and_reads(kept)


def test_a_page_opened_once_starts_while_its_server_hangs(server, kept):
    server[0].process.send_signal(signal.SIGSTOP)
    starts_and_reads(kept)


def test_what_needs_no_server_goes_on_when_it_is_killed_and_the_rest_recovers_when_it_is_back(server, kept):
    kept.page.evaluate(MARK)
    kill(server)
    kept.draw(SEVEN)
    kept.expect("digit", 7)
    open_tab(kept, "Layers")  # for the first time, as all others
    kept.page.click('#layers [data-layer="conv_2"] canvas', position={"x": 40, "y": 40})
    kept.page.wait_for_selector('#arithmetic[data-layer="conv_2"][data-value]')
    open_tab(kept, "Lesson")
    kept.page.wait_for_selector('.lesson-step[data-ready="true"]')
    for _ in range(9):
        kept.page.click("#lesson-next")
        kept.page.wait_for_selector('.lesson-step:not([hidden])[data-ready="true"]')
    assert UNREACHED in kept.page.inner_text(".lesson-at-epoch")
    for tab, place in ("Why", ".trouble"), ("Train", ".train-plan .trouble"), ("Results", ".results-status"):
        open_tab(kept, tab)
        kept.page.wait_for_selector(f'#tab-{tab.lower()} {place}:has-text("{UNREACHED}")')
    open_tab(kept, "Draw")
    kept.page.click(".sharing-show")
    kept.page.wait_for_selector(f'.code-note:has-text("{UNREACHED}")')

    restart(server)
    kept.page.wait_for_selector(".code-picture:visible")
    kept.page.keyboard.press("Escape")
    open_tab(kept, "Results")
    kept.page.wait_for_selector('.results-figures [data-figure="test_accuracy"]')
    open_tab(kept, "Train")
    kept.page.wait_for_selector(".train-total")
    open_tab(kept, "Why")
    kept.page.wait_for_selector('.why-title:has-text("Why 7?")')
    open_tab(kept, "Lesson")
    kept.page.wait_for_selector('.lesson-test:has-text("Final test accuracy")')
    assert kept.page.locator(".trouble").count() == 0
    assert kept.page.evaluate("window.isSamePage")


@pytest.fixture
def changed(tmp_path):
    """The folder of the same project with one changed script."""
    for name in ("assets", "model", "page"):
        shutil.copytree(PROJECT / name, tmp_path / name)
    shutil.copy(PROJECT / "app.py", tmp_path)
    script = tmp_path / "assets" / "scripts" / "draw" / "answer.js"
    script.write_text(script.read_text() + "\nwindow.isChanged = true;\n")
    return tmp_path


def test_a_new_version_replaces_the_old_one_at_the_next_visit_and_they_never_mix(server, kept, changed):
    before = kept.page.evaluate(VERSION)
    kill(server)
    restart(server, folder=changed)
    open_tab(kept, "Results")  # the page that is still open loads more of its own version's scripts
    kept.page.wait_for_selector('.results-figures [data-figure="test_accuracy"]')
    assert kept.page.evaluate(LOADED) == [before]

    kept.page.reload()
    kept.page.wait_for_function("window.isChanged")
    after = kept.page.evaluate(VERSION)
    assert after != before
    kept.page.evaluate(ONLY, after)
    kill(server)
    starts_and_reads(kept)
    assert kept.page.evaluate("window.isChanged")
    open_tab(kept, "Results")
    kept.page.wait_for_selector(f'.results-status:has-text("{UNREACHED}")')
    assert kept.page.evaluate(LOADED) == [after]


def test_nothing_is_kept_for_a_page_in_a_frame(browser, page_url, other_site):
    visit = Visit(browser.new_context(), other_site)
    try:
        visit.page.goto(f"{other_site}/embed.html?page={page_url}")
        frame = visit.page.frame_locator("#frame iframe")
        frame.locator('#pad[data-reader="browser"]').wait_for()
        inside = next(frame for frame in visit.page.frames if frame.url.startswith(page_url))
        assert inside.evaluate("async () => (await navigator.serviceWorker.getRegistrations()).length") == 0
    finally:
        visit.context.close()


# Without a copy: scripts and requests that fail while the server answers others

@pytest.fixture
def visit(browser, page_url):
    visit = Visit(browser.new_context(service_workers="block"), page_url)
    yield visit
    visit.context.close()


@pytest.mark.parametrize("script", ["train/train", "train/board", "common/chart"])
def test_a_part_whose_script_could_not_be_loaded_says_so_and_tries_again(visit, script):
    visit.page.route(f"**/scripts/{script}.js", lambda route: route.abort())
    visit.open("?lang=de")
    open_tab(visit, "Trainieren")
    visit.page.wait_for_selector("#train .trouble:has-text('Dieser Teil konnte nicht geladen werden')")
    visit.page.unroute(f"**/scripts/{script}.js")
    visit.page.wait_for_selector(".train-total")
    assert visit.page.locator("#train .trouble").count() == 0


def test_a_step_of_the_lesson_whose_script_could_not_be_loaded_says_so_and_tries_again(visit):
    visit.page.route("**/scripts/lesson/size.js", lambda route: route.abort())
    visit.open("?lesson=4")
    visit.page.wait_for_selector(".lesson-status:has-text(\"This part couldn't be loaded; trying again.\")")
    visit.page.unroute("**/scripts/lesson/size.js")
    visit.page.wait_for_selector('#lesson[data-step="4"] .lesson-step[data-ready="true"]')
    assert visit.page.inner_text(".lesson-status") == ""


def test_a_part_tries_again_as_soon_as_the_browser_is_online(visit):
    visit.open()
    visit.context.set_offline(True)
    open_tab(visit, "Layers")
    visit.page.wait_for_selector("#layers .trouble")
    visit.context.set_offline(False)
    visit.page.wait_for_selector('#layers [data-layer="conv_1"] canvas')


PICTURE = PROJECT / "assets" / "examples" / "7-test-41.png"
TRY_AGAIN = "#answer:has-text(\"The server can't be reached. Please try again.\")"


def test_a_picture_that_could_not_be_sent_is_reported_in_the_answer_and_can_be_sent_again(visit):
    visit.open().page.wait_for_selector(READS_HERE)  # which is followed by another reading, and its answer
    visit.page.route("**/upload*", lambda route: route.abort())
    visit.open_picture(PICTURE)
    visit.page.wait_for_selector(TRY_AGAIN)
    assert visit.page.locator(".toast-body:visible").count() == 0
    visit.page.unroute("**/upload*")
    visit.open_picture(PICTURE)
    visit.expect("digit", 7)


@pytest.mark.parametrize("lost", ["**/queue/join*", "**/queue/data*"])
def test_what_is_drawn_after_the_answer_to_a_picture_was_lost_survives_gradios_reload(visit, lost):
    visit.open().page.evaluate(MARK)
    for address in (lost, "**/app_id"):
        visit.page.route(address, lambda route: route.abort())
    visit.open_picture(PICTURE)
    visit.page.wait_for_selector(TRY_AGAIN)
    assert visit.page.locator(".toast-body:visible").count() == 0
    visit.draw(ONE)
    visit.page.wait_for_function("location.hash.startsWith('#s=')")
    visit.page.unroute(lost)
    visit.page.unroute("**/app_id")
    visit.page.wait_for_function("!window.isSamePage")
    visit.expect("digit", 1)
    visit.open_picture(PICTURE)
    visit.expect("digit", 7)
