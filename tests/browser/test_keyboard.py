"""The page with the keyboard, and what a screen reader is given of it."""
from __future__ import annotations

import pytest

from tests.support.drawings import SEVEN
from tests.support.visits import ANSWERED, OPEN, PHONE

FOCUSED = "(all) => all.indexOf(document.activeElement)"
ONE_STOP = "(items) => [...document.querySelectorAll(items)].filter(({ tabIndex }) => tabIndex === 0).length === 1"
# Groups of buttons, links or canvases, and the tab on which they are
GROUPS = [("draw", "#correction [data-label]"), ("layers", "#layers canvas[tabindex]"),
          ("train", ".train-presets button"), ("results", ".mistakes .digit-tile"), ("results", ".reliability .bin"),
          ("lesson", ".lesson-nav [data-go]"), ("draw", "#tabs [role=tablist] [role=tab]")]


@pytest.fixture
def visit(reset_visit):
    return reset_visit


def open_tab(visit, name, part):
    visit.page.evaluate(OPEN, name)
    visit.page.wait_for_selector(part)


def draw_seven(visit):
    visit.draw(SEVEN)
    visit.expect("digit", 7)
    visit.page.wait_for_selector(ANSWERED)


def spoken(page, selector):
    """The role, name and description that Chromium gives a screen reader for an element."""
    tree = page.context.new_cdp_session(page)
    found = tree.send("Runtime.evaluate", {"expression": f"document.querySelector({selector!r})"})["result"]
    [node] = tree.send("Accessibility.getPartialAXTree", {
        "objectId": found["objectId"], "fetchRelatives": False})["nodes"]
    tree.detach()
    return [node.get(part, {}).get("value", "") for part in ("role", "name", "description")]


def test_the_pad_takes_the_keys_from_a_screen_reader_and_says_which(visit):
    assert spoken(visit.page, "#pad canvas") == [
        "application", "Drawing pad", "Arrows move, Space lowers and lifts the pen, Z undoes, C clears"]


@pytest.mark.parametrize(("layer", "name", "keys"), [
    ("relu_1", "relu_1: 16 maps of 24 by 24",
     "Arrow keys move from pixel to pixel, Page Up and Page Down from map to map."),
    ("rescaling", "rescaling: 1 map of 28 by 28", "Arrow keys move from pixel to pixel."),
    ("probabilities", "probabilities, softmax: 10 values", "Arrow keys move from value to value.")])
def test_a_layers_maps_take_the_keys_from_a_screen_reader_and_say_which(visit, layer, name, keys):
    canvas = f'#layers [data-layer="{layer}"] canvas'
    open_tab(visit, "layers", canvas)
    onward = "Shift with Page Up or Page Down moves to the layer above or below."
    assert spoken(visit.page, canvas) == ["application", name, f"{keys} {onward}"]


def test_the_first_stop_of_the_page_leads_to_the_pad_and_keeps_the_address(visit):
    draw_seven(visit)
    visit.page.click(".sharing-link")
    visit.page.wait_for_function("location.hash.startsWith('#s=')")
    address = visit.page.url
    visit.page.evaluate("document.body.tabIndex = -1; document.body.focus()")
    visit.page.keyboard.press("Tab")
    assert visit.page.inner_text(":focus") == "Skip to the pad"
    assert visit.page.locator(":focus").bounding_box()["y"] >= 0
    visit.page.keyboard.press("Enter")
    assert visit.page.locator("#pad canvas:focus").count() == 1
    assert visit.page.url == address


@pytest.mark.parametrize(("tab", "items"), GROUPS)
def test_a_group_is_one_tab_stop(visit, tab, items):
    draw_seven(visit)
    open_tab(visit, tab, items)
    assert visit.page.locator(items).count() > 4
    visit.page.wait_for_function(ONE_STOP, arg=items)


@pytest.mark.parametrize(("tab", "items"), [group for group in GROUPS if group[0] != "layers"])
def test_keys_move_within_a_group(visit, tab, items):
    draw_seven(visit)
    open_tab(visit, tab, items)
    visit.page.wait_for_function(ONE_STOP, arg=items)  # until then, the script isn't here
    group = visit.page.locator(items)
    group.first.focus()
    last = group.count() - 1
    for key, place in (("ArrowRight", 1), ("End", last), ("ArrowLeft", last - 1), ("Home", 0)):
        visit.page.keyboard.press(key)
        assert group.evaluate_all(FOCUSED) == place
    visit.page.keyboard.press("Tab")
    assert group.evaluate_all(FOCUSED) == -1
    visit.page.keyboard.press("Shift+Tab")
    assert group.evaluate_all(FOCUSED) == 0


