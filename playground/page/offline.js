// The service worker: the page's own files are kept at the first visit, so that the second needs no
// network. The runtime is kept by worker.js while it loads, and only found here.

importScripts("assets.js");

const SHELL = `jixiao-${assets.version}`;
const KEPT = "jixiao-runtime";
const scope = /** @type {any} */ (self);

/** @param {string} name */
const address = (name) => new URL(name, self.location.href).href;

scope.addEventListener("install", (/** @type {any} */ event) => {
  event.waitUntil(caches.open(SHELL).then((cache) => cache.addAll(assets.shell.map(address))));
});

scope.addEventListener("activate", (/** @type {any} */ event) => {
  event.waitUntil(tidied());
});

/** Only what this version needs stays. */
async function tidied() {
  for (const name of await caches.keys()) {
    if (name.startsWith("jixiao-") && ![SHELL, KEPT].includes(name)) await caches.delete(name);
  }
  const cache = await caches.open(KEPT);
  for (const request of await cache.keys()) {
    if (!request.url.startsWith(address(`${assets.runtime}/`))) await cache.delete(request);
  }
  await scope.clients.claim();
}

scope.addEventListener("fetch", (/** @type {any} */ event) => {
  const own = event.request.method === "GET" && event.request.url.startsWith(address("."));
  if (own) event.respondWith(found(event.request));
});

/** @param {Request} request */
async function found(request) {
  const shell = await caches.open(SHELL);
  const runtime = await caches.open(KEPT);
  const page = request.mode === "navigate" ? address("index.html") : request;
  return (
    (await shell.match(page, { ignoreSearch: true })) ??
    (await runtime.match(request)) ??
    fetch(request)
  );
}
