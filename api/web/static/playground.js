// The playground: the requests, what is shown of them, and what the controls do.

import { InvalidFile, onFiles, textOf } from "./files.js";
import { Latest } from "./latest.js";
import { LOST, packed, pastedText, query, visit } from "./playground-address.js";
import { usesRareNames } from "./playground-characters.js";
import { listenToControls } from "./playground-controls.js";
import { Examples } from "./playground-examples.js";
import { imported, MAX_BYTES } from "./playground-file.js";
import { Form } from "./playground-form.js";
import { listenToArticle } from "./playground-marks.js";
import { listenToOutput } from "./playground-output.js";
import { RulesField } from "./playground-rules.js";
import { MIN_SCORE, Refusal, Service } from "./playground-service.js";
import { State } from "./playground-state.js";
import { onChangeElsewhere } from "./playground-storage.js";
import { TitleField } from "./playground-titles.js";
import { View } from "./playground-view.js";

const byId = (id) => document.getElementById(id);
const service = new Service(document.body.dataset);
const state = new State();
const view = new View(state, byId);
const requests = new Latest(); // for an article: by the form, an address or a file
const files = new Latest(); // that were opened
let form;
let titles;
let rules;
let examples;
let usual = null; // the answer with the rules in force
let asked = null; // what was asked for last: {wiki, title, pasted, section}

const NO_ARTICLE = { title: "Untitled", pageid: 0, revid: 0, wikitext: "" };

const isShown = () => state.article !== null && !byId("results").hidden;

/** Begin a request for an article, which ends the one before. Returns a function that says whether it is still the latest. */
function begin() {
  service.stop();
  wait(false);
  return requests.begin();
}

/** Show nothing, and let nothing that was asked for appear. */
function clear() {
  begin();
  view.hide();
}

function wait(isWaiting) {
  byId("progress").textContent = isWaiting ? "Asking…" : "";
  if (isWaiting) byId("results").setAttribute("aria-busy", "true");
  else byId("results").removeAttribute("aria-busy");
}

/** Ask for what the form describes. */
async function submit() {
  titles.close();
  form.isEdited = false;
  const isLatest = begin();
  view.hide(); // at once, so that nobody takes the old result for the new one
  refuse("");
  wait(true);
  const fields = await understood(form.fields, isLatest);
  if (!fields) return;
  await remember(fields, true, isLatest);
  if (isLatest()) await run(fields, isLatest, true);
}

/** Request an article with its suggestions, and show it. goes: whether the focus goes to the result. Returns whether it is shown. */
async function run(fields, isLatest, goes) {
  asked = fields;
  view.hide();
  refuse("");
  if (!fields.title && !fields.pasted) return refuse("Enter a title, or paste wikitext.");
  wait(true);
  try {
    const found = await service.ask(fields.wiki, fields.title, fields.pasted);
    const names = usesRareNames(found.article.wikitext) ? await service.characters() : {};
    if (!isLatest()) return false;
    show(found, names);
    // Somebody who types on would press the keys that decide about suggestions.
    if ((goes || fields.section) && !form.isEdited) view.goTo(fields.section);
    return true;
  } catch (error) {
    if (!isLatest() || error.name === "AbortError") return false;
    if (!(error instanceof Refusal)) throw error;
    return refuse(error.message, error.pastingHelps && !fields.pasted);
  } finally {
    if (isLatest()) wait(false);
  }
}

function show(found, names) {
  usual = found.answer;
  state.begin(found, names);
  view.showAll();
  if (rules.text) rules.run();
}

/** Ask for the answer with a file of rules: for the article, or only whether they are valid if none is shown. */
function tryRules(text) {
  return isShown()
    ? service.tryRules(state.wiki.wiki, state.article, text)
    : service.tryRules(form.fields.wiki, NO_ARTICLE, text);
}

/** Show what rules do to the article, or go back to those in force for null. Returns the number of links that are held back;
 *  undefined without an article. */
function showTrial(tried) {
  if (!isShown()) return undefined;
  if (!tried && !state.trial) return undefined;
  state.take(tried ? tried.answer : usual, Boolean(tried));
  if (tried) byId("held").checked = true;
  view.showAnswer();
  return state.held.length;
}

/** Return the fields with wiki and title in place of an address, and the section. Returns null, after a message, if the address
 *  is not understood, or if something else has been asked for meanwhile. */
async function understood(fields, isLatest) {
  try {
    const found = await service.understand(fields.title, fields.wiki);
    if (!isLatest()) return null;
    if (form.fields.title === fields.title) form.enter({ wiki: found.wiki, title: found.title });
    return { ...fields, ...found };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (isLatest()) refuse(error.message);
    return null;
  }
}

/** Show a message. offer: whether to offer pasting the text. Returns false: nothing is shown. */
function refuse(text, offer = false) {
  byId("error").textContent = text;
  byId("error").hidden = !text;
  byId("offer").hidden = !offer;
  if (text) wait(false);
  return false;
}

function openPaste() {
  byId("paste").open = true;
  byId("pasted").focus();
}

