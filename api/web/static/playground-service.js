// The page's requests to the service.

export const MIN_SCORE = 0.05;
const MAX_LINKS = 300;

/** The service answered with an error, or not at all. The message is for the reader of the page. */
export class Refusal extends Error {}

/** The client of the service. Each call aborts the previous one. */
export class Service {
  #here;
  #recommend;
  #asked = null;

  constructor({ here, recommend }) {
    this.#here = here;
    this.#recommend = recommend;
  }

  /** Return what the page shows: {wiki, article, answer}. wikitext: replaces that of the wiki, unless it is empty. */
  async ask(name, title, wikitext) {
    this.#asked?.abort();
    this.#asked = new AbortController();
    const { signal } = this.#asked;
    const wiki = await read(`${this.#here}/wikis/${encodeURIComponent(name)}`, { signal });
    const article = wikitext
      ? { title: title || "Untitled", pageid: 0, revid: 0, wikitext }
      : await read(`${this.#here}/articles/${encodeURIComponent(name)}/${encodeURIComponent(title)}`, { signal });
    return { wiki, article, answer: await this.#answer(name, article, signal) };
  }

  // One request covers all positions of the slider: the service selects the best links first, so the links above a
  // higher threshold are a subset.
  #answer(name, article, signal) {
    const query = new URLSearchParams({ threshold: MIN_SCORE, max_recommendations: MAX_LINKS, explain: true, partial: true });
    const address = `${this.#recommend}/${encodeURIComponent(name)}/${encodeURIComponent(article.title)}?${query}`;
    const { pageid, revid, wikitext } = article;
    const body = JSON.stringify({ pageid, revid, wikitext });
    return read(address, { method: "POST", headers: { "Content-Type": "application/json" }, body, signal });
  }
}

async function read(address, request) {
  let response;
  try {
    response = await fetch(address, request);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Refusal("The service cannot be reached.");
  }
  const answer = await response.json().catch(() => ({}));
  if (response.ok) return answer;
  throw new Refusal([answer.title ?? `HTTP status ${response.status}`, answer.detail].filter(Boolean).join(": "));
}
