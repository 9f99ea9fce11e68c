// How a review begins: a sample file is opened, or a sample is drawn from a wiki.

import { drawSample } from "./review-draw.js";
import { receiveDrops, textOf } from "./review-files.js";
import { attempt, byId, onClicks, onFiles, refuse, say } from "./review-page.js";
import { InvalidFile, parseSample } from "./review-sample.js";

const NAMED = 5;

let drawing = null; // the AbortController of a drawing in progress

/**
 * Sets the start of the page up.
 * @param {import("./review-service.js").Articles} articles Asks the service.
 * @param {(sample: object) => Promise<void>} begin Begins the review of a sample.
 */
export function setUpStart(articles, begin) {
  const open = ([file]) => attempt(async () => begin(parseSample(await textOf(file))));
  onFiles("sample-file", open);
  receiveDrops(byId("drop"), (files) => files.length > 0 && open(files));
  byId("draw-form")?.addEventListener("submit", (event) => {
    event.preventDefault();
    draw(articles, begin);
  });
  byId("titles")?.addEventListener("input", () => (byId("chosen").checked = true));
  onClicks({ cancel: () => drawing?.abort() });
}

async function draw(articles, begin) {
  const titles = byId("chosen").checked ? lines(byId("titles").value) : [];
  if (byId("chosen").checked && titles.length === 0) return refuse("Paste at least one title, or choose random articles.");
  const wanted = { wiki: byId("wiki").value, count: Number(byId("count").value), threshold: Number(byId("threshold").value), titles };
  drawing = new AbortController();
  setDrawing(true);
  await attempt(async () => {
    const { sample, failed } = await drawSample(articles, wanted, drawing.signal, (asked, found) => {
      byId("drawing").textContent = `${count(asked, "article")} asked, ${count(found, "suggestion")} found.`;
    });
    const unusable = failed.length > 0 ? `${count(failed.length, "article")} could not be used: ${someOf(failed)}.` : "";
    if (sample.suggestions.length === 0) throw new InvalidFile(`${nothing(sample)} ${unusable}`.trim());
    await begin(sample);
    say(unusable);
  });
  setDrawing(false);
  return undefined;
}

function setDrawing(busy) {
  byId("draw").disabled = busy;
  byId("cancel").hidden = !busy;
  byId("drawing").textContent = busy ? "Asking…" : "";
}

const lines = (text) => [...new Set(text.split("\n").map((line) => line.trim()).filter(Boolean))];
const count = (number, thing) => `${number} ${thing}${number === 1 ? "" : "s"}`;
const nothing = ({ articles }) => `No suggestion was found in ${count(articles, "article")}. Try a lower score, or other articles.`;

function someOf(titles) {
  return titles.slice(0, NAMED).join(", ") + (titles.length > NAMED ? ", …" : "");
}
