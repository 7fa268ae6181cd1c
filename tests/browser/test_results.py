"""The Results tab in a real browser."""
from __future__ import annotations

import csv

import pytest

from model.networks.files import SAVED, load_record
from tests.support.visits import ANSWERED, OPEN, PHONE


@pytest.fixture
def results(reset_visit):
    """A visit whose Results show `lesson`, for the first time since they showed another network."""
    open_results(reset_visit)
    choose(reset_visit, "lesson")
    return reset_visit


def choose(visit, network):
    """Choose a network, and wait until the test digits are read with it."""
    visit.page.select_option("#network", network)
    visit.page.wait_for_selector(f'.results-figures[data-network="{network}"]')


def open_results(visit, network="best"):
    tab = visit.page.get_by_role("tab", name="Results")
    if tab.count() and tab.is_visible():
        tab.click()
    else:  # on a phone the last tabs are in a menu
        visit.page.click(".overflow-menu > button")
        visit.page.click(".overflow-dropdown button:has-text('Results')")
    visit.page.wait_for_selector(f'.results-figures[data-network="{network}"]')


def expect_curves(visit, network):
    epochs = len(load_record(SAVED / f"{network}.keras")["history"]["loss"])
    for name in ("accuracy", "loss"):
        visit.page.wait_for_function("([name, epochs]) => document.querySelectorAll("
                                     "`#results-${name} .curve[data-points='${epochs}']`).length === 2",
                                     arg=[name, epochs])


def figure(visit, name):
    return float(visit.page.get_attribute(f'#results [data-figure="{name}"]', "data-value"))


def mistakes(record):
    return round(10_000 * (1 - record["test_accuracy"]))


def saved(visit, part, tmp_path):
    """The rows of the CSV file that a part saves."""
    with visit.page.expect_download() as download:
        visit.page.click(f"#{part} .results-csv")
    download.value.save_as(tmp_path / "table.csv")
    with (tmp_path / "table.csv").open(newline="") as file:
        return download.value.suggested_filename, list(csv.reader(file))


def test_the_figures_are_those_of_the_record(results):
    record = load_record(SAVED / "lesson.keras")
    assert figure(results, "test_accuracy") == pytest.approx(record["test_accuracy"])
    assert figure(results, "mistakes") == mistakes(record)
    cells = results.page.locator("#results-confusion [data-count]")
    counts = cells.evaluate_all("cells => cells.map(({ dataset }) => Number(dataset.count))")
    assert [counts[10 * right:10 * right + 10] for right in range(10)] == record["confusion_matrix"]


def test_another_network_changes_every_figure_while_the_tab_is_open(results):
    results.page.select_option("#network", "best")
    count = mistakes(load_record(SAVED / "best.keras"))
    results.page.wait_for_selector(f'#results [data-figure="mistakes"][data-value="{count}"]')
    results.page.wait_for_function(f"document.querySelectorAll('#results-mistakes [data-index]').length === {count}")
    results.page.wait_for_selector("#results-drawings :text('doodles refused')")


def test_pointing_at_a_curve_writes_the_epoch_and_both_values(results):
    history = load_record(SAVED / "lesson.keras")["history"]
    box = results.page.locator("#results-accuracy svg").bounding_box()
    results.page.hover("#results-accuracy svg", position={"x": box["width"] - 1, "y": 60})
    training, validation = (f"{100 * history[name][-1]:.2f}" for name in ("accuracy", "val_accuracy"))
    assert results.page.text_content("#results-accuracy output") == (
        f"epoch {len(history['loss'])} · training {training} · validation {validation}")


def test_the_curves_are_those_of_the_network_chosen_last(results):
    for network in ("best", "lesson", "best"):
        choose(results, network)
        expect_curves(results, network)


def test_the_curves_follow_the_network_chosen_while_another_tab_was_open(results):
    expect_curves(results, "lesson")
    results.page.evaluate(OPEN, "draw")
    results.page.select_option("#network", "best")
    open_results(results)
    expect_curves(results, "best")
    choose(results, "lesson")
    expect_curves(results, "lesson")


