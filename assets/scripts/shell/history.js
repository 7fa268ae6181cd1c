/**
 * The browser's history: each tab and lesson step that the visitor opens is an entry, so that Back and Forward move
 * between them; the drawing and the network stay.
 */
import { address } from "../common/link.js";

const isOurs = () => Boolean(history.state?.isOurs);
const moves = [];
let wasOurs = true;  // the entry that is shown
let isWithin = false;  // whether the last move was from one of our entries to another

/** Whether the visitor has just gone back or forward between the page's own entries. */
export const hasMoved = () => isWithin;

/** Call `move` whenever the visitor goes back or forward. */
export const onMove = (move) => moves.push(move);

function write(method, url) {
  try {
    history[method]({ ...history.state, isOurs: true }, "", url);
    wasOurs = true;
  } catch (error) {  // some browsers don't let a page from a disk change its address
    console.debug(error);
  }
}

/** Make what the visitor has opened a new entry. @param {Object<string, any>} changes  see `address` */
export const enter = (changes) => write("pushState", address(location, changes));

/** Change the address of the present entry. */
export const amend = (changes) => write("replaceState", address(location, changes));

if ("history" in globalThis) {  // Node, which runs the tests, has none
  write("replaceState");
  window.addEventListener("popstate", () => {
    isWithin = wasOurs && isOurs();
    wasOurs = isOurs();
    for (const move of moves) move();
  });
}
