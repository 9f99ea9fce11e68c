// A review in progress: a sample and the decisions about its suggestions.

import { keyOf } from "./review-sample.js";

/** The decisions of one person about the suggestions of a sample. */
export class Review {
  /** The index of the suggestion that is being judged; -1 if all are decided. */
  index = -1;
  #records; // index of the suggestion -> {verdict, reason, time, order}
  #order;

  /**
   * @param {object} sample The sample.
   * @param {string} reviewer The name of the reviewer, or an empty text.
   * @param {Map<number, object>} records The decisions made so far.
   */
  constructor(sample, reviewer, records = new Map()) {
    this.sample = sample;
    this.reviewer = reviewer;
    this.#records = records;
    this.#order = Math.max(0, ...[...records.values()].map(({ order }) => order));
    this.index = this.#nextOpen();
  }

  get size() {
    return this.sample.suggestions.length;
  }

  get decided() {
    return this.#records.size;
  }

  get skipped() {
    return this.judged.filter(({ verdict }) => verdict === "skip").length;
  }

  get suggestion() {
    return this.sample.suggestions[this.index];
  }

  get canUndo() {
    return this.#records.size > 0;
  }

  /** The records by the index of their suggestion, in that order. */
  get records() {
    return [...this.#records].sort(([one], [other]) => one - other);
  }

  /** The score and the verdict of each decided suggestion. */
  get judged() {
    return [...this.#records].map(([index, { verdict }]) => ({ score: this.sample.suggestions[index].score, verdict }));
  }

  /** Returns the suggestion that comes after another if nothing is undone. */
  suggestionAfter(suggestion) {
    const after = this.sample.suggestions.indexOf(suggestion) + 1;
    return this.sample.suggestions.find((_, index) => index >= after && !this.#records.has(index));
  }

  /** Decides the present suggestion, goes on to the next one, and returns the record. */
  decide(verdict, reason) {
    const record = { verdict, reason, time: now(), order: ++this.#order };
    this.#records.set(this.index, record);
    this.index = this.#nextOpen();
    return record;
  }

  /** Takes the latest decision back, and returns the index of its suggestion; null if there is none. */
  undo() {
    const latest = [...this.#records].reduce((one, other) => (one && one[1].order > other[1].order ? one : other), null);
    if (!latest) return null;
    [this.index] = latest;
    this.#records.delete(this.index);
    return this.index;
  }

  /** Takes back all decisions to skip, and returns the indices of their suggestions. */
  reopenSkipped() {
    const skipped = [...this.#records].filter(([, { verdict }]) => verdict === "skip").map(([index]) => index);
    for (const index of skipped) this.#records.delete(index);
    this.index = this.#nextOpen();
    return skipped;
  }

  /**
   * Takes decisions from a file, those that are later than the ones made here.
   * @param {object[]} decisions The decisions.
   * @param {(decision: object) => number} timeOf Returns when a decision was made.
   * @returns {{taken: [number, object][], others: number}} The new records by the index of their suggestion, and the
   *   number of decisions that were not taken.
   */
  take(decisions, timeOf) {
    const indices = new Map(this.sample.suggestions.map((one, index) => [keyOf({ ...one, wiki: this.sample.wiki }), index]));
    const taken = new Map();
    for (const decision of decisions) {
      const index = indices.get(keyOf(decision));
      const before = this.#records.get(index);
      if (index === undefined || (before && timeOf(before) >= timeOf(decision))) continue;
      const { decision: verdict, reason = null, time } = decision;
      taken.set(index, { verdict, reason, time: time ?? now(), order: ++this.#order });
      this.#records.set(index, taken.get(index));
    }
    this.index = this.#nextOpen();
    return { taken: [...taken], others: decisions.length - taken.size };
  }

  /**
   * Takes over what was decided or undone in another tab.
   * @param {[number, ?object][]} records The records by the index of their suggestion; null for one that was undone.
   * @param {boolean} isWhole Whether these are all records.
   */
  adopt(records, isWhole) {
    if (isWhole) this.#records.clear();
    for (const [index, record] of records) {
      if (record) this.#records.set(index, record);
      else this.#records.delete(index);
      this.#order = Math.max(this.#order, record?.order ?? 0);
    }
    if (this.index < 0 || this.#records.has(this.index)) this.index = this.#nextOpen();
  }

  #nextOpen() {
    return this.sample.suggestions.findIndex((_, index) => !this.#records.has(index));
  }
}

const now = () => new Date().toISOString();
