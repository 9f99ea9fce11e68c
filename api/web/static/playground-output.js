// What the reader takes away: the wikitext with the accepted links, copied, handed over to the wiki, or saved as a file.

import { toClipboard } from "./playground-clipboard.js";
import { save } from "./files.js";
import { decisionsOf, exported, fileName } from "./playground-file.js";
import { editFields, openEditor, summaryOf } from "./playground-handoff.js";
import { withLinks } from "./playground-wikitext.js";

const NOT_OPENED = "The browser did not open the editor. Allow this page to open tabs.";

/** Make the buttons work. rulesOf: returns the rules that are being tried. askedOf: returns {wiki, title, pasted} of the text
 *  that is asked about but not shown, or null. */
export function listenToOutput(state, byId, rulesOf, askedOf) {
  byId("copy").addEventListener("click", () => copy(state, byId));
  byId("edit").addEventListener("click", () => edit(state, byId));
  byId("save-decisions").addEventListener("click", () => saveDecisions(state));
  for (const id of ["export", "export-long"]) byId(id).addEventListener("click", () => exportState(state, rulesOf(), askedOf()));
}

const edited = ({ wikitext, accepted, wiki }) => withLinks(wikitext, accepted, wiki);

async function copy(state, byId) {
  const count = state.accepted.length;
  const text = edited(state);
  const isCopied = await toClipboard(text);
  if (edited(state) !== text) return; // what the page would say is not about its present text
  byId("copied").textContent = isCopied
    ? `Copied, with ${count === 1 ? "1 link" : `${count} links`}.`
    : "The browser does not allow copying. Select the wikitext below and copy it yourself.";
}

function edit(state, byId) {
  const { article, accepted, wiki } = state;
  const summary = byId("summary").value.trim() || summaryOf(accepted);
  const fields = editFields(article, edited(state), summary, new Date());
  const isOpen = openEditor(document.body.dataset.here, wiki, article.title, fields);
  byId("not-opened").textContent = isOpen ? "" : NOT_OPENED;
}

function exportState(state, rules, asked) {
  const { threshold } = state;
  const shown = asked
    ? { wiki: asked.wiki, title: asked.title, wikitext: asked.pasted, decisions: [] }
    : { wiki: state.wiki.wiki, title: state.article.title, wikitext: state.wikitext, decisions: decisionsOf(state, now()) };
  const { decisions, ...article } = shown;
  save(fileName(article.title, ".playground.json"), exported({ ...article, threshold, rules, decisions }));
}

const now = () => new Date().toISOString();

/** Save the decisions as a file for `python -m training decisions`. */
function saveDecisions(state) {
  const lines = decisionsOf(state, now()).map((decision) => `${JSON.stringify(decision)}\n`);
  save(fileName(state.article.title, ".decisions.jsonl"), lines.join(""));
}
