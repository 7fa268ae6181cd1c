"""The Train tab in a real browser: settings, training, stopping, the queue, using a network, own digits."""
from __future__ import annotations

import base64
import json
import re

import keras
import pytest
from PIL import Image

from model.networks.files import SAVED, load_record
from tests.support.drawings import ONE, SEVEN
from tests.support.visits import ANSWERED, LIVE, OPEN, PHONE, Visit

SMALL = {"filters": 4, "kernel_size": 5, "dense_units": 16, "digits": 2000, "epochs": 2, "learning_rate": 0.005}
TINY = {**SMALL, "digits": 500, "epochs": 1}
LONG = {"filters": 32, "epochs": 10, "digits": 55_000}


def open_train(visit):
    visit.page.evaluate(OPEN, "train")
    visit.page.wait_for_selector(".train-total")
    return visit.page


def choose(page, settings):
    for name, value in settings.items():
        page.fill(f'.train-setting [name="{name}"]', str(value))


def status(page, state):
    """Wait for this state of the training; the text of its status."""
    page.wait_for_selector(f'#train-status[data-state="{state}"]')
    return page.inner_text("#train-status")


def wait_for_words(page, words):
    page.wait_for_function("(words) => document.querySelector('.own-said').textContent === words", arg=words)


@pytest.fixture
def train(visit):
    return open_train(visit)


@pytest.fixture(scope="module")
def learned(page_url, device):
    """A page that has just trained a small network."""
    visit = Visit(device(), page_url).open()
    train = open_train(visit)
    choose(train, SMALL)
    train.click("#train-start")
    status(train, "done")
    yield train
    train.close()
    assert visit.errors == []


@pytest.fixture
def trained(new_visit, learned):
    """That page in another browser tab, opened with the first one's runs, and with a seven on the pad."""
    visit = new_visit()
    runs = json.dumps(learned.evaluate("sessionStorage.getItem('runs')"))
    visit.page.add_init_script(f"sessionStorage.setItem('runs', {runs})")
    visit.open().draw(SEVEN)
    status(open_train(visit), "done")
    return visit


@pytest.fixture
def other(new_visit):
    """A second visitor."""
    return new_visit().open()


def test_the_layers_follow_the_form(train):
    train.click('[data-preset="lesson"]')
    train.wait_for_selector('.train-total[data-parameters="607394"]')
    assert "26 × 26 × 28" in train.inner_text('.train-plan [data-layer="conv_1"]')
    choose(train, {"stride": 2})
    train.wait_for_selector('.train-plan [data-layer="conv_1"]:has-text("13 × 13 × 28")')


def test_an_impossible_choice_is_marked_with_its_reason(train):
    choose(train, {"convolutions": 2, "kernel_size": 14})
    train.wait_for_function("document.querySelector('#train-kernel-size-trouble').textContent.includes('does not fit')")
    assert train.get_attribute("#train-kernel-size", "aria-invalid") == "true"
    assert train.is_disabled("#train-start")
    choose(train, {"kernel_size": 3})
    train.wait_for_selector("#train-start:enabled")
    assert train.inner_text("#train-kernel-size-trouble") == ""


def test_a_finished_training_shows_its_accuracy_curves_and_filters(learned):
    assert float(learned.get_attribute("#train-status", "data-accuracy")) > 0.7
    assert "of the test digits" in learned.inner_text("#train-status")
    assert [line.get_attribute("data-points") for line in learned.locator(".curve").all()] == ["20"] * 4
    assert learned.locator(".train-filter").count() == 4


def test_a_trained_network_answers_the_drawing(trained):
    trained.page.wait_for_selector('.run[data-digit="7"]')
    trained.page.click("#clear")
    trained.draw(ONE)
    trained.page.wait_for_selector('.run:not([data-digit="7"]):not([data-digit=""])')


def test_a_trained_network_is_used_on_draw_and_layers(trained):
    trained.page.click('.run [data-what="use"]')
    trained.page.wait_for_selector("#tab-draw-button.selected")
    trained.page.wait_for_function("document.querySelectorAll('#filters canvas').length === 4")
    trained.expect("digit", 7)
    trained.page.click("#tab-layers-button")
    trained.page.wait_for_selector('#layers [data-layer="dense_1"]')
    assert "24 × 24 × 4" in trained.page.inner_text('#layers [data-layer="conv_1"]')
    trained.page.click("#tab-results-button")
    trained.page.wait_for_selector('#results [data-figure="test_accuracy"]')


def test_a_removed_network_is_replaced_by_the_first_one(visit, train):
    choose(train, TINY)
    train.click("#train-start")
    status(train, "done")
    train.click('.run [data-what="use"]')
    train.wait_for_function("document.querySelectorAll('#filters canvas').length === 4")
    open_train(visit).click('.run [data-what="forget"]')
    train.wait_for_selector(".run", state="detached")
    visit.draw(ONE)
    train.wait_for_function("document.querySelectorAll('#filters canvas').length === 16")
    assert train.input_value("#network") == "best"
    train.click("#tab-draw-button")
    with train.expect_download() as download:
        train.select_option(".sharing-network", "keras")  # of the network in use, not of the removed one
    assert download.value.suggested_filename == "digits.keras"


