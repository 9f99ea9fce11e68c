// What the decisions made so far say: the precision, also by score.

import { make } from "./dom.js";
import { advice, bandsOf, percent, precisionOf } from "./review-statistics.js";

/**
 * Shows the result.
 * @param {{figure: Element, interval: Element, brief: Element, advice: Element, bands: HTMLTableElement, weights: Element}} parts The
 *   elements.
 * @param {{score: number, verdict: string}[]} judged The suggestions that were judged.
 * @param {?object[]} strata The strata of the sample.
 */
export function showResult(parts, judged, strata) {
  const now = precisionOf(judged, strata);
  parts.weights.hidden = !strata;
  parts.bands.hidden = !now;
  parts.figure.textContent = now ? percent(now.precision) : "–";
  parts.interval.textContent = now ? intervalWords(now) : "No suggestion is accepted or rejected yet.";
  parts.brief.textContent = now ? `${percent(now.precision)} (${percent(now.low)} to ${percent(now.high)})` : "";
  parts.advice.textContent = now ? advice(now) : "";
  parts.bands.tBodies[0].replaceChildren(...bandsOf(judged).map(bandRow));
}

function intervalWords({ low, high, accepted, decided }) {
  return `95 % interval: ${percent(low)} to ${percent(high)}. Accepted: ${accepted} of ${decided}.`;
}

/**
 * Returns the cells of a row of figures: accepted, precision, interval.
 * @param {?{precision: number, low: number, high: number, accepted: number, decided: number}} figures The figures.
 * @returns {Element[]} The cells.
 */
export function figureCells(figures) {
  const texts = figures
    ? [`${figures.accepted} of ${figures.decided}`, percent(figures.precision), `${percent(figures.low)} to ${percent(figures.high)}`]
    : ["–", "–", "–"];
  return texts.map((text) => make("td", { className: "number" }, text));
}

function bandRow({ low, high, precision }) {
  return make("tr", {}, make("th", { scope: "row" }, `${low.toFixed(1)} to ${high.toFixed(1)}`), ...figureCells(precision));
}