/** Restore the page from an exported file. */
async function restore(file) {
  const [isLatestFile, isNothingAsked] = [files.begin(), requests.current()];
  const found = await textOf(file, MAX_BYTES).then(imported).catch(unusable);
  if (!isLatestFile() || !isNothingAsked()) return undefined;
  if (found instanceof InvalidFile) return refuse(found.message);
  if (!found) return refuse("This file was not exported from a playground.");
  if (!form.hasWiki(found.wiki)) return refuse(`This service has no bundle for ${found.wiki}.`);
  const isLatest = begin();
  form.enter({ wiki: found.wiki, title: found.title, pasted: found.wikitext });
  form.isEdited = false;
  if (Number.isFinite(found.threshold)) setThreshold(found.threshold);
  view.hide();
  rules.set(found.rules);
  const fields = { ...form.fields, section: "" };
  await remember(fields, true, isLatest);
  if (!isLatest() || !(await run(fields, isLatest, true))) return undefined;
  await rules.finished;
  if (!isLatest()) return undefined;
  state.restore(found.decisions);
  return view.refresh();
}

function unusable(error) {
  if (error instanceof InvalidFile) return error;
  throw error;
}

function setThreshold(value) {
  byId("threshold").value = Number.isFinite(value) ? Math.max(value, MIN_SCORE) : 0.5;
  state.threshold = Number(byId("threshold").value);
}

/** Write what was asked for to the address bar, unless something else is asked for meanwhile. add: whether to add an entry to
 *  the history. */
async function remember(fields, add, isLatest) {
  const fragment = fields.pasted ? await packed(fields.pasted) : "";
  if (!isLatest()) return;
  byId("too-long").hidden = fragment !== LOST;
  const address = query({ ...fields, threshold: state.threshold.toFixed(2) }) + fragment;
  const text = fragment === LOST ? fields.pasted : "";
  if (address === location.search + location.hash && (history.state?.text ?? "") === text) return;
  visit(location.pathname + address, text, add);
}

/** Read what was asked for from the address bar, and show it. */
async function recall() {
  const isLatest = begin();
  form.isEdited = false;
  const fields = new URLSearchParams(location.search);
  const [wiki, title, threshold] = ["wiki", "title", "threshold"].map((name) => fields.get(name));
  const [isUnknown, isLost] = [wiki !== null && !form.hasWiki(wiki), location.hash === LOST];
  const { text, damaged } = await pastedText();
  if (!isLatest() || form.isEdited) return undefined;
  form.enter({ wiki: wiki === null || isUnknown ? undefined : wiki, title: title ?? "", pasted: text });
  setThreshold(Number(threshold ?? 0.5));
  byId("paste").open = damaged;
  byId("too-long").hidden = !isLost || damaged;
  if (damaged || isUnknown || form.isEmpty) view.hide();
  if (damaged) return refuse("This address does not contain the wikitext: it was too long, or part of the address is missing.");
  if (isUnknown) return refuse(`This service has no bundle for ${wiki}.`);
  if (form.isEmpty) return refuse("");
  view.hide();
  const asking = await understood(form.fields, isLatest);
  return asking && run(asking, isLatest, false);
}

function listenToForm() {
  byId("ask").addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  byId("title").addEventListener("paste", () => setTimeout(() => {
    const { fields } = form;
    const isLatest = requests.current();
    understood(fields, () => isLatest() && form.fields.title === fields.title);
  }));
  byId("offer").addEventListener("click", openPaste);
  onFiles(byId("import"), ([file]) => restore(file));
  window.addEventListener("popstate", recall);
}

function listenToResults() {
  byId("threshold").addEventListener("input", () => {
    setThreshold(Number(byId("threshold").value));
    view.refresh();
  });
  byId("threshold").addEventListener("change", () => remember(asked, false, requests.current()));
  listenToArticle(state, view, byId);
  listenToControls(state, view, byId);
  listenToOutput(state, byId, () => rules.text, () => (isShown() ? null : asked));
  onChangeElsewhere(() => {
    if (!isShown()) return;
    state.recall();
    view.refresh();
  });
}

function setUp() {
  const elements = (prefix, ids) => Object.fromEntries(ids.map((id) => [id, byId(`${prefix}${id}`)]));
  examples = new Examples(byId("examples"), (name) => service.wiki(name), byId("wiki"), ({ title, wikitext }) => {
    form.enter({ title, pasted: wikitext ?? "" });
    byId("ask").requestSubmit();
  });
  form = new Form(elements("", ["ask", "wiki", "title", "pasted"]), { onWiki: () => examples.show(), onEmpty: clear });
  rules = new RulesField(elements("rules-", ["text", "open", "insert", "save", "clear", "problems", "effect"]), {
    ask: tryRules,
    show: showTrial,
    textOf: () => state.visible[0]?.text ?? "city",
  });
  byId("rules").open = rules.text !== ""; // nobody should forget the rules that they are trying
  titles = new TitleField(byId("title"), byId("titles"), (text) => service.titles(form.fields.wiki, text));
  listenToForm();
  listenToResults();
  examples.show();
  if (form.isEdited) setThreshold(0.5);
  else recall();
}

if (byId("ask")) setUp();
