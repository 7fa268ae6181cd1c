/**
 * A copy of the page in this browser, from which `service-worker.js` starts it if the server can't be reached: all our
 * files, those of Gradio's that the page has loaded, networks, and last, when all that it needs is there, the document.
 *
 * The copies are kept apart by their versions: each is in the cache that is named after it.
 */
import { subscribe } from "../common/bus.js";
import { isGradioFile } from "./gradio.js";

// Another site's page, which has embedded ours, has its scripts without a version.
const [, home, version] = /^(.*\/)(version-\w+)\//.exec(import.meta.url) ?? [];

/**
 * Keep a copy as soon as it delays nothing; in a frame, or where the browser allows none or is to save data, do nothing.
 * @param {string[]} networks  the names of those to keep
 */
export async function keepCopy(networks) {
  if (!version || !navigator.serviceWorker || window.parent !== window || navigator.connection?.saveData) return;
  await new Promise((resolve) => subscribe("reader", resolve));
  await new Promise((resolve) => (window.requestIdleCallback ?? setTimeout)(resolve));
  try {
    await navigator.serviceWorker.register(`${home}service-worker.js`);
    const { active } = await navigator.serviceWorker.ready;
    const name = await copyAll(networks);
    if (name) active.postMessage(name);
  } catch (error) {
    console.debug(error);  // no connection, no space, or not allowed: the next visit tries again
  }
}

/** @returns {Promise<string | null>}  the name of the copy's cache; null if the copy is not complete */
async function copyAll(networks) {
  const name = `${home} ${version}`;
  const cache = await caches.open(name);
  const ours = await (await fetch(`${home}${version}/files.json`)).json();
  const gradios = performance.getEntriesByType("resource").map((entry) => entry.name)
    .filter((address) => address.startsWith(home) && isGradioFile(address.slice(home.length)));
  const layers = (await Promise.all(networks.map((name) => fetch(`${home}networks/${encodeURIComponent(name)}.json`))))
    .filter(({ ok }) => ok);
  const weights = await Promise.all(layers.map(async (answer) => (await answer.clone().json()).weights));
  const known = new Set((await cache.keys()).map(({ url }) => url));
  const missing = [...ours.map((path) => `${home}${version}/${path}`), ...gradios,
    ...weights.filter(Boolean).map((checksum) => `${home}networks/${checksum}.bin`)].filter((url) => !known.has(url));
  // From the browser's own cache where it has them, since their addresses change with their content.
  await cache.addAll(missing.map((url) => new Request(url, { cache: "force-cache", priority: "low" })));
  await Promise.all(layers.map((answer) => cache.put(answer.url, answer)));
  const page = await fetch(location.href, { cache: "force-cache" });
  if (page.redirected || !(await page.clone().text()).includes(version)) return null;  // it is already another one
  await cache.put(home, page);
  return name;
}
