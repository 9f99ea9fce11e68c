// The files of the playground: an exported state, and decisions.

import { inFileName } from "./files.js";

export const MAX_BYTES = 16 << 20;

const FORMAT = "linkrecommendation-playground";

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

/** Return a file name for an article. */
export function fileName(title, end) {
  return `${inFileName(title) || "article"}${end}`;
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
