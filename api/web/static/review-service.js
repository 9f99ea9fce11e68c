// Requests to the service.

import { read, Refusal } from "./request.js";

const MAX_FAILURES = 2; // after which the service is not asked for previews again

/** The data about the articles of a wiki. */
export class Articles {
  #here;
  #previews = new Map();
  #failures = new Map(); // wiki -> number of previews in a row that its server did not answer

  /** @param {string} here Address of the review page. */
  constructor(here) {
    this.#here = here;
  }

  /** Returns titles of random articles. */
  async randomTitles(wiki, count, signal) {
    return (await read(this.#address("titles", wiki, null, { count }), { signal })).titles;
  }

  /** Returns the suggestions for an article, with the members of a sample that describe the wiki and its bundle. */
  suggestions(wiki, title, threshold, limit, signal) {
    return read(this.#address("suggestions", wiki, title, { threshold, max_recommendations: limit }), { signal });
  }

  /** Returns what describes a wiki, or null if the service does not serve it. */
  describe(wiki) {
    return read(this.#address("wikis", wiki)).catch(() => null);
  }

  /**
   * Returns the start of an article and the address of its image.
   * @returns {Promise<?{title: string, start: string, image: ?string}>} null if the wiki cannot be asked.
   */
  preview(wiki, title) {
    const key = JSON.stringify([wiki, title]);
    if (!this.#previews.has(key)) this.#previews.set(key, this.#fetchPreview(wiki, title));
    return this.#previews.get(key);
  }

  async #fetchPreview(wiki, title) {
    const failures = this.#failures.get(wiki) ?? 0;
    if (failures >= MAX_FAILURES) return null;
    try {
      const preview = await read(this.#address("articles", wiki, title));
      this.#failures.set(wiki, 0);
      return preview;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (error.forEveryArticle) this.#failures.set(wiki, MAX_FAILURES);
      else if (error.status >= 500) this.#failures.set(wiki, failures + 1);
      return null;
    }
  }

  #address(kind, wiki, title, parameters) {
    const path = [this.#here, kind, encodeURIComponent(wiki), ...(title === null || title === undefined ? [] : [encodeURIComponent(title)])];
    return `${path.join("/")}${parameters ? `?${new URLSearchParams(parameters)}` : ""}`;
  }
}
