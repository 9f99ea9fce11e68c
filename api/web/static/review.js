// The review page: one suggestion at a time, the decisions about them, and their files.

import { make } from "./dom.js";
import { onFiles } from "./files.js";
import { setUpStart } from "./review-begin.js";
import { sentenceOf, showSuggestion, showTarget } from "./review-card.js";
import { REASONS, timeOf } from "./review-decisions.js";
import { decisionsIn, decisionsOf, exportDecisions, saveSample } from "./review-export.js";
import { onKey } from "./review-keys.js";
import { announce, attempt, byId, onClicks, parts, say, tell } from "./review-page.js";
import { Comparison } from "./review-people.js";
import { showResult } from "./review-result.js";
import { Articles } from "./review-service.js";
import { Review } from "./review-state.js";
import { Store } from "./review-store.js";

const CARD = parts({
  article: "article",
  paragraph: "paragraph",
  articleStart: "article-start",
  target: "target",
  start: "target-start",
  image: "target-image",
  score: "score",
});
const RESULT = parts({ figure: "precision", interval: "interval", brief: "brief", advice: "advice", bands: "bands", weights: "weights" });
const SAID = { accept: "Accepted", reject: "Rejected", skip: "Skipped" };

const SMALL = matchMedia("(max-width: 48rem)"); // as in the style sheet

const { here } = document.body.dataset;
const articles = new Articles(here);
const store = new Store((message) => tell(byId("not-kept"), message), { change: adopt, replace: replaceByOther });

let review = null; // the Review, once there is a sample
let resumed = null; // the end of reading what the browser keeps
const comparison = new Comparison(() => ({ name: review?.reviewer ?? "", decisions: review ? decisionsOf(review) : [] }));

// Beginning

/** Begins the review of a sample, unless one is going on. */
async function begin(sample) {
  await resumed;
  if (review) return say("Your review goes on. To open another sample, start over first.");
  const begun = review = new Review(sample, byId("reviewer").value.trim());
  await store.begin(sample, review.reviewer); // a reload before this would lose it
  if (review !== begun) return undefined;
  showReview();
  return byId("suggestion-heading").focus();
}

// Judging

function showReview() {
  byId("start").hidden = true;
  byId("judge").hidden = false;
  byId("sample-name").replaceChildren(...sampleWords());
  byId("progress").max = review.size;
  byId("strata").hidden = !review.sample.strata;
  showCurrent();
}

function sampleWords() {
  const { wiki, bundle_version: version, threshold } = review.sample;
  return [make("strong", {}, wiki), `, bundle ${version}, scores from ${threshold}`];
}

function showCurrent() {
  leaveReasons();
  const suggestion = review.suggestion;
  byId("card").hidden = !suggestion;
  byId("decide").hidden = !suggestion;
  byId("done").hidden = Boolean(suggestion);
  byId("progress").value = review.decided;
  byId("position").textContent = `${review.decided} of ${review.size} decided`;
  byId("undo").disabled = byId("undo-end").disabled = !review.canUndo;
  byId("again").hidden = review.skipped === 0;
  if (suggestion) {
    byId("suggestion-heading").textContent = `Suggestion ${review.index + 1} of ${review.size}`;
    showSuggestion(CARD, review.sample, suggestion);
    if (SMALL.matches) byId("card").scrollIntoView(); // the reader may have scrolled down to the target
    complete(suggestion);
  }
  showResult(RESULT, review.judged, review.sample.strata);
  comparison.show();
}

/** Adds what the wiki knows of the target, and asks for that of the next suggestion. */
async function complete(suggestion) {
  const current = review;
  const { sample } = current;
  const found = await articles.preview(sample.wiki, suggestion.link_target);
  if (review !== current) return; // it was deleted meanwhile
  if (found && review.suggestion === suggestion) showTarget(CARD, sample, suggestion.target_start || found.start, found.image);
  const next = review.suggestionAfter(suggestion);
  if (next) await articles.preview(sample.wiki, next.link_target);
}

function decide(verdict, reason = null) {
  if (!review?.suggestion) return;
  const { index } = review;
  const record = review.decide(verdict, reason);
  store.put(index, record);
  showCurrent();
  announceNext(`${SAID[verdict]}${reason ? `: ${reason}` : ""}.`);
}

function undo() {
  const index = review?.undo() ?? null;
  if (index === null) return;
  store.put(index, null);
  const ended = !byId("done").hidden;
  showCurrent();
  announceNext("Undone.");
  if (ended) byId("suggestion-heading").focus();
}

