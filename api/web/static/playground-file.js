// Files that the page hands out, and those that the reader opens. Nothing is sent to a server.

import { make } from "./dom.js";

const FORMAT = "linkrecommendation-playground";
const MAX_BYTES = 16 << 20;

/** Offer a text to the browser as a file to save. */
export function download(name, text, type = "application/json") {
  const address = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = make("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** Return the text of a file that the reader has chosen in an input field, or null. */
export async function chosenText(input) {
  const [file] = input.files;
  input.value = ""; // so that the same file may be chosen again
  if (!file) return null;
  if (file.size > MAX_BYTES) throw new RangeError("The file is too large.");
  return file.text();
}

/** Return the content of a file from which the page can be restored. state: {wiki, title, wikitext, threshold, rules,
 *  decisions}. */
export function exported(state) {
  return `${JSON.stringify({ format: FORMAT, version: 1, ...state }, null, 1)}\n`;
}

/** Return the state in an exported file, or null if it is another file. */
export function imported(text) {
  let state;
  try {
    state = JSON.parse(text);
  } catch {
    return null;
  }
  const texts = [state?.wiki, state?.title, state?.wikitext].every((value) => typeof value === "string");
  if (state?.format !== FORMAT || state.version !== 1 || !texts || !Array.isArray(state.decisions)) return null;
  return { ...state, rules: typeof state.rules === "string" ? state.rules : "" };
}

/** Return a file name for an article: letters and digits of its title. */
export function fileName(title, end) {
  const stem = title.replace(/[^\p{L}\p{M}\p{N}]+/gu, "-").replace(/^-|-$/g, "").slice(0, 60);
  return `${stem || "article"}${end}`;
}

const VERBS = { accepted: "accept", rejected: "reject" };

/** Return the decisions in the format of `python -m training decisions`, one object for each decided suggestion. */
export function decisionsOf({ wiki, article, links }, time) {
  return links.filter((link) => link.decision).map((link) => ({
    wiki: wiki.wiki,
    title: article.title,
    revid: article.revid,
    link_text: link.text,
    link_target: link.target,
    wikitext_offset: link.offset,
    score: link.score,
    decision: VERBS[link.decision],
    time,
    bundle_version: wiki.version,
  }));
}
