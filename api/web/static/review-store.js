// What the browser keeps of a review: the sample and a record for each decision, in IndexedDB.
//
// A page that is closed aborts what IndexedDB has not finished. So a decision is first noted in localStorage, which
// writes at once.
//
// Several tabs may show the same review. They tell each other what they write.

const VERSION = 1;
const SAMPLES = "samples"; // one record, "current": {id, sample, reviewer}
const DECISIONS = "decisions"; // [id of the sample, index of the suggestion] -> record
const CURRENT = "current";

/** Keeps one review. After an error it reports it once and keeps nothing more, so that the page goes on in memory. */
export class Store {
  #database = null;
  #report;
  #elsewhere;
  #name = "";
  #id = 0; // of the review; 0 without one
  #unfinished = new Map(); // index of the suggestion -> {record}; the record is null if it was undone
  #channel = null;

  /**
   * @param {(message: string) => void} report Tells the reviewer that the browser keeps nothing.
   * @param {{change: function, replace: function}} elsewhere What to call after another tab has changed the review: `change`
   *   with a list of [index, ?record] and whether these are all records; `replace` if the review is another one now, or none.
   */
  constructor(report, elsewhere) {
    this.#report = report;
    this.#elsewhere = elsewhere;
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
      this.#channel = new BroadcastChannel(this.#name);
      this.#channel.onmessage = ({ data }) => this.#hear(data);
      return this.#load();
    });
  }

  /** Returns what the database has now, as `open` does. */
  async reload() {
    return this.#database && this.#try(() => this.#load());
  }

  /** Finds out what other tabs have written while this page could not hear them. */
  async catchUp() {
    if (!this.#database) return;
    const id = this.#id;
    const kept = await this.#try(() => this.#read());
    if (!this.#database || id !== this.#id) return;
    if ((kept?.id ?? 0) !== id) this.#elsewhere.replace();
    else if (kept) this.#elsewhere.change([...kept.records], true);
  }

  /** Replaces the review by a new one. */
  async begin(sample, reviewer) {
    await this.#leave(Date.now() + Math.random(), (samples, decisions) => {
      decisions.clear();
      samples.put({ id: this.#id, sample, reviewer }, CURRENT);
    });
  }

  /** Removes the review. */
  async clear() {
    await this.#leave(0, (samples, decisions) => {
      samples.clear();
      decisions.clear();
    });
  }

  /** Changes the name of the reviewer. */
  async rename(sample, reviewer) {
    await this.#write([SAMPLES], (samples) => samples.put({ id: this.#id, sample, reviewer }, CURRENT));
  }

  /** Keeps the record of a suggestion, or removes it if it is null. */
  async put(index, record) {
    if (!this.#database) return;
    const [unfinished, change] = [this.#unfinished, { record }];
    unfinished.set(index, change);
    this.#note();
    this.#channel.postMessage({ id: this.#id, records: [[index, record]] });
    await this.#write([DECISIONS], (decisions) => this.#change(decisions, index, record));
    if (unfinished.get(index) === change) unfinished.delete(index); // it may be decided anew
    this.#note();
  }

  /** Leaves the present review. What is being written of it has no part in the next one. */
  async #leave(id, change) {
    const before = this.#id;
    this.#id = id;
    this.#unfinished = new Map();
    this.#note();
    await this.#write([SAMPLES, DECISIONS], change);
    this.#channel?.postMessage({ id: before, isReplaced: true });
  }

  #hear({ id, records, isReplaced }) {
    if (id !== this.#id || !this.#database) return;
    if (isReplaced) this.#elsewhere.replace();
    else this.#elsewhere.change(records, false);
  }

  async #load() {
    const kept = await this.#read();
    this.#id = kept?.id ?? 0;
    this.#unfinished = new Map();
    for (const [index, record] of kept ? this.#noted() : []) {
      if (record) kept.records.set(index, record);
      else kept.records.delete(index);
      this.put(index, record);
    }
    return kept;
  }

  async #read() {
    const transaction = this.#database.transaction([SAMPLES, DECISIONS]);
    const current = await done(transaction.objectStore(SAMPLES).get(CURRENT));
    if (!current) return null;
    const mine = IDBKeyRange.bound([current.id], [current.id, []]);
    const decisions = transaction.objectStore(DECISIONS);
    const [keys, found] = await Promise.all([done(decisions.getAllKeys(mine)), done(decisions.getAll(mine))]);
    return { ...current, records: new Map(keys.map(([, index], at) => [index, found[at]])) };
  }

  #change(decisions, index, record) {
    const key = [this.#id, index];
    if (record) decisions.put(record, key);
    else decisions.delete(key);
  }

  get #changes() {
    return [...this.#unfinished].map(([index, { record }]) => [index, record]);
  }

  #note() {
    try {
      if (this.#unfinished.size === 0) localStorage.removeItem(this.#name);
      else localStorage.setItem(this.#name, JSON.stringify({ id: this.#id, changes: this.#changes }));
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
