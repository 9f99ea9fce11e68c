// Work that is finished after the reader has gone on to something else. Whatever waits (for the service, for a file, for the
// browser's storage) asks afterwards whether its result is still wanted.

/** Numbers pieces of work, so that only the latest one has an effect. */
export class Latest {
  #number = 0;

  /** Begin a piece of work, which makes the earlier ones outdated. Returns a function that says whether it is still the latest. */
  begin() {
    this.#number++;
    return this.current();
  }

  /** Return a function that says whether nothing has begun or ended since now. */
  current() {
    const number = this.#number;
    return () => number === this.#number;
  }

  /** Make all work outdated. */
  end() {
    this.#number++;
  }
}
