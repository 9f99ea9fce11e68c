// A file of rules that the reader tries on the article: typed, or opened from disk. The service says at once what it holds
// back, or which line is wrong and why.

import { make } from "./dom.js";
import { chosenText, download } from "./playground-file.js";
import { find, keep } from "./playground-storage.js";

const STORED = "linkrecommendation:rules";
const WAIT = 350; // milliseconds after the last key
const MAX_LISTED = 30;

function example(text) {
  return `rules:
  - name: everyday words
    texts: [${JSON.stringify(text)}]
    comment: Readers know what these are.
    discussion: https://example.org/wiki/Project:Rules
`;
}

/** The field for the rules. elements: by their ids without "rules-". ask: tries a text; resolves to the answer's {rules,
 *  lifted, unknown_lifts}, or rejects with a Refusal. An empty text asks for the rules in force. textOf: returns a text of the
 *  article for an example. */
export class RulesField {
  #elements;
  #ask;
  #timer;

  constructor(elements, ask, textOf) {
    this.#elements = elements;
    this.#ask = ask;
    const { text, open, insert, save, clear } = elements;
    text.value = find(STORED).text ?? "";
    text.addEventListener("input", () => this.#later());
    open.addEventListener("change", () => this.#open());
    insert.addEventListener("click", () => this.set(text.value.trim() ? text.value : example(textOf())));
    clear.addEventListener("click", () => this.set(""));
    save.addEventListener("click", () => download("rules.yaml", text.value, "application/yaml"));
  }

  /** The text, empty if no rules are to be tried. */
  get text() {
    const { value } = this.#elements.text;
    return value.trim() ? value : "";
  }

  set(text) {
    this.#elements.text.value = text;
    return this.run();
  }

  /** Try the text on the article. */
  async run() {
    clearTimeout(this.#timer);
    keep(STORED, { text: this.text });
    const { problems, effect } = this.#elements;
    try {
      const tried = await this.#ask(this.text);
      problems.replaceChildren();
      effect.textContent = this.text ? describe(tried) : "";
    } catch (error) {
      if (error.name === "AbortError") return;
      if (error.status === undefined) throw error;
      effect.textContent = "";
      this.#list(error);
    }
  }

  async #open() {
    try {
      const text = await chosenText(this.#elements.open);
      if (text !== null) await this.set(text);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.#elements.effect.textContent = error.message;
    }
  }

  #later() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.run(), WAIT);
  }

  #list(error) {
    const found = error.problem.problems ?? [{ line: null, path: "", message: error.message }];
    this.#elements.problems.replaceChildren(...found.map(({ line, path, message }) => {
      const words = [path, message].filter(Boolean).join(" ");
      if (!line) return make("li", {}, words);
      const button = make("button", { type: "button", className: "plain", onclick: () => this.#select(line) }, `Line ${line}`);
      return make("li", {}, button, `: ${words}`);
    }));
  }

  #select(line) {
    const { text } = this.#elements;
    const lines = text.value.split("\n");
    const start = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
    text.focus();
    text.setSelectionRange(start, start + (lines[line - 1] ?? "").length);
  }
}

function describe(tried) {
  if (!tried) return "";
  const { rules, lifted, unknown_lifts: unknown, held } = tried;
  const parts = [rules === 1 ? "The file has one rule" : `The file has ${rules} rules`];
  if (lifted) parts.push(`lifts ${lifted} for all wikis`);
  const lost = unknown.map((name) => ` No rule for all wikis is called “${name}”, so lifting it has no effect.`).join("");
  const found = held === undefined ? " Ask for an article to see what it holds back." : held ? "" : " Nothing is held back in this article.";
  return `${parts.join(" and ")}. It takes the place of this wiki’s own rules here, and nowhere else.${found}${lost}`;
}

/** List what rules hold back at the present threshold. */
export function showHeldBack(list, { held, visibleHeld, trial }) {
  if (!trial) return list.replaceChildren();
  const below = held.length - visibleHeld.length;
  const items = visibleHeld.slice(0, MAX_LISTED).map((mark) =>
    make("li", {}, make("b", {}, make("bdi", {}, mark.text)), " → ", make("bdi", {}, mark.target), `: ${mark.words || mark.rule}`));
  if (visibleHeld.length > MAX_LISTED) items.push(make("li", {}, `${visibleHeld.length - MAX_LISTED} more`));
  if (below) items.push(make("li", { className: "quiet" }, `${below} more below the minimum score`));
  return list.replaceChildren(...items);
}
