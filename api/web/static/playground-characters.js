// Character references of wikitext, such as &nbsp; and &#8211;, decoded as MediaWiki does.

const COMMON = { nbsp: "\u00a0", amp: "&", lt: "<", gt: ">", quot: "\"", ndash: "–", mdash: "—", thinsp: "\u2009" };
const REFERENCE = /^&(?:#(\d+)|#[xX]([\da-fA-F]+)|([A-Za-z\d]+));$/;
const NAMED = /&([A-Za-z]\w{0,39});/g;

/** Return whether a text uses names of characters that are not among the common ones. */
export function usesRareNames(wikitext) {
  for (const [, name] of wikitext.matchAll(NAMED)) if (!Object.hasOwn(COMMON, name)) return true;
  return false;
}

/** Return the text that a reference stands for, or null if it stands for itself. names: characters by name. */
export function decoded(reference, names) {
  const [, decimal, hexadecimal, name] = REFERENCE.exec(reference) ?? [];
  if (name) return [COMMON, names].find((table) => Object.hasOwn(table, name))?.[name] ?? null;
  if (!decimal && !hexadecimal) return null;
  const code = parseInt(decimal ?? hexadecimal, decimal ? 10 : 16);
  const valid = (code >= 0x20 && code < 0xd800) || (code > 0xdfff && code < 0x110000) || code === 9 || code === 10;
  return valid ? String.fromCodePoint(code) : "\ufffd";
}
