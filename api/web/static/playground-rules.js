// A file of rules that the reader tries on the article: typed, or opened from disk. The service says at once what it holds
// back, or which line is wrong and why.

import { make } from "./dom.js";
import { InvalidFile, onFiles, save, textOf } from "./files.js";
import { Latest } from "./latest.js";
import { MAX_BYTES } from "./playground-file.js";
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

/** The field for the rules. elements: by their ids without "rules-". ask: asks for the answer for a text, {rules, lifted,
 *  unknown_lifts}; rejects with a Refusal. show: shows that answer, or what the rules in force hold back for null; returns how
 *  many links are held back, or undefined if no article is shown. textOf: returns a text of the article for an example. */
export class RulesField {
  #elements;
  #ask;
  #show;
  #timer;
  #tried = new Latest();
  #opened = new Latest();

  /** The end of the latest trial. */
  finished = Promise.resolve();

  constructor(elements, { ask, show, textOf }) {
    this.#elements = elements;
    this.#ask = ask;
    this.#show = show;
    const { text, open, insert, save: button, clear } = elements;
    text.value ||= find(STORED).text ?? "";
    text.addEventListener("input", () => this.#later());
    onFiles(open, ([file]) => this.#open(file));
    insert.addEventListener("click", () => this.set(text.value.trim() ? text.value : example(textOf())));
    clear.addEventListener("click", () => this.set(""));
    button.addEventListener("click", () => save("rules.yaml", text.value));
  }

  /** The text, empty if no rules are to be tried. */
  get text() {
    const { value } = this.#elements.text;
    return value.trim() ? value : "";
  }

  set(text) {
    this.#elements.text.value = text;
    this.#change();
    this.run();
  }

  /** Try the text on the article. */
  run() {
    clearTimeout(this.#timer);
    this.finished = this.#run(this.text, this.#tried.begin());
    return this.finished;
  }

  async #run(text, isLatest) {
    const { problems, effect } = this.#elements;
    try {
      const tried = text ? await this.#ask(text) : null;
      if (!isLatest()) return;
      const held = this.#show(tried);
      problems.replaceChildren();
      effect.textContent = tried ? describe(tried, held) : "";
    } catch (error) {
      if (!isLatest() || error.name === "AbortError") return;
      if (error.status === undefined) throw error;
      effect.textContent = "";
      this.#list(error);
    }
  }

  async #open(file) {
    const isLatest = this.#opened.begin();
    try {
      const text = await textOf(file, MAX_BYTES);
      if (isLatest()) this.set(text);
    } catch (error) {
      if (!(error instanceof InvalidFile)) throw error;
      if (isLatest()) this.#elements.effect.textContent = error.message;
    }
  }

  /** Note that the text is another one: what is known of the one before is outdated, and so is a file that is being read. */
  #change() {
    this.#opened.end();
    this.#tried.end();
    keep(STORED, { text: this.text });
  }

  #later() {
    this.#change();
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

function describe({ rules, lifted, unknown_lifts: unknown }, held) {
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
