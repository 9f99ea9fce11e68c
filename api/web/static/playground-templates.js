// What readers see of a template within a sentence. Only the wiki knows that; this makes a guess that reads well.

const LANGUAGE = /^[a-z]{2,3}(?:-[A-Za-z]{2,8})*$/;
const NUMBER = /^[-+−]?\d[\d.,  ]*$/;
const UNIT = /^[\p{L}%°µ][\p{L}\p{N}²³/°]{0,11}$/u;
const NAMED = /^\s*[\p{L}\p{N} _-]+=/u;
const MAX_TEXT = 80;
const MAX_READ = 1000; // characters of a template: enough for its name and the first parameters
const SILENT = /^(?:#|DISPLAYTITLE|DEFAULTSORT|SORTIERUNG|CLEFDETRI)/i;

/**
 * Return {name, text, silent} of a template. text: the words that it probably shows; empty if nothing can be said.
 * silent: whether it shows nothing by itself, as a parser function may.
 * inside: the wikitext between the braces.
 */
export function templateText(inside) {
  const [head, ...parameters] = split(inside);
  const name = plain(head).replaceAll("_", " ");
  const words = parameters.filter((parameter) => !NAMED.test(parameter)).map(plain);
  return { name, text: shown(name, words), silent: SILENT.test(name) };
}

function shown(name, words) {
  const [first = "", second = ""] = words;
  const text =
    words.length > 1 && LANGUAGE.test(first) ? second :
    words.length > 1 && NUMBER.test(first) && UNIT.test(second) ? `${first} ${second}` :
    words.length === 1 ? first : "";
  return text.length <= MAX_TEXT ? text : "";
}

/** Split at the pipes that are not inside of a link or another template. */
function split(inside) {
  const parts = [""];
  let depth = 0;
  for (const [piece] of inside.slice(0, MAX_READ).matchAll(/\[\[|\{\{|\]\]|\}\}|\||[^[\]{}|]+|[[\]{}]/g)) {
    if (piece === "[[" || piece === "{{") depth++;
    if (piece === "]]" || piece === "}}") depth--;
    if (piece === "|" && depth === 0) parts.push("");
    else parts[parts.length - 1] += piece;
  }
  return parts;
}

/** Return a text without links, templates, tags and quotes of bold and italics. */
function plain(text) {
  return text
    .replace(/<!--.*?-->/gs, "")
    .replace(/\{\{[^{}]*\}\}/g, "")
    .replace(/\[\[(?:[^\][|]*\|)?([^\][|]*)\]\]/g, "$1")
    .replace(/<[^<>]*>/g, "")
    .replace(/'{2,}/g, "")
    .trim();
}
