// Wikitext as a string of UTF-16 code units: conversion of the service's offsets, insertion of links, finding markup.

const PAIR = /[\ud800-\udbff][\udc00-\udfff]/g;

/** Return a function from offsets in code points, as the service counts, to offsets in UTF-16 code units. */
export function placesOf(text) {
  const pairs = []; // offsets, in code points, of the characters that take two code units
  for (const match of text.matchAll(PAIR)) pairs.push(match.index - pairs.length);
  return (offset) => {
    let low = 0;
    let high = pairs.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (pairs[middle] < offset) low = middle + 1;
      else high = middle;
    }
    return offset + low;
  };
}

/** Return true if `[[text]]` links to the target: they are equal, or differ only in the case of the first letter. */
export function sameTitle(wiki, text, target) {
  if (text === target) return true;
  if (wiki.case !== "first-letter" || text === "") return false;
  const first = String.fromCodePoint(text.codePointAt(0));
  const capital = Object.hasOwn(wiki.capitals, first) ? wiki.capitals[first] : first.toUpperCase();
  return capital + text.slice(first.length) === target;
}

/** Return the wikitext with links. links: {start, end, target} in UTF-16 code units, without overlaps. */
export function withLinks(wikitext, links, wiki) {
  const parts = [];
  let end = 0;
  for (const link of [...links].sort((one, other) => one.start - other.start)) {
    const text = wikitext.slice(link.start, link.end);
    const inside = sameTitle(wiki, text, link.target) ? text : `${link.target}|${text}`;
    const before = wikitext.slice(end, link.start);
    // MediaWiki does not parse [[[a]]] as a link.
    parts.push(before, before.endsWith("[") ? "<nowiki/>" : "", `[[${inside}]]`);
    end = link.end;
  }
  parts.push(wikitext.slice(end));
  return parts.join("");
}

// Markup that a reader of the article would not see, or would see in another form. Only the display depends on it, and
// suggestions are always visible, so a mistake hides nothing but markup. Every alternative takes linear time, even for
// hostile text.
const MARKUP = new RegExp(
  [
    "(?<comment><!--)",
    "<(?<tag>ref|gallery|math|timeline|imagemap|graph|score|templatestyles|syntaxhighlight)\\b[^<>]*>",
    "(?<element></?[A-Za-z][^<>]*>)",
    "(?<open>\\{\\{|\\{\\||\\[\\[)",
    "(?<external>\\[(?:https?:)?//[^\\s\\]<>]*[ \\t]*)",
    "(?<magic>__[A-Z]{3,}__)",
    "(?<quotes>'{2,})",
    "(?<heading>^(?<level>={1,6})[^\\n]*?\\k<level>[ \\t]*$)",
    "(?<blank>(?<=\\n)\\n{2,})",
  ].join("|"),
  "gmu",
);
const BRACKETS = /\{\{|\}\}|\{\||\|\}(?!\})|\[\[|\]\]/g;
const OPENED_BY = { "}}": "{{", "|}": "{|", "]]": "[[" };

/**
 * Return the parts of the wikitext that are not plain text, sorted and without overlaps: {start, end, kind}.
 * kind: markup, link (the label of a wikilink), heading (with its level), quotes (with bold and italic).
 * hiddenPrefixes: lower-case prefixes of links that MediaWiki does not render as text.
 */
export function partsOf(wikitext, hiddenPrefixes) {
  return new Parts(wikitext, hiddenPrefixes).read();
}

class Parts {
  #wikitext;
  #hidden;
  #closings;
  #unclosed = new Set(); // closing tags that the rest of the text does not contain
  #parts = [];
  #covered = 0; // end of the markup at the start of the text

  constructor(wikitext, hiddenPrefixes) {
    this.#wikitext = wikitext;
    this.#hidden = new Set(hiddenPrefixes);
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
    if (found.open) return this.#opened(start, end, found.open);
    if (found.comment) return this.#push(start, this.#endOf("-->", end) ?? this.#wikitext.length, "markup");
    if (found.tag) return this.#tag(start, end, found.tag.toLowerCase(), whole);
    if (found.heading) return this.#heading(start, whole, found.level.length);
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

  #tag(start, end, tag, whole) {
    const close = whole.endsWith("/>") ? end : (this.#endOf(`</${tag}>`, end) ?? end);
    return this.#push(start, close, "markup");
  }

  #opened(start, inner, open) {
    const end = this.#closings.get(start);
    if (end === undefined) return inner; // without closing brackets it is plain text
    return open === "[[" ? this.#link(start, end) : this.#push(start, this.#line(start, end), "markup");
  }

  #link(start, end) {
    const inside = this.#wikitext.slice(start + 2, end - 2);
    const name = inside.slice(0, 300);
    const prefix = /^\s*([^:|[\]]+?)\s*:/u.exec(name)?.[1].toLowerCase().replaceAll("_", " ") ?? "";
    const line = this.#line(start, end);
    const language = line > end && /^[a-z]{2,3}(?:-[a-z-]+)?$|^simple$/.test(prefix);
    if (this.#hidden.has(prefix) || language) return this.#push(start, line, "markup");
    const label = start + 2 + inside.indexOf("|") + 1;
    this.#push(start, label, "markup");
    this.#push(label, end - 2, "link");
    return this.#push(end - 2, end, "markup");
  }

  #heading(start, whole, level) {
    const inside = whole.trimEnd().slice(level, -level);
    const first = start + level + inside.length - inside.trimStart().length;
    const last = first + inside.trim().length;
    this.#push(start, first, "markup");
    this.#push(first, last, "heading", { level });
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
