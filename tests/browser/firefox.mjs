/**
 * Opens the page at the address given as an argument in Firefox, draws a 7, reads the shared cases, and opens every tab.
 * Prints the readings and the page's errors as JSON. Firefox is driven by its own protocol, WebDriver BiDi, since Playwright only drives builds of its own.
 */
import puppeteer from "puppeteer-core";
import { CASES } from "../scripts/support/cases.js";

// What each tab shows of the 7, once it is complete.
const TABS = { Layers: '.layers-list[aria-busy="false"] [data-layer="probabilities"]', Train: ".train-total",
  Why: '[data-evidence="contributions"] .over[aria-label*="Why 7?"]', Results: "#results-accuracy svg",
  Lesson: ".lesson-step[data-ready]:not([hidden])", Draw: "#feature-maps canvas" };

const [address, executablePath] = process.argv.slice(2);
const browser = await puppeteer.launch({ browser: "firefox", executablePath, headless: true });
try {
  const page = await browser.newPage();
  const errors = [];
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => { if (message.type() === "error") errors.push(message.text()); });
  await page.goto(address);
  await page.waitForSelector('#pad[data-reader="browser"]', { timeout: 120_000 });
  const box = await (await page.$("#pad canvas")).boundingBox();
  const [down, ...moves] = [[0.3, 0.2], [0.7, 0.2], [0.45, 0.8]]
    .map(([x, y]) => [box.x + x * box.width, box.y + y * box.height]);
  await page.mouse.move(...down);
  await page.mouse.down();
  for (const place of moves) await page.mouse.move(...place, { steps: 5 });
  await page.mouse.up();
  await page.waitForSelector('#answer[data-state="digit"][data-digit="7"]');
  const readings = await page.evaluate(async (drawings) => {
    const readings = [];
    for (const strokes of drawings) readings.push(await window.digits.read({ strokes }));
    return readings;
  }, CASES.map(({ strokes }) => strokes));
  for (const [tab, content] of Object.entries(TABS)) {
    await page.locator(`::-p-aria([name="${tab}"][role="tab"])`).click();
    await page.waitForSelector(content, { visible: true, timeout: 120_000 });
  }
  process.stdout.write(JSON.stringify({ readings, errors }));
} finally {
  await browser.close();
}
