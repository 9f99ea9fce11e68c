// What the reader takes away: the wikitext with the accepted links, copied, handed over to the wiki, or saved as a file.

import { toClipboard } from "./playground-clipboard.js";
import { decisionsOf, download, exported, fileName } from "./playground-file.js";
import { editFields, openEditor, summaryOf } from "./playground-handoff.js";
import { withLinks } from "./playground-wikitext.js";

/** Make the buttons work. rulesOf: returns the rules that are being tried. */
export function listenToOutput(state, byId, rulesOf) {
  byId("copy").addEventListener("click", () => copy(state, byId));
  byId("edit").addEventListener("click", () => edit(state, byId));
  byId("save-decisions").addEventListener("click", () => saveDecisions(state));
  for (const id of ["export", "export-long"]) byId(id).addEventListener("click", () => save(state, rulesOf()));
}

const edited = ({ wikitext, accepted, wiki }) => withLinks(wikitext, accepted, wiki);

async function copy(state, byId) {
  const count = state.accepted.length;
  byId("copied").textContent = (await toClipboard(edited(state)))
    ? `Copied, with ${count === 1 ? "1 link" : `${count} links`}.`
    : "The browser does not allow copying. Select the wikitext below and copy it yourself.";
}

function edit(state, byId) {
  const { article, accepted, wiki } = state;
  const summary = byId("summary").value.trim() || summaryOf(accepted);
  const fields = editFields(article, edited(state), summary, new Date());
  const opened = openEditor(document.body.dataset.here, wiki, article.title, fields);
  byId("edit-note").hidden = opened;
  if (!opened) byId("edit-note").textContent = "The browser did not open the editor. Allow this page to open tabs.";
}

function save(state, rules) {
  if (!state.article) return;
  const { article, wiki, wikitext, threshold } = state;
  const decisions = decisionsOf(state, new Date().toISOString());
  const content = exported({ wiki: wiki.wiki, title: article.title, wikitext, threshold, rules, decisions });
  download(fileName(article.title, ".playground.json"), content);
}

/** Save the decisions as a file for `python -m training decisions`. */
function saveDecisions(state) {
  const lines = decisionsOf(state, new Date().toISOString()).map((decision) => `${JSON.stringify(decision)}\n`);
  download(fileName(state.article.title, ".decisions.jsonl"), lines.join(""), "application/jsonl");
}