def test_a_trained_network_can_be_saved_as_network_script_and_command(trained, tmp_path):
    files = {}
    for what in ("keras", "script"):
        with trained.page.expect_download() as download:
            trained.page.click(f'.run [data-what="{what}"]')
        files[what] = tmp_path / download.value.suggested_filename
        download.value.save_as(files[what])
    network = keras.saving.load_model(files["keras"], compile=False)
    assert network.layers[1].filters == 4
    assert 'layers.Conv2D(4, 5, strides=1, padding="valid")' in files["script"].read_text()
    trained.page.click('.run [data-what="command"]')
    trained.page.wait_for_selector(".run-said:has-text('--filters 4 --kernel-size 5')")


def test_a_stopped_training_keeps_what_it_has_learned(visit, train):
    visit.draw(SEVEN)
    choose(train, LONG)
    train.click("#train-start")
    train.wait_for_selector('.run[data-state="running"]:not([data-digit=""])')  # it answers during training
    assert re.search(r"about \d+ s left", train.wait_for_selector('#train-status:has-text("left")').inner_text())
    train.wait_for_function("Number(document.querySelector('#train-status').dataset.accuracy) > 0.5")
    train.click("#train-stop")
    assert "what it had learned is kept" in status(train, "stopped")
    assert float(train.get_attribute("#train-status", "data-accuracy")) > 0.5
    assert train.is_visible('.run [data-what="use"]')


def test_a_second_visitor_waits_in_the_queue_and_sees_nothing_of_the_first(train, other):
    choose(train, LONG)
    train.click("#train-start")
    status(train, "running")
    second = open_train(other)
    choose(second, SMALL)
    second.click("#train-start")
    second.wait_for_selector('#train-status[data-state="queued"]:has-text("In line: one training ahead of yours.")')
    assert second.locator(".run").count() == 1
    second.click("#train-stop")
    assert status(second, "stopped").startswith("Stopped before it had learned anything.")
    assert second.locator(".run").count() == 0
    second.click("#train-start:enabled")
    train.wait_for_selector("#train-status:not([data-accuracy=''])")
    train.click("#train-stop")
    status(train, "stopped")
    status(second, "done")
    names = [page.get_attribute(".run", "data-run") for page in (train, second)]
    assert names[0] != names[1]


def test_four_runs_are_kept_to_compare_and_a_reload_keeps_them(visit, train):
    choose(train, TINY)
    for count in range(1, 6):
        train.click("#train-start:enabled")
        train.wait_for_function("count => document.querySelectorAll('.run[data-state=done]').length === count",
                                arg=min(count, 4))
        train.wait_for_selector("#train-start:enabled")
    assert train.locator(".run").count() == 4
    assert train.locator(".train-compare tr").count() == 1 + 4
    assert train.locator('[data-curve="loss"] .curve[data-label="held-out"]').count() == 4
    names = [run.get_attribute("data-run") for run in train.locator(".run").all()]
    train.route(LIVE, lambda route:  # not even the first is answered before the second reload
                None if '"progress"' in route.request.post_data else route.fallback())
    train.reload()
    train.wait_for_selector(ANSWERED)
    open_train(visit)
    train.wait_for_function("document.querySelectorAll('.run').length === 4")
    train.unroute_all()
    train.reload()
    train.wait_for_selector(ANSWERED)
    open_train(visit)
    train.wait_for_function("document.querySelectorAll('.run[data-state=done]').length === 4")
    assert [run.get_attribute("data-run") for run in train.locator(".run").all()] == names


def test_the_question_for_the_right_digit_does_not_change_with_each_point_drawn(visit):
    assert not visit.page.is_visible(".correction-words")
    visit.draw(ONE)
    visit.expect("digit", 1)
    visit.page.evaluate("""() => {
        window.changes = 0;
        new MutationObserver(() => { window.changes += 1; }).observe(
            document.querySelector(".correction-words[role=status]"), { childList: true, subtree: true });
    }""")
    visit.draw({"strokes": [[300, 500, 700, 500]]})
    visit.page.wait_for_selector(ANSWERED)
    assert visit.page.evaluate("changes") == 0


def test_a_drawing_is_saved_once_with_the_label_chosen_last_and_undo_removes_it(visit):
    visit.draw(ONE)
    visit.expect("digit", 1)
    for label in (7, 7, 2):
        visit.page.click(f'.correction [data-label="{label}"]')
    assert "Saved as 2 (1 so far)." in visit.page.inner_text(".correction-words")
    labels = "JSON.parse(sessionStorage['own digits']).map(({ label }) => label)"
    assert visit.page.evaluate(labels) == [2]
    visit.page.click(".correction-undo")
    assert visit.page.evaluate(labels) == []
    assert visit.page.inner_text(".correction-words") == "Wrong? It should be"


