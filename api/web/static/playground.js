// The playground: the form, the results and the decisions.

import { LOST, packed, query, unpacked } from "./playground-address.js";
import { dressMark, showArticle } from "./playground-article.js";
import { showDetails } from "./playground-details.js";
import { MIN_SCORE, Refusal, Service } from "./playground-service.js";
import { dressRow, listHeld, listSuggestions } from "./playground-tables.js";
import { placesOf, withLinks } from "./playground-wikitext.js";

const byId = (id) => document.getElementById(id);
const service = new Service(document.body.dataset);

/** The state of the page. opened: the mark in the panel; opener: the element that gets the focus back. */
const shown = { wiki: null, wikitext: "", links: [], held: [], incomplete: "", opened: null, opener: null };

const threshold = () => Number(byId("threshold").value);
const visible = (link) => link.score >= threshold();
const visibleLinks = () => shown.links.filter(visible);
const acceptedLinks = () => visibleLinks().filter((link) => link.decision === "accepted");

/** Request what the form describes, and show the answer. */
async function run() {
  const [wiki, title, pasted] = [byId("wiki").value, byId("title").value.trim(), byId("pasted").value];
  if (!title && !pasted) return refuse("Enter a title, or paste wikitext.");
  refuse("");
  say("Asking…");
  byId("results").hidden = true;
  byId("results").setAttribute("aria-busy", "true");
  try {
    show(await service.ask(wiki, title, pasted));
  } catch (error) {
    if (error.name === "AbortError") return undefined; // a newer request has replaced this one
    say("");
    if (!(error instanceof Refusal)) throw error;
    refuse(error.message);
  }
  byId("results").removeAttribute("aria-busy");
  return undefined;
}

function show({ wiki, article, answer }) {
  const place = placesOf(article.wikitext);
  const marks = (list, more) => list.map((link) => markOf(link, place, more));
  const links = marks(answer.links, { held: false });
  const held = marks(answer.held_back ?? [], { held: true });
  const incomplete = incompleteness(answer.meta);
  Object.assign(shown, { wiki, wikitext: article.wikitext, links, held, incomplete, opened: null, opener: null });
  close();
  byId("shown-title").textContent = article.title;
  byId("shown-title").lang = wiki.language;
  showArticle(byId("article"), shown.wikitext, withoutOverlaps(links, held), wiki);
  listSuggestions(byId("table").tBodies[0], links, wiki, { open, decide });
  listHeld(byId("held-table").tBodies[0], held, wiki);
  byId("held-choice").hidden = held.length === 0;
  byId("held-count").textContent = held.length;
  for (const id of ["output", "pasted", "article-heading"]) byId(id).dir = wiki.direction;
  byId("results").hidden = false;
  refresh();
}

/** Return why the suggestions are not for the whole article; empty if they are. */
function incompleteness(meta) {
  if (meta.truncated) return "The time did not suffice for the whole article.";
  return meta.too_complex ? "The markup is too complex to analyze the end of the article." : "";
}

function markOf(link, place, more) {
  const start = place(link.wikitext_offset);
  const { link_text: text, link_target: target, score, explanation, rule, comment, discussion } = link;
  return { start, end: start + text.length, text, target, score, explanation, rule, comment, discussion, ...more };
}

/** Return the suggestions, and the suppressed links that do not overlap them, in order of position. */
function withoutOverlaps(links, held) {
  const free = [];
  let end = 0;
  const order = (one, other) => one.start - other.start || other.end - one.end;
  for (const mark of [...held].sort(order)) {
    if (mark.start < end || links.some((link) => link.start < mark.end && mark.start < link.end)) continue;
    free.push(mark);
    end = mark.end;
  }
  return [...links, ...free].sort(order);
}

/** Update the page after a change of the threshold or of a decision. */
function refresh() {
  const holding = byId("held").checked;
  for (const link of shown.links) {
    dressMark(link, visible(link), link === shown.opened);
    dressRow(link, visible(link));
  }
  for (const mark of shown.held) {
    dressMark(mark, holding && visible(mark), mark === shown.opened);
    mark.row.hidden = !visible(mark);
  }
  byId("held-list").hidden = !holding || shown.held.length === 0;
  if (shown.opened && !visible(shown.opened)) close();
  else dressPanel();
  byId("threshold-shown").value = threshold().toFixed(2);
  byId("output").value = withLinks(shown.wikitext, acceptedLinks(), shown.wiki);
  byId("copied").textContent = "";
  const all = visibleLinks().length;
  const links = all === 1 ? "1 suggestion" : `${all} suggestions`;
  byId("table").hidden = all === 0;
  const counted = all === 0 ? "No suggestion has this score." : `${links}, ${acceptedLinks().length} accepted.`;
  say([counted, shown.incomplete].filter(Boolean).join(" "));
}

function open(mark, opener) {
  shown.opened = mark;
  shown.opener = opener;
  showDetails(byId("details-heading"), byId("details-body"), mark, shown.wiki);
  byId("details").hidden = false;
  refresh();
  byId("details").scrollTop = 0;
  byId("details-heading").focus({ preventScroll: true });
  mark.element?.scrollIntoView({ block: "nearest" });
}

