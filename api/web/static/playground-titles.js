// The field for the title completes itself: a combobox whose list comes from the wiki.
// https://www.w3.org/WAI/ARIA/apg/patterns/combobox/

import { make } from "./dom.js";
import { Latest } from "./latest.js";

const WAIT = 150; // milliseconds after the last key

/** An input field with a list of titles. find: returns the titles for a text, or rejects. */
export class TitleField {
  #input;
  #list;
  #find;
  #chosen = -1; // index of the option that the keyboard points at
  #timer;
  #asked = new Latest();

  constructor(input, list, find) {
    this.#input = input;
    this.#list = list;
    this.#find = find;
    input.addEventListener("input", () => this.#later());
    input.addEventListener("keydown", (event) => this.#key(event));
    input.addEventListener("blur", () => this.close());
    list.addEventListener("mousedown", (event) => {
      event.preventDefault(); // the input field keeps the focus
      const option = event.target.closest("[role=option]");
      if (option) this.#take(option);
    });
  }

  close() {
    clearTimeout(this.#timer);
    this.#asked.end(); // titles that come later are not wanted
    this.#list.hidden = true;
    this.#chosen = -1;
    this.#input.setAttribute("aria-expanded", "false");
    this.#input.removeAttribute("aria-activedescendant");
  }

  #later() {
    clearTimeout(this.#timer);
    this.#asked.end();
    this.#timer = setTimeout(() => this.#ask(), WAIT);
  }

  async #ask() {
    const text = this.#input.value.trim();
    if (!text || /^(?:https?:)?\/\//i.test(text)) return this.close();
    const isWanted = this.#asked.begin();
    const titles = await this.#find(text).catch(() => []); // without the list, the field is a field
    return isWanted() ? this.#open(titles) : undefined;
  }

  #open(titles) {
    if (titles.length === 0) return this.close();
    const options = titles.map((title, index) =>
      make("li", { id: `title-${index}`, role: "option", "aria-selected": "false", dir: "auto" }, title));
    this.#list.replaceChildren(...options);
    this.#list.hidden = false;
    this.#chosen = -1;
    this.#input.setAttribute("aria-expanded", "true");
    return undefined;
  }

  #key(event) {
    const options = [...this.#list.children];
    if (event.key === "Escape") {
      if (!this.#list.hidden) event.stopPropagation(); // it closes the list alone
      return this.close();
    }
    if (event.key === "Enter") {
      if (this.#list.hidden || this.#chosen < 0) return this.close();
      event.preventDefault();
      return this.#take(options[this.#chosen]);
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return undefined;
    event.preventDefault();
    if (this.#list.hidden) return this.#ask();
    const count = options.length + 1; // one position is the text itself
    return this.#point(options, ((this.#chosen + 1 + step + count) % count) - 1);
  }

  #point(options, index) {
    this.#chosen = index;
    for (const [place, option] of options.entries()) option.setAttribute("aria-selected", String(place === index));
    if (index < 0) return this.#input.removeAttribute("aria-activedescendant");
    options[index].scrollIntoView({ block: "nearest" });
    return this.#input.setAttribute("aria-activedescendant", options[index].id);
  }

  #take(option) {
    this.#input.value = option.textContent;
    this.#input.dispatchEvent(new Event("change"));
    this.close();
  }
}
