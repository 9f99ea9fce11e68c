// Reading wikitext for display: which parts of it a reader of the article does not see, or sees in another form. Only the
// display depends on it, and suggestions are always visible, so a mistake hides nothing but markup.

import { decoded } from "./playground-characters.js";
import { templateText } from "./playground-templates.js";

// Every alternative takes linear time, even for hostile text.
const MARKUP = new RegExp(
  [
    "(?<comment><!--)",
    "<(?<tag>ref|gallery|math|timeline|imagemap|graph|score|templatestyles|syntaxhighlight|nowiki)\\b[^<>]*>",
    "(?<line><br\\b[^<>]*>)",
    "(?<element></?[A-Za-z][^<>]*>)",
    "(?<open>\\{\\{|\\{\\||\\[\\[)",
    "(?<external>\\[(?:https?:)?//[^\\s\\]<>]*[ \\t]*)",
    "(?<magic>__[A-Z]{3,}__)",
    "(?<quotes>'{2,})",
    "(?<heading>^(?<level>={1,6})[^\\n]*?\\k<level>[ \\t]*$)",
    "(?<rule>^-{4,})",
    "(?<list>^[*#:;]+[ \\t]*)",
    "(?<character>&#?\\w{1,40};)",
    "(?<blank>(?<=\\n)\\n{2,})",
  ].join("|"),
  "gmu",
);
const BRACKETS = /\{\{|\}\}|\{\||\|\}(?!\})|\[\[|\]\]/g;
const OPENED_BY = { "}}": "{{", "|}": "{|", "]]": "[[" };
const MAX_NAME = 160; // of a template or a caption, in the display
const MAX_LABEL = 2000; // of an external link

/**
 * Return the parts of the wikitext that are not plain text, sorted and without overlaps: {start, end, kind, shown}.
 * kind: markup, link (the label of a link), heading (with its level and its parts), quotes (with bold and italic), list (with signs),
 * character, reference, template, box (a template on lines of its own, a table, a picture), rule, break.
 * shown: what the reader sees in the part's place, if that is not its text.
 * wiki: `hidden`, lower-case prefixes of links that MediaWiki does not render as text; `files`, those of files among them;
 * names: characters by the names that the text uses.
 */
export function partsOf(wikitext, wiki, names = {}) {
  return new Reader(wikitext, wiki, names).read();
}

const LINES = ["heading", "list", "rule"]; // what only a line by itself can be

class Reader {
  #wikitext;
  #hidden;
  #files;
  #names;
  #closings;
  #unclosed = new Set(); // closing tags that the rest of the text does not contain
  #references = new Map(); // numbers of the references that have a name
  #count = 0; // of references
  #parts = [];
  #covered = 0; // end of the markup at the start of the text
  #inLine;
  #wiki;

  /** inLine: whether the text is a part of a line. */
  constructor(wikitext, wiki, names, inLine = false) {
    this.#wikitext = wikitext;
    this.#wiki = wiki;
    this.#inLine = inLine;
    this.#hidden = new Set(wiki.hidden);
    this.#files = new Set(wiki.files ?? []);
    this.#names = names;
    this.#closings = closings(wikitext);
  }

  read() {
    MARKUP.lastIndex = 0;
    for (let match = MARKUP.exec(this.#wikitext); match; match = MARKUP.exec(this.#wikitext)) {
      MARKUP.lastIndex = this.#add(match.index, match[0], match.groups);
    }
    return this.#parts;
  }

  /** Add the part that begins at a match; return the offset at which the search continues. */
  #add(start, whole, found) {
    const end = start + whole.length;
    if (this.#inLine && LINES.some((kind) => found[kind])) return start + 1;
    if (found.open) return this.#opened(start, end, found.open);
    if (found.comment) return this.#push(start, this.#endOf("-->", end) ?? this.#wikitext.length, "markup");
    if (found.tag) return this.#tag(start, end, found.tag.toLowerCase(), whole);
    if (found.heading) return this.#heading(start, whole, found.level.length);
    if (found.list) return this.#push(start, end, "list", { signs: whole.trim() });
    if (found.rule) return this.#push(start, end, "rule", { shown: "" });
    if (found.line) return this.#push(start, end, "break", { shown: "\n" });
    if (found.external) return this.#external(start, end);
    if (found.character) return this.#character(start, end, whole);
    if (found.quotes) {
      const count = whole.length === 4 ? 3 : Math.min(whole.length, 5);
      return this.#push(end - count, end, "quotes", { bold: count !== 2, italic: count !== 3 });
    }
    return this.#push(start, end, "markup");
  }

  #push(start, end, kind, more = {}) {
    if (end > start) this.#parts.push({ start, end, kind, ...more });
    if (kind === "markup" && start === this.#covered) this.#covered = end;
    return end;
  }

  #endOf(closing, from) {
    const at = this.#unclosed.has(closing) ? -1 : this.#wikitext.indexOf(closing, from);
    if (at >= 0) return at + closing.length;
    this.#unclosed.add(closing);
    return null;
  }

  #character(start, end, whole) {
    const shown = decoded(whole, this.#names);
    return shown === null ? end : this.#push(start, end, "character", { shown });
  }

