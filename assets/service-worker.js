/**
 * The service worker: it starts the page without a network, from the copy that `scripts/shell/offline.js` keeps.
 *
 * Versions never mix, because everything but the document has an address that changes with its content: our files are
 * in a folder named after their version, to which the document refers; the names of Gradio's files and of weights
 * contain a hash. Such a file may come from any copy. The document, and the layers of a network, which refer to the
 * others, come from the server, so that a new version is there with the next visit. Only if the server doesn't answer do
 * they come from the latest copy, which has all that they refer to. Everything else, such as Gradio's API and uploads,
 * goes to the server as if this worker did not exist.
 */
const HOME = self.registration.scope;
// `isGradioFile` of scripts/shell/gradio.js has Gradio's part of this.
const FIXED = /^(version-|assets\/|networks\/[^/]*\.bin$|theme\.css\?v=)/;
const LAYERS = /^networks\/[^/]*\.json$/;
const PATIENCE = 3000;  // milliseconds until a server counts as unreachable

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => {
  event.waitUntil(Promise.all([self.registration.navigationPreload?.enable(), self.clients.claim()]));
});

self.addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  if (method !== "GET" || !url.startsWith(HOME)) return;
  const path = url.slice(HOME.length);
  if (FIXED.test(path)) event.respondWith(copyFirst(event.request));
  else if (LAYERS.test(path)) event.respondWith(serverFirst(event, url));
  else if (mode === "navigate" && /^(\?|$)/.test(path)) event.respondWith(serverFirst(event, HOME));
});

async function copyFirst(request) {
  return (await caches.match(request, { ignoreVary: true }).catch(() => null)) ?? fetch(request);
}

/** The server's answer, or the copy kept under this address if there is none, or it comes too late. */
async function serverFirst(event, address) {
  const asked = Promise.resolve(event.preloadResponse).then((preloaded) => preloaded ?? fetch(event.request));
  event.waitUntil(asked.catch(() => {}));
  const late = new Promise((resolve) => { setTimeout(resolve, PATIENCE); });
  const answer = await Promise.race([asked, late]).catch(() => null);
  if (answer && answer.status < 500) return answer;  // a proxy's answer, if the server is gone
  return (await latestCopy(address)) ?? asked;
}

async function latestCopy(address) {
  for (const cacheName of (await copies()).reverse()) {
    const copy = await caches.match(address, { cacheName, ignoreVary: true });
    if (copy) return copy;
  }
  return null;
}

/** The names of this page's caches, oldest first; another page on this host has its own. */
const copies = async () => (await caches.keys()).filter((name) => name.startsWith(`${HOME} `));

// A page says that its copy, in the cache of this name, is complete: remove the others, unless another page needs them.
self.addEventListener("message", (event) => event.waitUntil(removeOthers(event.data)));

async function removeOthers(complete) {
  const open = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  if (open.length > 1) return;
  for (const name of await copies()) if (name !== complete) await caches.delete(name);
}
