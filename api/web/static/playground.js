// The playground: the form, the requests, and what the controls do.

import { LOST, packed, pastedText, query, visit } from "./playground-address.js";
import { usesRareNames } from "./playground-characters.js";
import { Examples } from "./playground-examples.js";
import { chosenText, imported } from "./playground-file.js";
import { listenToArticle } from "./playground-marks.js";
import { listenToOutput } from "./playground-output.js";
import { RulesField } from "./playground-rules.js";
import { MIN_SCORE, Refusal, Service } from "./playground-service.js";
import { State } from "./playground-state.js";
import { TitleField } from "./playground-titles.js";
import { View } from "./playground-view.js";

const byId = (id) => document.getElementById(id);
const service = new Service(document.body.dataset);
const state = new State();
const view = new View(state, byId);
let rules;
let examples;
let usual = null; // the answer with the rules in force
let section = ""; // the heading that the address asks for
let given = false; // whether the pasted text is from an address or an example

const NO_ARTICLE = { title: "Untitled", pageid: 0, revid: 0, wikitext: "" };

const isEmpty = () => !byId("title").value.trim() && !byId("pasted").value;

/** Request what the form describes, and show the answer. asked: whether the reader asked just now. */
async function run(asked) {
  refuse("");
  if (!(await understandAddress())) return;
  const [wiki, title, pasted] = [byId("wiki").value, byId("title").value.trim(), byId("pasted").value];
  view.hide();
  if (!title && !pasted) return refuse("Enter a title, or paste wikitext.");
  byId("progress").textContent = "Asking…";
  byId("results").setAttribute("aria-busy", "true");
  try {
    await show(await service.ask(wiki, title, pasted));
    if (asked || section) view.goTo(section);
    section = "";
  } catch (error) {
    if (error.name === "AbortError") return; // a newer request has replaced this one
    if (!(error instanceof Refusal)) throw error;
    refuse(error.message, error.pastingHelps && !pasted);
  }
  byId("progress").textContent = "";
  byId("results").removeAttribute("aria-busy");
}

async function show(found) {
  const names = usesRareNames(found.article.wikitext) ? await service.characters() : {};
  usual = found.answer;
  state.begin(found, names);
  view.showAll();
  if (rules.text) await rules.run();
}

/** Try a file of rules on the article, or read it alone if none is shown. Without a text, go back to the rules in force. */
async function tryRules(text) {
  const isShown = state.article && !byId("results").hidden;
  state.trial = Boolean(text);
  if (!isShown) return text ? service.tryRules(byId("wiki").value, NO_ARTICLE, text) : null;
  if (!text) {
    state.take(usual);
    view.showAnswer();
    return null;
  }
  const tried = await service.tryRules(state.wiki.wiki, state.article, text);
  state.take(tried.answer);
  byId("held").checked = true;
  view.showAnswer();
  return { ...tried, held: state.held.length };
}

/** Take wiki and title from an address in the title's field, and the section from a title. Returns false if that fails. */
async function understandAddress() {
  const text = byId("title").value.trim();
  if (/^(?:https?:)?\/\/|^[\w-]+(?:\.[\w-]+)+(?::\d+)?\/(?:wiki\/|w\/|index\.php)/i.test(text)) {
    try {
      const found = await service.resolve(text, byId("wiki").value);
      chooseWiki(found.wiki);
      byId("title").value = found.title;
      section = found.section;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      view.hide();
      refuse(error.message);
      return false;
    }
  } else if (text.includes("#")) {
    const [title, ...rest] = text.split("#");
    byId("title").value = title.trim();
    section = rest.join("#").replaceAll("_", " ").trim();
  }
  return true;
}

function chooseWiki(name) {
  if (byId("wiki").value === name) return;
  byId("wiki").value = name;
  examples.show();
}

/** Show a message. offer: whether to offer pasting the text. */
function refuse(text, offer = false) {
  byId("error").textContent = text;
  byId("error").hidden = !text;
  byId("offer").hidden = !offer;
  if (text) byId("progress").textContent = "";
}

/** Enter a text that the reader has not typed. Another title or another wiki takes it away again, so that it is not taken for
 *  the text of that article. */
function give(text) {
  byId("pasted").value = text;
  given = text !== "";
}

function takeAway() {
  if (given) give("");
  if (isEmpty()) view.hide();
}

function openPaste() {
  byId("paste").open = true;
  byId("pasted").focus();
}

