// Handing the edited wikitext over to the wiki's own editor, which shows the changes and saves nothing by itself.
// https://www.mediawiki.org/wiki/Manual:Parameters_to_index.php

const MAX_SUMMARY = 450; // MediaWiki cuts at 500 characters

/** Return whether the article can be edited on its wiki: the address and the revision are known. */
export function canEdit({ wiki, article }) {
  return Boolean(wiki?.pages && article?.revid && article.timestamp);
}

/** Return a summary of the edit. */
export function summaryOf(links) {
  const titles = [...new Set(links.map((link) => `[[${link.target}]]`))];
  const one = titles.length === 1 ? "Add a link" : `Add ${titles.length} links`;
  let summary = `${one}: ${titles.join(", ")}`;
  while (summary.length > MAX_SUMMARY) {
    titles.pop();
    summary = `${one}: ${titles.join(", ")}, …`;
  }
  return summary;
}

/** Return the fields of MediaWiki's edit form. The revision lets the wiki find edits that others made meanwhile. Without an
 *  edit token, "show changes" is what the wiki does with it. The last field says that the form is complete. */
export function editFields(article, wikitext, summary, now) {
  return {
    wpUnicodeCheck: "ℳ𝒲♥𝓊𝓃𝒾𝒸ℴ𝒹ℯ",
    wpStarttime: stamp(now),
    wpEdittime: stamp(article.timestamp),
    editRevId: String(article.revid),
    parentRevId: String(article.revid),
    model: "wikitext",
    format: "text/x-wiki",
    mode: "text",
    wpTextbox1: wikitext,
    wpSummary: summary,
    wpDiff: "1",
    wpUltimateParam: "1",
  };
}

function stamp(time) {
  return new Date(time).toISOString().replace(/\.\d+/, "").replace(/\D/g, "");
}

/** Open the wiki's editor in a new tab. Returns false if the browser does not open one. */
export function openEditor(here, wiki, title, fields) {
  const tab = window.open(`${here}/edit/${encodeURIComponent(wiki.wiki)}`, "_blank");
  if (!tab) return false;
  const give = (event) => {
    if (event.origin !== location.origin || event.source !== tab || event.data !== "ready to edit") return;
    window.removeEventListener("message", give);
    tab.postMessage({ title, fields }, location.origin);
  };
  window.addEventListener("message", give);
  return true;
}
