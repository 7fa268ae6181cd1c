/** Navigation through the lesson: Back and Next, a link to each step, and the step in the page's address. */
import { copyAddress } from "../common/copying.js";
import { hasModifier } from "../common/elements.js";
import { t } from "../common/language.js";
import { address } from "../common/link.js";
import { enter } from "../shell/history.js";

export class Navigation {
  /** @param {HTMLElement} element @param {string[]} titles  of the steps @param {(step: number) => void} go */
  constructor(element, titles, go) {
    Object.assign(this, { titles, go });
    [this.back, this.next, this.onward, this.copy, this.spoken] =
      ["#lesson-back", "#lesson-next", "#lesson-onward", "#lesson-copy", ".lesson-spoken"]
        .map((selector) => element.querySelector(selector));
    this.links = [...element.querySelectorAll("[data-go]")];
    this.links.forEach((link, index) => {
      link.title = titles[index];
      link.setAttribute("aria-label", t`Step ${index + 1}: ${titles[index]}`);
      link.addEventListener("click", (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;  // opens a new tab or window
        event.preventDefault();
        this.goOn(index + 1);
      });
    });
    this.back.addEventListener("click", () => this.goOn(this.current - 1));
    this.next.addEventListener("click", () => this.goOn(this.current + 1));
    this.onward.addEventListener("click", () => {  // below a step that is longer than a phone's screen
      this.goOn(this.current + 1);
      element.querySelector(".lesson-nav").scrollIntoView();
    });
    this.copy.addEventListener("click", () => copyAddress(this.copy, { lesson: this.current }));
    element.querySelector(".lesson-nav").addEventListener("keydown", (event) => this.press(event));
  }

  /** Mark the open step, numbered from 1. */
  show(current) {
    this.current = current;
    this.links.forEach((link, index) => {
      link.href = address(location, { lesson: index + 1 });
      if (index === current - 1) link.setAttribute("aria-current", "step");
      else link.removeAttribute("aria-current");
      link.tabIndex = index === current - 1 ? 0 : -1;
    });
    this.back.disabled = current === 1;
    this.next.disabled = this.onward.hidden = current === this.links.length;
    this.onward.textContent = t`Next: ${this.titles[current]} →`;
  }

  /** Go to a step at the visitor's request; update the address and tell the screen reader. */
  goOn(wanted) {
    this.go(wanted);
    enter({ lesson: this.current, tab: null });
    this.spoken.textContent = t`Step ${this.current} of ${this.links.length}: ${this.titles[this.current - 1]}`;
  }

  press(event) {
    const { current, links } = this;
    const wanted = { ArrowLeft: current - 1, ArrowRight: current + 1, Home: 1, End: links.length }[event.key];
    if (wanted === undefined || hasModifier(event)) return;
    event.preventDefault();
    this.goOn(wanted);
    if (links.includes(event.target) || event.target.disabled) this.links[this.current - 1].focus();
  }
}
