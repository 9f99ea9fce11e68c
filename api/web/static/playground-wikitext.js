// Wikitext as a string of UTF-16 units: places of the service's offsets, links put in, and what is markup.

const PAIR = /[\ud800-\udbff][\udc00-\udfff]/g;

/** A function from offsets in code points, which the service counts, to offsets in UTF-16 units, which strings have. */
export function placesOf(text) {
  const pairs = []; // the offset in code points of each letter that takes two units
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

/** Whether `[[text]]` leads to the target: equal, but for a first letter that the wiki writes as a capital. */
export function sameTitle(wiki, text, target) {
  if (text === target) return true;
  if (wiki.case !== "first-letter" || text === "") return false;
  const first = String.fromCodePoint(text.codePointAt(0));
  const capital = Object.hasOwn(wiki.capitals, first) ? wiki.capitals[first] : first.toUpperCase();
  return capital + text.slice(first.length) === target;
}

/** The wikitext with links. links: {start, end, target} in UTF-16 units, without overlaps. */
export function withLinks(wikitext, links, wiki) {
  const parts = [];
  let end = 0;
  for (const link of [...links].sort((one, other) => one.start - other.start)) {
    const text = wikitext.slice(link.start, link.end);
    const inside = sameTitle(wiki, text, link.target) ? text : `${link.target}|${text}`;
    const before = wikitext.slice(end, link.start);
    // MediaWiki does not read [[[a]]] as a link.
    parts.push(before, before.endsWith("[") ? "<nowiki/>" : "", `[[${inside}]]`);
    end = link.end;
  }
  parts.push(wikitext.slice(end));
  return parts.join("");
}

// What a reader of the page would not see, or see otherwise. For display alone: what this gets wrong hides nothing but
// markup, since suggestions are always shown. An alternative is tried where those before it do not match. Each runs in
// time that grows with the text alone, whatever strangers wrote.
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
 * Parts of the wikitext that are not plain text, in order, without overlaps: {start, end, kind}.
 * kind: markup, link (the label of a wikilink), heading (with its level), quotes (with how many count).
 * hiddenPrefixes: of links that are no text, lower-case.
 */
export function partsOf(wikitext, hiddenPrefixes) {
  return new Parts(wikitext, hiddenPrefixes).read();
}

class Parts {
  #wikitext;
  #hidden;
  #closings;
  #unclosed = new Set(); // tags that are not closed any more from here on
  #parts = [];
  #covered = 0; // up to here there is nothing but markup

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

  /** Adds what begins here; returns where to go on. */
  #add(start, whole, found) {
    const end = start + whole.length;
    if (found.open) return this.#opened(start, end, found.open);
    if (found.comment) return this.#push(start, this.#behind("-->", end) ?? this.#wikitext.length, "markup");
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

  #behind(closing, from) {
    const at = this.#unclosed.has(closing) ? -1 : this.#wikitext.indexOf(closing, from);
    if (at >= 0) return at + closing.length;
    this.#unclosed.add(closing);
    return null;
  }

  #tag(start, end, tag, whole) {
    const close = whole.endsWith("/>") ? end : (this.#behind(`</${tag}>`, end) ?? end);
    return this.#push(start, close, "markup");
  }

  #opened(start, inner, open) {
    const end = this.#closings.get(start);
    if (end === undefined) return inner; // never closed: plain text
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

  /** The end, with the line's break where nothing else stands in the line: hidden lines leave no gap, nor do the first. */
  #line(start, end) {
    if (start > 0 && this.#wikitext[start - 1] !== "\n") return end;
    const rest = start === this.#covered ? /\s*/y : /[ \t]*(?:\n|$)/y;
    rest.lastIndex = end;
    const match = rest.exec(this.#wikitext);
    return match ? end + match[0].length : end;
  }
}

/** Where each pair of brackets that is closed ends, by where it begins. */
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