def test_a_correction_is_kept_and_taught(visit, tmp_path):
    visit.draw({"strokes": [[200, 200, 500, 850, 800, 200]]})  # a V, which is read as a 4
    visit.page.click('.correction [data-label="9"]')
    visit.page.click(".correction-teach")
    visit.page.wait_for_selector('.own-digit[data-label="9"]')
    with visit.page.expect_download() as download:
        visit.page.click(".own-export")
    download.value.save_as(tmp_path / "mine.json")
    [entry] = json.loads((tmp_path / "mine.json").read_text())
    assert entry["label"] == 9 and entry["strokes"][0][0] == [200, 200]

    visit.page.select_option("#network", "lesson")  # trains faster than `best`
    visit.page.wait_for_function("document.querySelectorAll('#filters canvas').length === 28")
    visit.page.click("#own-teach")
    status(visit.page, "done")
    words = visit.page.inner_text(".run-outcome")
    read = f"{load_record(SAVED / 'lesson.keras')['test_accuracy']:.1%}".replace("%", "\u00a0%")
    assert words.startswith(f"your drawings 0.0\u00a0% → 100.0\u00a0% (1 in training), MNIST test digits {read} → ")
    visit.page.wait_for_selector('.run[data-digit="9"]')

    # This network has no record of each epoch: Results hides its plots, and shows those of the next network again.
    visit.page.evaluate(OPEN, "results")
    visit.page.wait_for_selector("#results-accuracy svg")
    visit.page.evaluate(OPEN, "train")
    visit.page.click('.run [data-what="use"]')
    taught = visit.page.input_value("#network")
    visit.page.evaluate(OPEN, "results")
    visit.page.wait_for_selector("#results-accuracy svg", state="hidden")
    for network, state in (("lesson", "visible"), (taught, "hidden")):
        visit.page.evaluate(OPEN, "draw")
        visit.page.select_option("#network", network)
        visit.page.evaluate(OPEN, "results")
        visit.page.wait_for_selector("#results-accuracy svg", state=state)


def test_own_digits_are_opened_from_files_and_removed(train, tmp_path):
    (tmp_path / "class.json").write_text(json.dumps([
        {"label": label, "writer": "a", "strokes": [[[500, 200], [500, 800]]]} for label in (1, 7)]))
    (tmp_path / "no.json").write_text('[{"label": 12}]')
    train.set_input_files(".own-import input", [tmp_path / "no.json", tmp_path / "class.json"])
    train.wait_for_function("document.querySelectorAll('.own-digit').length === 2")
    wait_for_words(train, "no.json has no labeled drawings. 2 drawings from class.json.")
    train.click('.own-digit[data-label="1"]')
    train.wait_for_function("document.querySelectorAll('.own-digit').length === 1")


def test_a_file_with_too_many_own_digits_gets_a_message_with_the_limit(train, tmp_path):
    (tmp_path / "many.json").write_text(json.dumps([{"label": 1, "strokes": [[[500, 200], [500, 800]]]}] * 205))
    train.set_input_files(".own-import input", tmp_path / "many.json")
    train.wait_for_function("document.querySelectorAll('.own-digit').length === 200")
    wait_for_words(train, "205 drawings from many.json. 205 drawings; the limit here is 200.")


def test_a_wide_picture_keeps_its_proportions_and_a_damaged_one_leaves_its_tile_empty(train, tmp_path):
    Image.new("RGB", (60, 20), "white").save(tmp_path / "wide.png")
    pictures = [base64.b64encode(content).decode() for content in ((tmp_path / "wide.png").read_bytes(), b"none")]
    (tmp_path / "class.json").write_text(json.dumps(
        [{"label": 1, "image": f"data:image/png;base64,{picture}"} for picture in pictures]))
    train.set_input_files(".own-import input", tmp_path / "class.json")
    inked = """(index) => { const canvas = document.querySelectorAll(".own-digit canvas")[index];
        const { data } = canvas.getContext("2d").getImageData(56, 0, 1, 112);
        return data.filter((value, index) => index % 4 === 3 && value > 127).length; }"""
    train.wait_for_function("document.querySelectorAll('.own-digit').length === 2")
    train.wait_for_function(f"Math.abs(({inked})(0) - 112 / 3) <= 1")
    assert train.evaluate(inked, 1) == 0


@pytest.mark.parametrize("visit", [{"viewport": PHONE, "has_touch": True, "is_mobile": True}], indirect=True)
def test_on_a_phone_nothing_is_wider_than_the_screen(visit):
    page = open_train(visit)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


@pytest.mark.parametrize("visit", [{"viewport": PHONE, "has_touch": True, "is_mobile": True}], indirect=True)
def test_on_a_phone_the_curves_of_a_started_training_come_into_view(visit):
    page = open_train(visit)
    choose(page, SMALL)
    page.click("#train-start")
    page.wait_for_function("""() => {
        const { top, bottom, height } = document.querySelector('[data-curve="accuracy"]').getBoundingClientRect();
        return height && top >= 0 && bottom <= innerHeight;
    }""")
    status(page, "done")