def test_a_cell_shows_its_digits_and_one_of_them_opens_on_the_pad(results):
    cell = results.page.locator('[data-right="7"][data-read="2"]').first
    count = int(cell.get_attribute("data-count"))
    cell.click()
    shown = '.confusion-digits [data-right="7"][data-read="2"][data-index]'
    results.page.wait_for_function("([shown, count]) => document.querySelectorAll(shown).length === count",
                                 arg=[shown, count])
    label = results.page.get_attribute(f"{shown} >> nth=0", "aria-label")
    assert label.startswith("7 → 2 ") and ": 7 read as 2 (test digit no. " in label
    results.page.click(f"{shown} >> nth=0")
    results.page.wait_for_selector("#network-input", state="visible")
    results.page.wait_for_selector(ANSWERED)
    results.page.wait_for_selector('#answer[data-digit="2"]')  # preprocessed again, it is nearly the same image


def test_of_many_digits_the_first_hundred_are_shown_until_more_are_requested(results):
    results.page.click('[data-right="0"][data-read="0"]')
    digits = "document.querySelectorAll('.confusion-digits [data-index]').length === "
    results.page.wait_for_function(digits + "100")
    results.page.click(".confusion-digits .gallery-more")
    results.page.wait_for_function(digits + "200")


def test_the_matrix_is_one_tab_stop_and_arrow_keys_move_within_it(results):
    results.page.click('.confusion-cell[data-right="0"][data-read="0"]')
    assert results.page.locator('.confusion-cell[tabindex="0"]').count() == 1
    for key in ("ArrowDown", "ArrowDown", "Alt+ArrowDown", "ArrowRight", "ArrowUp", "ArrowLeft"):
        results.page.keyboard.press(key)
    assert results.page.evaluate("({...document.activeElement.dataset})") | {"count": ""} == {
        "right": "1", "read": "0", "count": ""}
    results.page.keyboard.press("ArrowRight")
    results.page.keyboard.press("Enter")
    results.page.wait_for_selector('.confusion-cell[data-right="1"][data-read="1"][aria-selected="true"]')


def test_mistakes_are_sorted_by_confidence(results):
    results.page.wait_for_selector("#results-mistakes [data-index]")
    sure = results.page.locator("#results-mistakes .digit-tile span").all_text_contents()
    numbers = [float(text.split()[-2]) for text in sure]  # "> 99.9 %" too
    assert len(numbers) == 100 and numbers == sorted(numbers, reverse=True)


def test_every_table_can_be_saved(results, tmp_path):
    record = load_record(SAVED / "lesson.keras")
    name, rows = saved(results, "results-curves", tmp_path)
    assert name == "lesson-curves.csv"
    assert [float(row[rows[0].index("loss")]) for row in rows[1:]] == record["history"]["loss"]
    _, rows = saved(results, "results-confusion", tmp_path)
    assert [[int(cell) for cell in row[1:]] for row in rows[1:]] == record["confusion_matrix"]
    _, rows = saved(results, "results-mistakes", tmp_path)
    assert rows[0] == ["index", "right", "read", "confidence", "refused"] and len(rows) == 1 + mistakes(record)
    _, rows = saved(results, "results-digits", tmp_path)
    assert [int(row[2]) for row in rows[1:]] == [row[digit] for digit, row in enumerate(record["confusion_matrix"])]
    _, rows = saved(results, "results-reliability", tmp_path)
    assert sum(int(row[0]) for row in rows[1:]) == 10_000
    assert results.page.is_disabled("#results-drawings .results-csv")  # never measured with this network


def test_no_results_are_requested_until_the_tab_is_open(visit):
    asked = []
    visit.page.on("request", lambda request: asked.append(request.post_data or ""))
    visit.page.select_option("#network", "lesson")
    visit.page.wait_for_function("document.querySelectorAll('#filters canvas').length === 28")
    assert not [body for body in asked if '"tested"' in body or '"recorded"' in body]
    open_results(visit, "lesson")
    assert len([body for body in asked if '"tested"' in body]) == 1


@pytest.mark.parametrize("visit", [{"viewport": PHONE, "has_touch": True, "is_mobile": True}], indirect=True)
def test_a_phone_shows_all_results_without_scrolling_sideways(visit):
    open_results(visit)
    visit.page.wait_for_selector("#results-mistakes [data-index]")
    visit.page.wait_for_selector("#results-loss svg")
    assert visit.page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    edges = visit.page.locator("#tab-results :is(button, canvas, svg, table):visible").evaluate_all(
        "parts => parts.map((part) => part.getBoundingClientRect().right)")
    assert max(edges) <= PHONE["width"]