def test_shift_with_page_down_leads_to_the_next_layer(visit):
    open_tab(visit, "layers", "#layers canvas[tabindex]")
    layers = visit.page.locator("#layers canvas[tabindex]")
    layers.first.focus()
    for key, place in (("Shift+PageDown", 1), ("PageDown", 1), ("Shift+PageDown", 2), ("Shift+PageUp", 1)):
        visit.page.keyboard.press(key)
        assert layers.evaluate_all(FOCUSED) == place


def test_arrow_keys_open_the_tabs(visit):
    visit.page.focus("#tab-draw-button")
    for key, name in (("Right", "layers"), ("Right", "why"), ("Left", "layers"), ("Left", "draw"), ("Left", "lesson")):
        visit.page.keyboard.press(f"Arrow{key}")
        visit.page.wait_for_selector(f"#tab-{name}", state="visible")
        assert visit.page.locator(f"#tab-{name}-button:focus[aria-selected=true][tabindex='0']").count() == 1


def test_on_a_phone_arrow_keys_open_the_tabs_that_are_not_in_the_menu(new_visit):
    visit = new_visit(viewport=PHONE).open()
    row = visit.page.locator("#tabs [role=tablist] [role=tab]")
    names = row.all_inner_texts()
    assert 1 < len(names) < 6
    visit.page.focus("#tab-draw-button")
    visit.page.keyboard.press("End")
    assert visit.page.inner_text(":focus") == names[-1]
    visit.page.keyboard.press("ArrowRight")
    assert visit.page.inner_text("#tabs [role=tab][aria-selected=true]:focus") == names[0]
    visit.page.evaluate(OPEN, "lesson")  # which is in the menu
    visit.page.wait_for_selector("#tab-lesson", state="visible")
    assert row.evaluate_all("(all) => all.filter(({ tabIndex }) => tabIndex === 0).length") == 1


def test_a_tab_that_a_script_opens_is_the_tab_stop(visit):
    visit.page.evaluate(OPEN, "why")
    visit.page.wait_for_selector("#tab-why-button[tabindex='0']")
    assert visit.page.locator("#tabs [role=tab][tabindex='0']").count() == 1


def test_a_bar_says_its_digit_and_percentage(visit):
    draw_seven(visit)
    for digit in (7, 1):
        percentage = visit.page.text_content(f'#probabilities [data-digit="{digit}"] .bar-percent')
        assert percentage.endswith("%")
        assert spoken(visit.page, f'#probabilities [data-digit="{digit}"] button')[1] == f"{digit} {percentage}"


def test_the_steps_to_the_networks_image_have_names(visit):
    assert [spoken(visit.page, f".step-{step}")[:2] for step in ("crop", "fitted", "image")] == [
        ["image", "Your ink, cropped"], ["image", "Your ink, scaled to fit 20 by 20 pixels"],
        ["image", "The 28 by 28 pixels the network sees"]]


@pytest.mark.parametrize(("kind", "name"), [
    ("contributions", "For and against."), ("occlusion", "Covered up."), ("grad-cam", "Found here."),
    ("smooth", "Sensitive here."), ("saliency", "The same, raw.")])
def test_a_map_on_why_says_its_question_and_its_strongest_place(visit, kind, name):
    draw_seven(visit)
    visit.page.evaluate(OPEN, "why")
    visit.page.wait_for_selector('.why-title:has-text("Why 7?")')
    role, words, _ = spoken(visit.page, f"[data-evidence={kind}] .over")
    assert role == "image"
    assert words.startswith(f"{name} Why 7? Strongest ") and " at row " in words


@pytest.mark.parametrize("selector", [
    ".skip", "#network", "#language", "#pad canvas", "#undo", ".pad-example", "#upload", ".sharing-network",
    "#correction button", "#tab-draw-button", "footer button", "footer a"])
def test_the_focus_has_the_same_ring_everywhere(visit, selector):
    draw_seven(visit)
    visit.page.keyboard.press("Tab")  # from now on, the focus is the keyboard's
    visit.page.locator(selector).first.focus()
    visit.page.wait_for_function("""() => {  // some of Gradio's buttons change slowly
        const { outline, outlineOffset } = getComputedStyle(document.activeElement);
        return outline === "rgb(37, 99, 235) solid 3px" && outlineOffset === "2px";
    }""")
