// The page's requests to the service.

import { read } from "./request.js";

export { Refusal } from "./request.js";

export const MIN_SCORE = 0.05;
const MAX_LINKS = 300;
const ADDRESS = /^(?:https?:)?\/\/|^[\w-]+(?:\.[\w-]+)+(?::\d+)?\/(?:wiki\/|w\/|index\.php)/i;

/** The client of the service. Each call of `ask`, `tryRules` and `titles` aborts the previous one of the same name. */
export class Service {
  #here;
  #recommend;
  #asked = {};

  constructor({ here, recommend }) {
    this.#here = here;
    this.#recommend = recommend;
  }

  /** Return what the page needs to know about a wiki. */
  wiki(name) {
    return read(`${this.#here}/wikis/${encodeURIComponent(name)}`);
  }

  /** Return what the page shows: {wiki, article, answer}. wikitext: replaces that of the wiki, unless it is empty. */
  async ask(name, title, wikitext) {
    const signal = this.#anew("ask");
    const wiki = await read(`${this.#here}/wikis/${encodeURIComponent(name)}`, { signal });
    const article = wikitext
      ? { title: title || "Untitled", pageid: 0, revid: 0, wikitext }
      : await read(`${this.#here}/articles/${encodeURIComponent(name)}/${encodeURIComponent(title)}`, { signal });
    const query = new URLSearchParams(OPTIONS);
    const address = `${this.#recommend}/${encodeURIComponent(name)}/${encodeURIComponent(article.title)}?${query}`;
    return { wiki, article, answer: await read(address, post(signal, textOf(article))) };
  }

  /** Abort the present call of `ask`. */
  stop() {
    this.#asked.ask?.abort();
  }

  /** Return {rules, lifted, unknown_lifts, answer} for a file of rules in place of the wiki's own. */
  tryRules(name, article, file) {
    const address = `${this.#here}/rules/${encodeURIComponent(name)}/${encodeURIComponent(article.title)}`;
    return read(address, post(this.#anew("tryRules"), { ...textOf(article), ...OPTIONS, file }));
  }

  /** Return titles of the wiki that begin with a text. */
  async titles(name, prefix) {
    const query = new URLSearchParams({ prefix });
    return (await read(`${this.#here}/titles/${encodeURIComponent(name)}?${query}`, { signal: this.#anew("titles") })).titles;
  }

  /** Return what a text in the title's field stands for: {title, section}, and {wiki} if it is an address. wiki: the one to choose
   *  if several are there. */
  async understand(text, wiki) {
    if (ADDRESS.test(text)) return read(`${this.#here}/address?${new URLSearchParams({ address: text, wiki })}`);
    const [title, ...rest] = text.split("#");
    return { title: title.trim(), section: rest.join("#").replaceAll("_", " ").trim() };
  }

  /** Return all characters that have a name in HTML, by their names. */
  characters() {
    return read(`${this.#here}/characters`);
  }

  #anew(call) {
    this.#asked[call]?.abort();
    this.#asked[call] = new AbortController();
    return this.#asked[call].signal;
  }
}

// One request covers all positions of the slider: the service selects the best links first, so the links above a higher
// threshold are a subset.
const OPTIONS = { threshold: MIN_SCORE, max_recommendations: MAX_LINKS, explain: true, partial: true };

const textOf = ({ pageid, revid, wikitext }) => ({ pageid, revid, wikitext });

function post(signal, members) {
  return { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(members), signal };
}
