// What the browser keeps of a review: the sample and a record for each decision, in IndexedDB.
//
// A page that is closed aborts what IndexedDB has not finished. So a decision is first noted in localStorage, which
// writes at once.

const VERSION = 1;
const SAMPLES = "samples"; // one record, "current": {id, sample, reviewer}
const DECISIONS = "decisions"; // [id of the sample, index of the suggestion] -> record
const CURRENT = "current";

/** Keeps one review. After an error it reports it once and keeps nothing more, so that the page goes on in memory. */
export class Store {
  #database = null;
  #report;
  #name = "";
  #id = 0;
  #unfinished = new Map(); // index of the suggestion -> its record, or null if it was undone

  /** @param {(message: string) => void} report Tells the reviewer that the browser keeps nothing. */
  constructor(report) {
    this.#report = report;
  }

  /**
   * Opens the database and returns what it has.
   * @param {string} name Tells apart the services of a host.
   * @returns {Promise<?{sample: object, reviewer: string, records: Map<number, object>}>} null without a review.
   */
  async open(name) {
    this.#name = `linkrecommendation-review:${name}`;
    return this.#try(async () => {
      const request = indexedDB.open(this.#name, VERSION);
      request.onupgradeneeded = () => {
        request.result.createObjectStore(SAMPLES);
        request.result.createObjectStore(DECISIONS);
      };
      this.#database = await done(request);
      this.#database.onversionchange = () => this.#database.close();
      return this.#load();
    });
  }

  /** Replaces the review by a new one. */
  async begin(sample, reviewer) {
    this.#id = Date.now() + Math.random();
    await this.#write([SAMPLES, DECISIONS], (samples, decisions) => {
      decisions.clear();
      samples.put({ id: this.#id, sample, reviewer }, CURRENT);
    });
  }

  /** Changes the name of the reviewer. */
  async rename(sample, reviewer) {
    await this.#write([SAMPLES], (samples) => samples.put({ id: this.#id, sample, reviewer }, CURRENT));
  }

  /** Keeps the record of a suggestion, or removes it if it is null. */
  async put(index, record) {
    if (!this.#database) return;
    this.#unfinished.set(index, record);
    this.#note();
    await this.#write([DECISIONS], (decisions) => this.#change(decisions, index, record));
    if (this.#unfinished.get(index) === record) this.#unfinished.delete(index);
    this.#note();
  }

  /** Removes the review. */
  async clear() {
    await this.#write([SAMPLES, DECISIONS], (samples, decisions) => {
      samples.clear();
      decisions.clear();
    });
  }

  async #load() {
    const transaction = this.#database.transaction([SAMPLES, DECISIONS]);
    const current = await done(transaction.objectStore(SAMPLES).get(CURRENT));
    if (!current) return null;
    this.#id = current.id;
    const mine = IDBKeyRange.bound([current.id], [current.id, []]);
    const decisions = transaction.objectStore(DECISIONS);
    const [keys, found] = await Promise.all([done(decisions.getAllKeys(mine)), done(decisions.getAll(mine))]);
    const records = new Map(keys.map(([, index], at) => [index, found[at]]));
    for (const [index, record] of this.#noted()) {
      if (record) records.set(index, record);
      else records.delete(index);
      this.put(index, record);
    }
    return { ...current, records };
  }

  #change(decisions, index, record) {
    const key = [this.#id, index];
    if (record) decisions.put(record, key);
    else decisions.delete(key);
  }

  #note() {
    try {
      if (this.#unfinished.size === 0) localStorage.removeItem(this.#name);
      else localStorage.setItem(this.#name, JSON.stringify({ id: this.#id, changes: [...this.#unfinished] }));
    } catch {
      // no room, or not allowed: IndexedDB alone has to do
    }
  }

  #noted() {
    try {
      const { id, changes } = JSON.parse(localStorage.getItem(this.#name));
      return id === this.#id ? changes : [];
    } catch {
      return []; // nothing was unfinished
    }
  }

  async #write(names, change) {
    if (!this.#database) return;
    await this.#try(async () => {
      const transaction = this.#database.transaction(names, "readwrite", { durability: "relaxed" });
      const finished = new Promise((resolve, reject) => {
        transaction.oncomplete = resolve;
        transaction.onabort = () => reject(transaction.error);
      });
      change(...names.map((name) => transaction.objectStore(name)));
      await finished;
    });
  }

  async #try(action) {
    try {
      return await action();
    } catch (error) {
      this.#database = null;
      const full = error?.name === "QuotaExceededError";
      const why = full ? "The browser has no room left for this page" : "This browser does not let the page keep anything";
      this.#report(`${why}, so your decisions are lost when you close or reload it. Export them before.`);
      return null;
    }
  }
}

function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error("another page uses an older version of the database"));
  });
}