function close() {
  const { opened, opener } = shown;
  const inside = byId("details").contains(document.activeElement);
  byId("details").hidden = true;
  Object.assign(shown, { opened: null, opener: null });
  if (opened) dressMark(opened, visible(opened) && (!opened.held || byId("held").checked), false);
  if (inside) opener?.focus();
}

function dressPanel() {
  const mark = shown.opened;
  if (!mark) return;
  byId("accept").hidden = byId("reject").hidden = mark.held;
  byId("accept").setAttribute("aria-pressed", String(mark.decision === "accepted"));
  byId("reject").setAttribute("aria-pressed", String(mark.decision === "rejected"));
}

/** Set a decision; the same decision again removes it. */
function decide(link, decision) {
  link.decision = link.decision === decision ? undefined : decision;
  refresh();
}

function step(by) {
  const marks = visibleLinks();
  if (marks.length === 0) return;
  const at = marks.indexOf(shown.opened);
  const next = marks[(at + by + marks.length) % marks.length];
  open(next, next.element);
}

async function copy() {
  const text = withLinks(shown.wikitext, acceptedLinks(), shown.wiki);
  const number = acceptedLinks().length;
  const done = (await toClipboard(text)) ? `Copied, with ${number === 1 ? "1 link" : `${number} links`}.` : "";
  byId("copied").textContent = done || "The browser does not allow copying. Select the text below and copy it yourself.";
}

async function toClipboard(text) {
  try {
    await navigator.clipboard.writeText(text); // undefined on a page from another host without HTTPS
    return true;
  } catch {
    const give = (event) => {
      event.clipboardData.setData("text/plain", text);
      event.preventDefault();
    };
    document.addEventListener("copy", give, { once: true });
    const done = document.execCommand("copy");
    document.removeEventListener("copy", give);
    return done;
  }
}

function say(text) {
  byId("status").textContent = text;
}

function refuse(text) {
  byId("error").textContent = text;
  byId("error").hidden = !text;
}

/** Write the state to the address bar. add: whether to add an entry to the history. */
async function remember(add) {
  const pasted = byId("pasted").value;
  const state = { wiki: byId("wiki").value, title: byId("title").value.trim(), threshold: threshold().toFixed(2) };
  const fragment = pasted ? await packed(pasted) : "";
  byId("too-long").hidden = fragment !== LOST;
  const address = query(state) + fragment;
  if (address === location.search + location.hash) return;
  history[add ? "pushState" : "replaceState"](null, "", location.pathname + address);
}

/** Read the state from the address bar, and show it. */
async function recall() {
  const fields = new URLSearchParams(location.search);
  const wikis = [...byId("wiki").options].map((option) => option.value);
  const unknown = fields.has("wiki") && !wikis.includes(fields.get("wiki"));
  if (fields.has("wiki") && !unknown) byId("wiki").value = fields.get("wiki");
  byId("title").value = fields.get("title") ?? "";
  const least = Number(fields.get("threshold") ?? 0.5);
  byId("threshold").value = Number.isFinite(least) ? Math.max(least, MIN_SCORE) : 0.5;
  const pasted = await unpacked(location.hash);
  byId("pasted").value = pasted ?? "";
  byId("paste").open = pasted !== null || location.hash === LOST;
  if (location.hash.length > 1 && pasted === null) {
    return refuse("This address does not contain the wikitext: it was too long, or part of the address is missing.");
  }
  if (unknown) return refuse(`This service has no bundle for ${fields.get("wiki")}.`);
  return byId("title").value || pasted ? run() : undefined;
}

function markOfEvent(event) {
  const target = event.target.closest("[role=button]");
  return [...shown.links, ...shown.held].find((mark) => target && mark.element === target);
}

function listen() {
  byId("ask").addEventListener("submit", (event) => {
    event.preventDefault();
    remember(true);
    run();
  });
  byId("threshold").addEventListener("input", refresh);
  byId("threshold").addEventListener("change", () => remember(false));
  byId("held").addEventListener("change", refresh);
  byId("markup").addEventListener("change", () => byId("article").classList.toggle("raw", byId("markup").checked));
  byId("article").addEventListener("click", (event) => {
    const mark = markOfEvent(event);
    if (mark) open(mark, mark.element);
  });
  byId("article").addEventListener("keydown", (event) => {
    const mark = ["Enter", " "].includes(event.key) ? markOfEvent(event) : null;
    if (!mark) return;
    event.preventDefault();
    open(mark, mark.element);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && shown.opened) close();
  });
  byId("accept").addEventListener("click", () => decide(shown.opened, "accepted"));
  byId("reject").addEventListener("click", () => decide(shown.opened, "rejected"));
  byId("previous").addEventListener("click", () => step(-1));
  byId("next").addEventListener("click", () => step(1));
  byId("close").addEventListener("click", close);
  byId("accept-all").addEventListener("click", () => {
    for (const link of visibleLinks()) link.decision = "accepted";
    refresh();
  });
  byId("forget").addEventListener("click", () => {
    for (const link of shown.links) link.decision = undefined;
    refresh();
  });
  byId("copy").addEventListener("click", copy);
  window.addEventListener("popstate", recall);
}

if (byId("ask")) {
  listen();
  recall();
}
