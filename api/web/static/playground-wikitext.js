// Wikitext as a string of UTF-16 code units: conversion of the service's offsets, insertion of links.

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

/** Return the wikitext in pieces {before, after}, which differ where a link is inserted. links: {start, end, target} in UTF-16
 *  code units, without overlaps. */
export function piecesWithLinks(wikitext, links, wiki) {
  const pieces = [];
  let end = 0;
  for (const link of [...links].sort((one, other) => one.start - other.start)) {
    const text = wikitext.slice(link.start, link.end);
    const inside = sameTitle(wiki, text, link.target) ? text : `${link.target}|${text}`;
    const between = wikitext.slice(end, link.start);
    // MediaWiki does not parse [[[a]]] as a link.
    pieces.push({ before: between, after: between }, { before: text, after: `${between.endsWith("[") ? "<nowiki/>" : ""}[[${inside}]]` });
    end = link.end;
  }
  const rest = wikitext.slice(end);
  return [...pieces, { before: rest, after: rest }];
}

/** Return the wikitext with links; see `piecesWithLinks`. */
export function withLinks(wikitext, links, wiki) {
  return piecesWithLinks(wikitext, links, wiki).map((piece) => piece.after).join("");
}