/** Restore the page from an exported file. */
async function restore() {
  const text = await chosenText(byId("import")).catch(() => "");
  if (text === null) return undefined;
  const found = imported(text);
  if (!found) return refuse("This file was not exported from a playground.");
  if (![...byId("wiki").options].some((option) => option.value === found.wiki)) {
    return refuse(`This service has no bundle for ${found.wiki}.`);
  }
  chooseWiki(found.wiki);
  byId("title").value = found.title;
  give(found.wikitext);
  if (Number.isFinite(found.threshold)) setThreshold(found.threshold);
  await rules.set(found.rules);
  await remember(true);
  await run(true);
  state.restore(found.decisions);
  return view.refresh();
}

function setThreshold(value) {
  byId("threshold").value = Number.isFinite(value) ? Math.max(value, MIN_SCORE) : 0.5;
  state.threshold = Number(byId("threshold").value);
}

/** Write the state to the address bar. add: whether to add an entry to the history. */
async function remember(add) {
  const pasted = byId("pasted").value;
  const fields = { wiki: byId("wiki").value, title: byId("title").value.trim(), threshold: state.threshold.toFixed(2) };
  const fragment = pasted ? await packed(pasted) : "";
  byId("too-long").hidden = fragment !== LOST;
  const address = query(fields) + fragment;
  const text = fragment === LOST ? pasted : "";
  if (address === location.search + location.hash && (history.state?.text ?? "") === text) return;
  visit(location.pathname + address, text, add);
}

/** Read the state from the address bar, and show it. */
async function recall() {
  const fields = new URLSearchParams(location.search);
  const wikis = [...byId("wiki").options].map((option) => option.value);
  const unknown = fields.has("wiki") && !wikis.includes(fields.get("wiki"));
  if (fields.has("wiki") && !unknown) byId("wiki").value = fields.get("wiki");
  examples.show();
  byId("title").value = fields.get("title") ?? "";
  setThreshold(Number(fields.get("threshold") ?? 0.5));
  const { text, damaged } = await pastedText();
  give(text);
  byId("paste").open = damaged;
  byId("too-long").hidden = location.hash !== LOST || damaged;
  if (damaged || unknown || isEmpty()) view.hide();
  if (damaged) return refuse("This address does not contain the wikitext: it was too long, or part of the address is missing.");
  if (unknown) return refuse(`This service has no bundle for ${fields.get("wiki")}.`);
  return isEmpty() ? refuse("") : run(false);
}

function listenToForm() {
  byId("ask").addEventListener("submit", async (event) => {
    event.preventDefault();
    titles.close();
    view.hide(); // at once, so that nobody takes the old result for the new one
    if (await understandAddress()) await remember(true);
    await run(true);
  });
  for (const event of ["input", "change"]) byId("title").addEventListener(event, takeAway);
  byId("pasted").addEventListener("input", () => {
    given = false;
    if (isEmpty()) view.hide();
  });
  byId("title").addEventListener("paste", () => setTimeout(understandAddress));
  byId("wiki").addEventListener("change", () => {
    takeAway();
    examples.show();
  });
  byId("offer").addEventListener("click", openPaste);
  byId("import").addEventListener("change", restore);
  window.addEventListener("popstate", recall);
}

function listenToResults() {
  byId("threshold").addEventListener("input", () => {
    setThreshold(Number(byId("threshold").value));
    view.refresh();
  });
  byId("threshold").addEventListener("change", () => remember(false));
  byId("more").addEventListener("click", () => view.showMore());
  byId("held").addEventListener("change", () => view.refresh());
  byId("markup").addEventListener("change", () => byId("article").classList.toggle("raw", byId("markup").checked));
  byId("accept-all").addEventListener("click", () => {
    state.decide(state.visible, "accepted");
    view.refresh();
  });
  byId("forget").addEventListener("click", () => {
    state.decide(state.links, undefined);
    view.refresh();
  });
  byId("changes").addEventListener("click", () => {
    byId("output-heading").focus({ preventScroll: true });
    byId("output-heading").scrollIntoView();
  });
  listenToOutput(state, byId, () => rules.text);
}

let titles;

if (byId("ask")) {
  const ids = ["text", "open", "insert", "save", "clear", "problems", "effect"];
  rules = new RulesField(Object.fromEntries(ids.map((id) => [id, byId(`rules-${id}`)])), tryRules, () => state.visible[0]?.text ?? "city");
  byId("rules").open = rules.text !== ""; // nobody should forget the rules that they are trying
  examples = new Examples(byId("examples"), (name) => service.wiki(name), byId("wiki"), ({ title, wikitext }) => {
    byId("title").value = title;
    give(wikitext ?? "");
    byId("ask").requestSubmit();
  });
  titles = new TitleField(byId("title"), byId("titles"), (text) => service.titles(byId("wiki").value, text));
  listenToForm();
  listenToArticle(state, view, byId);
  listenToResults();
  recall();
}