  #tag(start, end, tag, whole) {
    const alone = whole.endsWith("/>");
    const close = alone ? end : (this.#endOf(`</${tag}>`, end) ?? end);
    if (tag === "nowiki") return this.#literal(start, end, close);
    if (tag === "ref") return this.#push(start, close, "reference", { shown: `[${this.#number(whole)}]` });
    if (tag === "templatestyles") return this.#push(start, close, "markup");
    const inside = this.#wikitext.slice(end, Math.max(end, close - tag.length - 3));
    return this.#push(start, close, "template", { shown: tag === "math" ? inside : tag });
  }

  /** Add the tags around text in which nothing is markup. */
  #literal(start, inner, close) {
    this.#push(start, inner, "markup");
    return close > inner ? this.#push(close - "</nowiki>".length, close, "markup") : inner;
  }

  /** Return the number of a reference: references of one name have one number. */
  #number(tag) {
    const name = /\bname\s*=\s*["']?([^"'/>]+)/.exec(tag)?.[1].trim();
    const number = this.#references.get(name) ?? ++this.#count;
    if (name) this.#references.set(name, number);
    return number;
  }

  #external(start, inner) {
    const label = /^[^\]\n]*\]/.exec(this.#wikitext.slice(inner, inner + MAX_LABEL));
    if (!label) return inner;
    const close = inner + label[0].length - 1;
    if (close === inner) return this.#push(start, close + 1, "template", { shown: "[link]" });
    this.#push(start, inner, "markup");
    this.#push(inner, close, "link");
    return this.#push(close, close + 1, "markup");
  }

  #opened(start, inner, open) {
    const end = this.#closings.get(start);
    if (end === undefined) return inner; // without closing brackets it is plain text
    if (open === "[[") return this.#link(start, end);
    return open === "{|" ? this.#box(start, end, this.#caption(inner, end)) : this.#template(start, inner, end);
  }

  #template(start, inner, end) {
    const { name, text, silent } = templateText(this.#wikitext.slice(inner, end - 2));
    const line = this.#line(start, end);
    if (silent) return this.#push(start, line, "markup");
    if (line > end || line === this.#wikitext.length) return this.#box(start, end, name);
    return this.#push(start, end, "template", { shown: text || cut(name) });
  }

  /** Return what names a table: its caption, if it has one. */
  #caption(inner, end) {
    const caption = /^\|\+\s*(?:[^|\n]*\|)?([^\n|]+)$/m.exec(this.#wikitext.slice(inner, Math.min(end, inner + 1000)));
    return caption ? `table: ${caption[1].trim()}` : "table";
  }

  /** Add something that stands on lines of its own, with the line break after it. */
  #box(start, end, name) {
    const line = this.#line(start, end);
    return this.#push(start, line, "box", { shown: cut(name), covers: line > end });
  }

  #link(start, end) {
    const inside = this.#wikitext.slice(start + 2, end - 2);
    const name = inside.slice(0, 300);
    const prefix = /^\s*([^:|[\]]+?)\s*:/u.exec(name)?.[1].toLowerCase().replaceAll("_", " ") ?? "";
    const line = this.#line(start, end);
    if (this.#files.has(prefix)) return this.#picture(start, end, inside);
    const language = line > end && /^[a-z]{2,3}(?:-[a-z-]+)?$|^simple$/.test(prefix);
    if (this.#hidden.has(prefix) || language) return this.#push(start, line, "markup");
    const label = start + 2 + inside.indexOf("|") + 1;
    this.#push(start, label, "markup");
    this.#push(label, end - 2, "link");
    return this.#push(end - 2, end, "markup");
  }

  #picture(start, end, inside) {
    const caption = /\|([^|]*)$/.exec(inside.replace(/\[\[(?:[^\][|]*\|)?([^\][|]*)\]\]/g, "$1"))?.[1].trim() ?? "";
    const option = /^(?:thumb|thumbnail|frame|frameless|border|left|right|center|none|upright.*|\d*x?\d+px|alt=.*)?$/.test(caption);
    return this.#box(start, end, option ? "picture" : `picture: ${caption}`);
  }

  #heading(start, whole, level) {
    const inside = whole.trimEnd().slice(level, -level);
    const first = start + level + inside.length - inside.trimStart().length;
    const last = first + inside.trim().length;
    this.#push(start, first, "markup");
    const parts = new Reader(this.#wikitext.slice(first, last), this.#wiki, this.#names, true).read();
    const moved = parts.map((part) => ({ ...part, start: part.start + first, end: part.end + first }));
    this.#push(first, last, "heading", { level, parts: moved });
    return this.#push(last, start + whole.length, "markup");
  }

  /** Return the end of markup, including the line break if the line has no other text, so that it leaves no gap. */
  #line(start, end) {
    if (start > 0 && this.#wikitext[start - 1] !== "\n") return end;
    const rest = start === this.#covered ? /\s*/y : /[ \t]*(?:\n|$)/y;
    rest.lastIndex = end;
    const match = rest.exec(this.#wikitext);
    return match ? end + match[0].length : end;
  }
}

function cut(name) {
  return name.length > MAX_NAME ? `${name.slice(0, MAX_NAME)}…` : name;
}

/** Return a map from the start of each pair of brackets to its end. */
function closings(wikitext) {
  const ends = new Map();
  const open = { "{{": [], "{|": [], "[[": [] };
  for (const { 0: bracket, index } of wikitext.matchAll(BRACKETS)) {
    if (bracket in open) open[bracket].push(index);
    else {
      const start = open[OPENED_BY[bracket]].pop();
      if (start !== undefined) ends.set(start, index + bracket.length);
    }
  }
  return ends;
}
