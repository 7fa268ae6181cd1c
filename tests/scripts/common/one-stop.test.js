import assert from "node:assert/strict";
import test from "node:test";
import { arrowsIn, makeOneStop } from "../../../assets/scripts/common/one-stop.js";

/** Buttons made one stop, and a function that presses a key on one of them. */
function group(count = 3, columns = 1) {
  const focused = [];
  const buttons = Array.from({ length: count }, (_, index) => ({ focus: () => focused.push(index) }));
  const listeners = {};
  const addEventListener = (kind, listener) => { listeners[kind] = listener; };
  const renew = makeOneStop({ querySelectorAll: () => buttons, addEventListener }, { stepOf: arrowsIn(() => columns) });
  const press = (index, key, more = {}) => {
    let isTaken = false;
    listeners.keydown({ key, target: buttons[index], preventDefault: () => { isTaken = true; }, ...more });
    return isTaken;
  };
  return { buttons, focused, listeners, press, renew };
}

test("the Tab stop is the first button, then the one last focused", () => {
  const { buttons, listeners } = group();
  assert.deepEqual(buttons.map(({ tabIndex }) => tabIndex), [0, -1, -1]);
  listeners.focusin({ target: buttons[2] });
  assert.deepEqual(buttons.map(({ tabIndex }) => tabIndex), [-1, -1, 0]);
});

test("after items were added the stop is the same, and after it was removed the first item", () => {
  const { buttons, listeners, renew } = group();
  listeners.focusin({ target: buttons[1] });
  buttons.unshift({});
  renew();
  assert.deepEqual(buttons.map(({ tabIndex }) => tabIndex), [-1, -1, 0, -1]);
  buttons.splice(2, 1);
  renew();
  assert.deepEqual(buttons.map(({ tabIndex }) => tabIndex), [0, -1, -1]);
});

test("Home moves to the first button and End to the last", () => {
  const { focused, press } = group();
  for (const key of ["Home", "End"]) press(1, key);
  assert.deepEqual(focused, [0, 2]);
});

test("arrow keys move to the next and previous button and wrap around", () => {
  const { focused, press } = group();
  for (const [from, key] of [[0, "ArrowRight"], [2, "ArrowDown"], [0, "ArrowLeft"], [2, "ArrowUp"]]) press(from, key);
  assert.deepEqual(focused, [1, 0, 2, 1]);
});

test("in a grid, the up and down keys move by a row", () => {
  const { focused, press } = group(6, 3);
  for (const [from, key] of [[1, "ArrowDown"], [4, "ArrowUp"], [4, "ArrowDown"], [1, "ArrowRight"]]) press(from, key);
  assert.deepEqual(focused, [4, 1, 1, 2]);
});

for (const modifier of ["altKey", "ctrlKey", "metaKey"]) {
  test(`an arrow key with ${modifier} is left to the browser`, () => {
    const { focused, press } = group();
    assert.equal(press(1, "ArrowLeft", { [modifier]: true }), false);
    assert.deepEqual(focused, []);
  });
}

test("other keys are left to the browser", () => assert.equal(group().press(1, "Enter"), false));
