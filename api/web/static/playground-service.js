// What the page asks the service.

export const LEAST_SCORE = 0.05;
const MOST_LINKS = 300;

/** The service said no: the message is for people. */
export class Refusal extends Error {}

/** All that a page needs to ask; each call ends the one before it. */
export class Service {
  #here;
  #recommend;
  #asked = null;

  constructor({ here, recommend }) {
    this.#here = here;
    this.#recommend = recommend;
  }

  /** What the page shows: {wiki, article, answer}. wikitext: instead of the wiki's own, where there is any. */
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

  // Once, with all that the slider may show: links are chosen best first, so that those above a higher score are the same.
  #answer(name, article, signal) {
    const query = new URLSearchParams({ threshold: LEAST_SCORE, max_recommendations: MOST_LINKS, explain: true });
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
