/**
 * Keeps a copy of the whole site on the device, so that it works without a network.
 *
 * The published sw.js is this text after three constants that the build writes (builder/publish/offline.py).
 * - Only GET requests for files of this site are touched. No request holds an answer, so none comes here.
 * - A file is kept only when its SHA-256 is the one of the build: never half of it, never a damaged one.
 * - A file with a hash in its name comes from the copy. Any other, a page first of all, comes from the
 *   network when that answers within LIMIT and does not refuse, and else from the copy.
 * - What the browser has lost of the copy is fetched again at the next visit.
 * - A newer version waits until no window shows this site, or until a person asks for it and no window is
 *   in the middle of a self-check. Until then the old copy stays whole.
 */

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const HOME = worker.registration.scope;
const OWN = `offline ${HOME} `; // other sites may live on this origin and see the same caches
const CACHE = OWN + BUILD;

const LIMIT = 3_000; // milliseconds
const SILENCE = 10_000; // for so long after a silent network the copy answers at once
const REPLY = 1_000;
const LANES = 4;

const PACKABLE = /(^|\/|\.(css|csv|html|json|m?js|svg|wasm|zip))$/; // kept in a third of the space
const [SHA256, PACKED] = ["X-SHA256", "X-Packed"]; // headers of a kept file: what it holds, and how

let silentUntil = 0;

/** @param {string} address */
const isHashed = (address) => /[./-][0-9a-f]{8,}[./]/.test(address.slice(HOME.length));

worker.addEventListener("install", (event) => event.waitUntil(install()));
worker.addEventListener("activate", (event) => event.waitUntil(activate()));

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method === "GET" && request.url.startsWith(HOME)) event.respondWith(answer(request));
});

worker.addEventListener("message", (event) => {
  if (event.data === "registered") event.waitUntil(mend());
  if (event.data === "is the network silent?") event.ports[0]?.postMessage(Date.now() < silentUntil);
  if (event.data === "take over") event.waitUntil(takeOver(event.source));
  if (event.data === "keep the runtime") event.waitUntil(keepAll(RUNTIME).catch(() => {}));
});

/**
 * Whether Python's files are wanted: not where they cannot run, and with a data-saver setting only if they were
 * kept before.
 */
async function wantsPython() {
  if (typeof WebAssembly !== "object") return false;
  const { connection } = /** @type {{connection?: {saveData?: boolean}}} */ (navigator);
  const wasm = Object.keys(RUNTIME).find((path) => path.endsWith(".wasm")) ?? "";
  return !connection?.saveData || Boolean(await caches.match(HOME + wasm));
}

async function install() {
  try {
    await keepAll(SITE);
    if (await wantsPython()) await keepAll(RUNTIME);
  } catch (error) {
    const full = error instanceof DOMException && error.name === "QuotaExceededError";
    if (full) await caches.delete(CACHE); // half a copy helps nobody; after any other error it is gone on with
    throw error;
  }
}

async function activate() {
  for (const name of await caches.keys()) {
    if (name.startsWith(OWN) && name !== CACHE) await caches.delete(name);
  }
  await worker.clients.claim();
}

/** Fetch again what the copy has lost. What cannot be had now may come at the next visit. */
async function mend() {
  await keepAll(SITE).catch(() => {});
  if (await wantsPython()) await keepAll(RUNTIME).catch(() => {});
}

/** @param {Record<string, string>} files  path below HOME -> SHA-256 */
async function keepAll(files) {
  const cache = await caches.open(CACHE);
  const kept = new Set((await cache.keys()).map(({ url }) => url)); // also from an attempt that was broken off
  const waiting = Object.entries(files).filter(([path]) => !kept.has(HOME + path));
  const lane = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) await keep(cache, ...next);
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}

/** @type {(cache: Cache, path: string, sha256: string) => Promise<void>} */
async function keep(cache, path, sha256) {
  const address = HOME + path;
  const older = await caches.match(address);
  if (older?.headers.get(SHA256) === sha256) return cache.put(address, older);
  const { bytes, headers } = await fetchExactly(address, sha256);
  headers.set(SHA256, sha256);
  for (const name of ["Content-Encoding", "Content-Length"]) headers.delete(name); // true of the way here only
  if (!PACKABLE.test(path)) return cache.put(address, new Response(bytes, { headers }));
  headers.set(PACKED, "gzip");
  const packed = new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip"));
  return cache.put(address, new Response(packed, { headers }));
}

/** @type {(address: string, sha256: string) => Promise<{bytes: ArrayBuffer, headers: Headers}>} */
async function fetchExactly(address, sha256) {
  // The browser's own cache may do for a hashed name; if it does not, it is passed by.
  for (const cache of /** @type {const} */ ([isHashed(address) ? "default" : "no-cache", "reload"])) {
    const response = await fetch(address, { cache });
    const bytes = await response.arrayBuffer();
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    const found = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
    if (response.ok && found === sha256) return { bytes, headers: new Headers(response.headers) };
  }
  throw new Error(`${address} is not the file that was published`);
}

/** @param {Request} request */
async function answer(request) {
  const { origin, pathname } = new URL(request.url);
  const address = origin + pathname.replace(/\/index\.html$/, "/");
  const again = request.cache === "reload"; // whoever asks so does not trust what is kept
  if (!again && (isHashed(address) || Date.now() < silentUntil)) {
    const copy = await copyOf(address);
    if (copy) return copy;
  }
  const network = fetch(request);
  const limit = new Promise((resolve) => setTimeout(resolve, LIMIT, null));
  const tried = network.catch(() => null);
  const first = await (again ? tried : Promise.race([tried, limit]));
  if (first && (first.status < 400 || first.status === 404 || first.status === 410)) return first;
  silentUntil = Date.now() + SILENCE;
  return (await copyOf(address)) ?? network.catch((error) => insteadOf(request, address, error));
}

/** @param {string} address */
async function copyOf(address) {
  const copy = await caches.match(address, { cacheName: CACHE }).catch(() => undefined);
  if (!copy?.body || !copy.headers.has(PACKED)) return copy;
  return new Response(copy.body.pipeThrough(new DecompressionStream("gzip")), { headers: copy.headers });
}

/** What the host would say of an address that is no page. @type {(request: Request, address: string, error: unknown) => Promise<Response>} */
async function insteadOf(request, address, error) {
  if (`${address}/`.slice(HOME.length) in SITE) return Response.redirect(`${address}/`);
  const page = request.mode === "navigate" ? await copyOf(`${HOME}404.html`) : undefined;
  if (!page) throw error;
  const { headers } = page;
  if (!(address.slice(HOME.length) in SITE)) return new Response(page.body, { status: 404, headers });
  const text = (await page.text())
    .replaceAll("data-not-here", "data-not-here hidden")
    .replaceAll("data-not-kept hidden", "data-not-kept");
  const heading = /data-not-kept>([^<]*)/.exec(text)?.[1] ?? "";
  return new Response(text.replace(/(?<=<title>)[^<]*/, heading), { status: 503, headers });
}

/** @param {ExtendableMessageEvent["source"]} asking */
async function takeOver(asking) {
  const all = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
  const checking = await Promise.all(all.filter(({ url }) => url.startsWith(HOME)).map(isChecking));
  if (checking.includes(true)) asking?.postMessage("a check is open");
  else await worker.skipWaiting();
}

/** Ask a window whether a self-check is under way; one that does not reply counts as yes. @param {Client} client */
function isChecking(client) {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => resolve(data !== false);
    setTimeout(resolve, REPLY, true);
    client.postMessage("checking?", [port2]);
  });
}
