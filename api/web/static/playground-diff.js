// The accepted links as a comparison of two versions of the wikitext, line by line, with the changed words marked.

import { make } from "./dom.js";
import { piecesWithLinks } from "./playground-wikitext.js";

const CONTEXT = 100; // characters around a change that are shown

/** Return the changed lines: {number, before, after}, each of these a list of {text, changed}. */
export function changedLines(wikitext, links, wiki) {
  const lines = [];
  let line = { number: 1, before: [], after: [], changed: false };
  const push = (text, other = text) => {
    const changed = text !== other;
    if (text) line.before.push({ text, changed });
    if (other) line.after.push({ text: other, changed });
    line.changed ||= changed;
  };
  for (const { before, after } of piecesWithLinks(wikitext, links, wiki)) {
    if (before !== after) {
      push(before, after);
      continue;
    }
    for (const [index, text] of before.split("\n").entries()) {
      if (index > 0) {
        if (line.changed) lines.push(line);
        line = { number: line.number + 1, before: [], after: [], changed: false };
      }
      push(text);
    }
  }
  if (line.changed) lines.push(line);
  return lines.map(({ number, before, after }) => ({ number, before: shortened(before), after: shortened(after) }));
}

/** Replace the middle of long unchanged stretches by an ellipsis. */
function shortened(stretches) {
  return stretches.map(({ text, changed }, index) => {
    const [first, last] = [index === 0, index === stretches.length - 1];
    if (changed || text.length <= (first || last ? 1 : 2) * CONTEXT) return { text, changed };
    const [head, tail] = [cut(text, 0, CONTEXT), cut(text, text.length - CONTEXT, text.length)];
    return { text: first ? `… ${tail}` : last ? `${head} …` : `${head} … ${tail}`, changed };
  });
}

/** Cut a text without halving a character. */
function cut(text, start, end) {
  const halves = (place) => /[\udc00-\udfff]/.test(text[place] ?? "");
  return text.slice(halves(start) ? start + 1 : start, halves(end) ? end - 1 : end);
}

/** Fill the body of the table. The roles keep the table a table where the style sheet stacks its cells. */
export function showDiff(body, wikitext, links, wiki) {
  body.replaceChildren(...changedLines(wikitext, links, wiki).map(({ number, before, after }) =>
    make(
      "tr",
      { role: "row" },
      make("th", { scope: "row", role: "rowheader", className: "number" }, String(number)),
      cell("Before", before, "del", wiki),
      cell("After", after, "ins", wiki),
    )));
}

function cell(name, stretches, changedName, wiki) {
  const content = stretches.map(({ text, changed }) => (changed ? make(changedName, {}, text) : text));
  return make("td", { role: "cell", "data-name": name, dir: wiki.direction, lang: wiki.language }, ...content);
}
