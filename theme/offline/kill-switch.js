/**
 * Takes the place of sw.js when offline use has to end (`OFFLINE=off uv run build.py`): it deletes what was
 * kept on the device and removes itself. A page that is open goes on without it.
 */

{
  const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
  const { registration } = worker;

  worker.addEventListener("install", (event) => event.waitUntil(worker.skipWaiting()));

  const end = async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith(`offline ${registration.scope} `)) await caches.delete(name);
    }
    await registration.unregister();
  };
  worker.addEventListener("activate", (event) => event.waitUntil(end()));
  // A page that registers in the same moment brings it back, and says so.
  worker.addEventListener("message", (event) => event.waitUntil(end()));
}
