// The article's text with the suggestions highlighted, as a reader sees it. The wikitext stays in the page: what readers do
// not see is hidden, and what they see in its place has the class "read".

import { make } from "./dom.js";
import { partsOf } from "./playground-markup.js";
import { strength } from "./reasons.js";

const MAX_DEPTH = 5;
const REPLACED = new Set(["character", "reference", "template", "box", "rule", "break"]);

/** Fill the element with the article. marks: suggestions and suppressed links, {start, end, held?}, sorted and without
 *  overlaps. Each mark gets its `element`. */
export function showArticle(element, wikitext, marks, wiki, names) {
  element.lang = wiki.language;
  element.dir = wiki.direction;
  const page = new Page(wikitext, marks);
  page.addParts(0, wikitext.length, partsOf(wikitext, wiki, names));
  element.replaceChildren(page.fragment);
}

/** Return the heading of this text in a shown article; undefined if there is none. */
export function findHeading(element, text) {
  const key = (one) => one.replaceAll("_", " ").replace(/\s+/g, " ").trim().toLowerCase();
  return [...element.querySelectorAll("[role=heading]")].find((heading) => key(visible(heading)) === key(text));
}

function visible(element) {
  return [...element.childNodes].filter((node) => node.className !== "markup").map((node) => node.textContent).join("");
}

class Page {
  fragment = document.createDocumentFragment();
  #wikitext;
  #marks;
  #next = 0; // index of the next mark
  #style = "";
  #block = null; // the heading or list item that is open
  #list = null; // the list that the next item continues
  #numbers = []; // of the numbered items, by depth
  #swallows = false; // whether a line break that follows would leave a gap

  constructor(wikitext, marks) {
    this.#wikitext = wikitext;
    this.#marks = marks;
  }

  /** Add the text between two offsets with its parts. */
  addParts(start, end, parts) {
    let at = start;
    for (const part of parts) {
      this.#add(at, part.start, {});
      this.#add(part.start, part.end, part);
      at = part.end;
    }
    this.#add(at, end, {});
  }

  /** Add a section of the wikitext. A mark that continues in the next section is added as a whole. */
  #add(start, end, part) {
    if (part.kind === "list") return this.#item(start, end, part.signs);
    if (part.kind === "heading") return this.#heading(start, end, part);
    if (REPLACED.has(part.kind)) return this.#replaced(start, end, part);
    if (part.kind === "quotes") this.#toggle(part);
    let at = start;
    while (at < end) {
      const mark = this.#marks[this.#next];
      if (mark && mark.start <= at) {
        if (at === mark.start) this.#append(markElement(mark, this.#wikitext));
        at = Math.min(mark.end, end);
        if (mark.end <= end) this.#next++;
        continue;
      }
      const until = Math.min(end, mark?.start ?? end);
      this.#text(at, until, part.kind);
      at = until;
    }
    return undefined;
  }

  #append(...nodes) {
    if (!this.#block) this.#list = null;
    (this.#block ?? this.fragment).append(...nodes);
    this.#swallows = false;
  }

  #heading(start, end, { level, parts }) {
    const className = `heading level-${Math.min(level, 4)}`;
    const heading = make("span", { className, role: "heading", "aria-level": Math.min(6, level + 1) });
    this.#block = null;
    this.#append(heading);
    this.#block = heading;
    this.addParts(start, end, parts);
    this.#endLine();
    this.#swallows = true;
  }

  #item(start, end, signs) {
    const depth = signs.length;
    const sign = signs.at(-1);
    if (!this.#list) {
      const list = make("span", { className: "list", role: "list" });
      this.#append(list);
      this.#list = list;
      this.#numbers = [];
    }
    this.#numbers.length = Math.min(this.#numbers.length, depth);
    const number = (this.#numbers[depth - 1] ?? 0) + 1;
    this.#numbers[depth - 1] = sign === "#" ? number : 0;
    const bullet = { "*": "•", "#": `${number}.` }[sign] ?? "";
    const className = `item depth-${Math.min(depth, MAX_DEPTH)}${sign === ";" ? " term" : ""}`;
    this.#block = make("span", { className, role: "listitem" }, source(this.#wikitext.slice(start, end)));
    if (bullet) this.#block.append(make("span", { className: "read bullet" }, `${bullet}\u00a0`));
    this.#list.append(this.#block);
    this.#swallows = false;
  }

  /** Add a part that readers see in another form. */
  #replaced(start, end, { kind, shown }) {
    const text = this.#wikitext.slice(start, end);
    this.#append(source(text), make("span", { className: `read ${kind}` }, shown));
    if (text.endsWith("\n")) this.#endLine();
    this.#swallows = kind === "rule" || kind === "break";
  }

  /** Switch bold and italics on or off. */
  #toggle({ bold, italic }) {
    const now = new Set(this.#style.split(" ").filter(Boolean));
    for (const name of [bold && "bold", italic && "italic"].filter(Boolean)) {
      if (!now.delete(name)) now.add(name);
    }
    this.#style = [...now].join(" ");
  }

  #text(start, end, kind) {
    const text = this.#wikitext.slice(start, end);
    if (kind === "markup" || kind === "quotes") {
      const swallows = this.#swallows;
      this.#append(source(text));
      this.#swallows = swallows;
      if (text.endsWith("\n")) this.#endLine();
    } else if (this.#swallows && text.startsWith("\n")) {
      this.#append(source("\n"));
      if (text.length > 1) this.#text(start + 1, end, kind);
    } else {
      this.#lines(text, kind);
    }
  }

  /** Add plain text or a label. Bold, italics and list items end with their line. */
  #lines(text, kind) {
    const end = this.#style || this.#block ? text.indexOf("\n") : -1;
    const first = end < 0 ? text : text.slice(0, end);
    const className = [kind === "link" ? "link" : "", this.#style].filter(Boolean).join(" ");
    if (first) this.#append(className ? make("span", { className }, first) : first);
    if (end < 0) return;
    this.#append(this.#block ? source("\n") : "\n"); // a block ends its line by itself
    this.#endLine();
    if (text.length > end + 1) this.#append(text.slice(end + 1));
  }

  #endLine() {
    this.#style = "";
    this.#block = null;
  }
}

function source(text) {
  return make("span", { className: "markup" }, text);
}

function markElement(mark, wikitext) {
  const text = wikitext.slice(mark.start, mark.end);
  mark.element = make("span", {}, text);
  return mark.element;
}

/** Update the appearance and the behaviour of a mark: visible or not, decided or not, open in the panel or not. */
export function dressMark(mark, shown, open) {
  const { element } = mark;
  if (!element) return;
  if (!shown) {
    element.className = "";
    for (const name of ["role", "tabindex", "aria-label", "aria-expanded"]) element.removeAttribute(name);
    return;
  }
  const kind = mark.held ? "held" : strength(mark.score).name;
  if (mark.held) element.title = mark.words || mark.rule;
  element.className = ["suggestion", kind, mark.decision, open ? "open" : ""].filter(Boolean).join(" ");
  element.setAttribute("role", "button");
  element.setAttribute("tabindex", "0");
  element.setAttribute("aria-label", label(mark));
  element.setAttribute("aria-expanded", String(open));
}

function label(mark) {
  const how = mark.held ? `held back by a rule: ${mark.words || mark.rule}` : strength(mark.score).words;
  return [`${mark.text}: link to ${mark.target}`, how, mark.decision].filter(Boolean).join(", ");
}
