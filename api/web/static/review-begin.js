// How a review begins: a sample file is opened, or a sample is drawn from a wiki.

import { InvalidFile, onDrops, onFiles, textOf } from "./files.js";
import { Latest } from "./latest.js";
import { drawSample } from "./review-draw.js";
import { attempt, byId, onClicks, refuse, say } from "./review-page.js";
import { MAX_BYTES, parseSample } from "./review-sample.js";

const NAMED = 5;

const opened = new Latest(); // files
let drawing = null; // the AbortController of a drawing in progress

/**
 * Sets the start of the page up.
 * @param {import("./review-service.js").Articles} articles Asks the service.
 * @param {(sample: object) => Promise<void>} begin Begins the review of a sample.
 */
export function setUpStart(articles, begin) {
  const start = (sample) => {
    opened.end();
    setDrawing(null);
    return begin(sample);
  };
  const open = ([file]) => {
    const isLatest = opened.begin();
    return attempt(async () => {
      const sample = parseSample(await textOf(file, MAX_BYTES));
      if (isLatest()) await start(sample);
    }, isLatest);
  };
  onFiles(byId("sample-file"), open);
  onDrops(byId("drop"), open);
  byId("draw-form")?.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!drawing) draw(articles, start);
  });
  byId("titles")?.addEventListener("input", () => (byId("chosen").checked = true));
  onClicks({ cancel: () => drawing?.abort() });
}

async function draw(articles, start) {
  const titles = byId("chosen").checked ? lines(byId("titles").value) : [];
  if (byId("chosen").checked && titles.length === 0) return refuse("Paste at least one title, or choose random articles.");
  const wanted = { wiki: byId("wiki").value, count: Number(byId("count").value), threshold: Number(byId("threshold").value), titles };
  const mine = new AbortController();
  const isWanted = () => drawing === mine; // else a file was opened meanwhile
  setDrawing(mine);
  await attempt(async () => {
    const { sample, failed } = await drawSample(articles, wanted, mine.signal, (asked, found) => {
      if (isWanted()) byId("drawing").textContent = `${count(asked, "article")} asked, ${count(found, "suggestion")} found.`;
    });
    if (!isWanted()) return;
    const unusable = failed.length > 0 ? `${count(failed.length, "article")} could not be used: ${someOf(failed)}.` : "";
    if (sample.suggestions.length === 0) throw new InvalidFile(`${nothing(sample)} ${unusable}`.trim());
    await start(sample);
    if (unusable) say(unusable);
  }, isWanted);
  if (isWanted()) setDrawing(null);
  return undefined;
}

/** Shows whether a sample is being drawn. Ends the drawing before. */
function setDrawing(mine) {
  if (!byId("draw-form")) return;
  drawing?.abort();
  drawing = mine;
  byId("drawing").textContent = mine ? "Asking…" : "";
  byId("draw").disabled = Boolean(mine);
  byId("cancel").hidden = !mine;
}

const lines = (text) => [...new Set(text.split("\n").map((line) => line.trim()).filter(Boolean))];
const count = (number, thing) => `${number} ${thing}${number === 1 ? "" : "s"}`;
const nothing = ({ articles }) => `No suggestion was found in ${count(articles, "article")}. Try a lower score, or other articles.`;

function someOf(titles) {
  return titles.slice(0, NAMED).join(", ") + (titles.length > NAMED ? ", …" : "");
}
