// The article's text with the suggestions highlighted.

import { make } from "./dom.js";
import { strength } from "./reasons.js";
import { partsOf } from "./playground-wikitext.js";

/** Fill the element with the article. marks: suggestions and suppressed links, {start, end, held?}, sorted and without
 *  overlaps. Each mark gets its `element`. */
export function showArticle(element, wikitext, marks, wiki) {
  element.lang = wiki.language;
  element.dir = wiki.direction;
  const parts = partsOf(wikitext, wiki.hidden);
  const page = new Page(wikitext, marks);
  let end = 0;
  for (const part of parts) {
    page.add(end, part.start, {});
    page.add(part.start, part.end, part);
    end = part.end;
  }
  page.add(end, wikitext.length, {});
  element.replaceChildren(page.fragment);
}

class Page {
  fragment = document.createDocumentFragment();
  #wikitext;
  #marks;
  #next = 0; // index of the next mark
  #style = "";

  constructor(wikitext, marks) {
    this.#wikitext = wikitext;
    this.#marks = marks;
  }

  /** Add a section of the wikitext. A mark that continues in the next section is added as a whole. */
  add(start, end, part) {
    if (part.kind === "quotes") this.#toggle(part);
    const parent = part.kind === "heading" ? this.#heading(part.level) : this.fragment;
    let at = start;
    while (at < end) {
      const mark = this.#marks[this.#next];
      if (mark && mark.start <= at) {
        if (at === mark.start) parent.append(markElement(mark, this.#wikitext));
        at = Math.min(mark.end, end);
        if (mark.end <= end) this.#next++;
        continue;
      }
      const until = Math.min(end, mark?.start ?? end);
      this.#text(parent, at, until, part.kind);
      at = until;
    }
  }

  #heading(level) {
    const heading = make("span", { className: "heading", role: "heading", "aria-level": Math.min(6, level + 1) });
    this.fragment.append(heading);
    return heading;
  }

  /** Switch bold and italics on or off. */
  #toggle({ bold, italic }) {
    const now = new Set(this.#style.split(" ").filter(Boolean));
    for (const name of [bold && "bold", italic && "italic"].filter(Boolean)) {
      if (!now.delete(name)) now.add(name);
    }
    this.#style = [...now].join(" ");
  }

  #text(parent, start, end, kind) {
    const text = this.#wikitext.slice(start, end);
    if (kind === "markup" || kind === "quotes") {
      parent.append(make("span", { className: "markup" }, text));
      return;
    }
    const line = this.#style ? text.indexOf("\n") : -1; // bold and italics end at the end of the line
    const styled = line < 0 ? text : text.slice(0, line);
    const className = [kind === "link" ? "link" : "", this.#style].filter(Boolean).join(" ");
    if (styled) parent.append(className ? make("span", { className }, styled) : styled);
    if (line >= 0) {
      this.#style = "";
      parent.append(text.slice(line));
    }
  }
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
  element.className = ["suggestion", kind, mark.decision, open ? "open" : ""].filter(Boolean).join(" ");
  element.setAttribute("role", "button");
  element.setAttribute("tabindex", "0");
  element.setAttribute("aria-label", label(mark));
  element.setAttribute("aria-expanded", String(open));
}

function label(mark) {
  const how = mark.held ? "suppressed by a rule" : strength(mark.score).words;
  return [`${mark.text}: link to ${mark.target}`, how, mark.decision].filter(Boolean).join(", ");
}
