/**
 * Where the diary's days are kept: in this browser (IndexedDB), or, where that
 * is refused, in this page alone. Nothing is made on the device before the
 * person starts the diary. Each call opens the store and closes it again, so
 * that one window never blocks another.
 */

/** @typedef {import("./diary-data.mjs").Day} Day */

/**
 * @typedef {object} Store
 * @property {() => Promise<Day[] | null>} read  null: there is no diary
 * @property {(days: Day[]) => Promise<void>} write  add these days, or put them in the place of the same dates
 * @property {() => Promise<void>} remove  everything
 */

const VERSION = 1;
const DAYS = "days";

/** @implements {Store} */
export class DeviceStore {
  #name;

  /** @param {string} name  of the database */
  constructor(name) {
    this.#name = name;
  }

  async read() {
    const database = await open(this.#name, false);
    if (!database) return null;
    try {
      return await done(database.transaction(DAYS).objectStore(DAYS).getAll());
    } finally {
      database.close();
    }
  }

  /** @param {Day[]} days */
  async write(days) {
    const database = await open(this.#name, true);
    if (!database) throw new Error("The diary could not be opened");
    try {
      const transaction = database.transaction(DAYS, "readwrite");
      for (const day of days) transaction.objectStore(DAYS).put(day);
      await new Promise((resolve, reject) => {
        transaction.oncomplete = resolve;
        transaction.onerror = transaction.onabort = () => reject(transaction.error);
      });
    } finally {
      database.close();
    }
  }

  async remove() {
    const request = indexedDB.deleteDatabase(this.#name);
    await new Promise((resolve, reject) => {
      request.onsuccess = resolve;
      request.onerror = request.onblocked = reject;
    });
  }
}

/** @implements {Store} */
export class PageStore {
  /** @type {Map<string, Day> | null} */
  #days = null;

  async read() {
    return this.#days && [...this.#days.values()];
  }

  /** @param {Day[]} days */
  async write(days) {
    this.#days ??= new Map();
    for (const day of days) this.#days.set(day.date, day);
  }

  async remove() {
    this.#days = null;
  }
}

/**
 * Open the database. When it must not be made and is not there, the attempt is taken back.
 *
 * @param {string} name
 * @param {boolean} make
 * @returns {Promise<IDBDatabase | null>}
 */
function open(name, make) {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, VERSION);
    let isAbsent = false;
    request.onupgradeneeded = () => {
      isAbsent = !make;
      if (make) request.result.createObjectStore(DAYS, { keyPath: "date" });
      else request.transaction?.abort();
    };
    request.onsuccess = () => {
      request.result.onversionchange = () => request.result.close();
      resolve(request.result);
    };
    request.onerror = (event) => {
      event.preventDefault();
      if (isAbsent) resolve(null);
      else reject(request.error);
    };
    request.onblocked = () => reject(new Error("Another window holds the diary"));
  });
}

/**
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