/** Says what was done and which suggestion is next. */
function announceNext(done) {
  const suggestion = review.suggestion;
  if (!suggestion) {
    announce(`${done} All suggestions are decided.`);
    byId("done-heading").focus();
    return;
  }
  const { link_text: text, link_target: target } = suggestion;
  const sentence = sentenceOf(review.sample, suggestion);
  announce(`${done} Suggestion ${review.index + 1}: ${sentence} Link “${text}” to “${target}”?`);
}

const choosing = () => !byId("reasons").hidden;

function askReason() {
  if (!review?.suggestion) return;
  byId("verdicts").hidden = true;
  byId("reasons").hidden = false;
  byId("reasons").querySelector("button").focus();
  announce("Why? Choose a reason from 1 to 7, or 0 for none.");
}

function leaveReasons() {
  const inside = byId("reasons").contains(document.activeElement);
  byId("reasons").hidden = true;
  byId("verdicts").hidden = false;
  if (inside) byId("reject").focus();
}

function press(key) {
  if (!review || byId("judge").hidden || !byId("shortcuts").checked) return false;
  if (choosing()) {
    if (key === "Escape" || key === "z") leaveReasons();
    else if (key === "0") decide("reject");
    else if (REASONS[Number(key) - 1]) decide("reject", REASONS[Number(key) - 1]);
    else return false;
    return true;
  }
  const action = { a: () => decide("accept"), r: askReason, s: () => decide("skip"), z: undo }[key];
  action?.();
  return Boolean(action);
}

async function importDecisions(file) {
  await attempt(async () => {
    const current = review;
    const decisions = await decisionsIn(file);
    if (!current || review !== current) return; // deleted while the file was read
    const { taken, others } = review.take(decisions, timeOf);
    showCurrent();
    await Promise.all(taken.map(([index, record]) => store.put(index, record)));
    const rest = others ? ` ${others} belong to other suggestions or are older.` : "";
    say(`${taken.length} decisions imported.${rest}`);
  });
}

// Starting over

function startOver() {
  byId("sure").hidden = false;
  byId("keep").focus();
}

function keep() {
  byId("sure").hidden = true;
  byId("start-over").focus();
}

async function forget() {
  const cleared = store.clear(); // comes before what a new review writes
  leave();
  byId("start-heading").focus();
  await cleared;
  say("The review is deleted from this browser.");
}

function leave() {
  review = null;
  byId("judge").hidden = byId("sure").hidden = true;
  byId("start").hidden = false;
  comparison.show();
}

// Other tabs

/** Takes over records of this review that another tab has changed. */
function adopt(records, isWhole) {
  if (!review) return;
  review.adopt(records, isWhole);
  showCurrent();
}

/** Shows what another tab has put in the place of this review. */
function replaceByOther() {
  leave();
  say("The review was deleted in another tab.");
  resumed = resume(store.reload());
}

// Setting up

function setUp() {
  byId("reasons").querySelector(".actions").append(
    ...REASONS.map((reason, index) => {
      const button = make("button", { type: "button", "aria-keyshortcuts": String(index + 1) }, make("kbd", {}, String(index + 1)), reason);
      button.addEventListener("click", () => decide("reject", reason));
      return button;
    }),
  );
  setUpStart(articles, begin);
  onFiles(byId("own-file"), ([file]) => importDecisions(file));
  comparison.setUp();
  onClicks({ accept: () => decide("accept"), reject: askReason, skip: () => decide("skip"), undo, "undo-end": undo });
  onClicks({ "no-reason": () => decide("reject"), back: leaveReasons, again: judgeSkipped });
  onClicks({ export: () => exportDecisions(review), "export-end": () => exportDecisions(review) });
  onClicks({ "save-sample": () => saveSample(review) });
  onClicks({ "start-over": startOver, keep, forget });
  byId("show-score").addEventListener("change", (event) => (byId("score-line").hidden = !event.target.checked));
  byId("reviewer").addEventListener("change", rename);
  onKey(press);
  window.addEventListener("pageshow", (event) => event.persisted && store.catchUp()); // the browser had put the page aside
}

function rename({ target }) {
  if (!review) return;
  review.reviewer = target.value.trim();
  store.rename(review.sample, review.reviewer);
  comparison.show();
}

function judgeSkipped() {
  for (const index of review.reopenSkipped()) store.put(index, null);
  showCurrent();
  byId("suggestion-heading").focus();
}

/** Goes on with the review that the browser keeps. */
async function resume(reading) {
  const kept = await reading;
  if (!kept) return;
  review = new Review(kept.sample, kept.reviewer, kept.records);
  byId("reviewer").value = kept.reviewer;
  showReview();
  say(`Your review of ${kept.sample.wiki} continues: ${review.decided} of ${review.size} decided.`);
}

resumed = resume(store.open(here));
setUp();
await resumed;
byId("start").removeAttribute("aria-busy");
