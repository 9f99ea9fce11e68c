// Three articles of the chosen wiki to begin with.

import { foreign, make } from "./dom.js";

/** The line of examples. find: returns what is known of a wiki. field: the field for the wiki. take: is called with the
 *  example that the reader chooses. */
export class Examples {
  #line;
  #find;
  #field;
  #take;

  constructor(line, find, field, take) {
    this.#line = line;
    this.#find = find;
    this.#field = field;
    this.#take = take;
  }

  /** Show the examples of the chosen wiki. */
  async show() {
    const name = this.#field.value;
    let wiki;
    try {
      wiki = await this.#find(name);
    } catch {
      wiki = { examples: [] }; // asking for an article will say what is wrong
    }
    if (this.#field.value !== name) return;
    const buttons = wiki.examples.map((example) =>
      make("button", { type: "button", className: "plain", onclick: () => this.#take(example) }, foreign(wiki, example.title)));
    this.#line.replaceChildren(...(buttons.length ? ["Try: ", ...buttons] : []));
  }
}
