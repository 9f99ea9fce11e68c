// Decisions about suggestions, and their files (spec/decision.schema.json): JSON Lines.

import { InvalidFile } from "./files.js";
import { isObject, keyOf, length } from "./review-sample.js";

export const VERDICTS = ["accept", "reject", "skip"];
export const REASONS = ["wrong meaning", "part of a name", "overlinking", "everyday word", "date", "quotation", "other"];
export const MAX_REVIEWER = 255;

const TIME = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:?\d{2})$/;

/**
 * Returns a decision as a line of a file has it.
 * @param {object} sample The sample.
 * @param {object} suggestion One of its suggestions.
 * @param {{verdict: string, reason: ?string, time: string}} record What was decided, and when.
 * @param {string} reviewer The name of the reviewer, or an empty text.
 * @returns {object} The decision.
 */
export function decisionOf(sample, suggestion, { verdict, reason, time }, reviewer) {
  return {
    wiki: sample.wiki,
    title: suggestion.title,
    revid: suggestion.revid,
    link_text: suggestion.link_text,
    link_target: suggestion.link_target,
    wikitext_offset: suggestion.wikitext_offset,
    score: suggestion.score,
    decision: verdict,
    ...(verdict === "reject" && reason ? { reason } : {}),
    ...(reviewer ? { reviewer } : {}),
    time,
    bundle_version: sample.bundle_version,
  };
}

/**
 * Returns the text of a file of decisions.
 * @param {object[]} decisions The decisions.
 * @returns {string} One JSON object on each line.
 */
export function linesOf(decisions) {
  // Some programs end a line at these two characters too, which JSON allows in texts.
  const line = (decision) => JSON.stringify(decision).replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
  return decisions.map((decision) => `${line(decision)}\n`).join("");
}

/**
 * Reads the text of a file of decisions.
 * @param {string} content The text.
 * @returns {object[]} The decisions. Of several about the same suggestion by the same person, the latest.
 * @throws {InvalidFile} If a line is not a decision.
 */
export function parseDecisions(content) {
  const latest = new Map();
  content
    .replace(/^\ufeff/, "")
    .split("\n")
    .forEach((line, index) => {
      if (line.trim() === "") return;
      const decision = parseLine(line, index + 1);
      const key = `${keyOf(decision)} ${decision.reviewer}`;
      const before = latest.get(key);
      if (!before || timeOf(before) <= timeOf(decision)) latest.set(key, decision);
    });
  if (latest.size === 0) throw new InvalidFile("has no decisions");
  return [...latest.values()];
}

/**
 * Returns when a decision was made, as a number that can be compared.
 * @param {{time: ?string}} decision The decision.
 * @returns {number} Milliseconds; -Infinity if it is unknown.
 */
export function timeOf({ time }) {
  return time ? Date.parse(time.replace(" ", "T")) : -Infinity;
}

function parseLine(line, row) {
  let decision;
  try {
    decision = JSON.parse(line);
  } catch {
    throw new InvalidFile(`line ${row} is not JSON`);
  }
  const problem = isObject(decision) ? problemOf(decision) : "is not a JSON object";
  if (problem) throw new InvalidFile(`line ${row} is not a decision: ${problem}`);
  return { ...decision, reviewer: (decision.reviewer ?? "").trim() };
}

function problemOf(decision) {
  const isName = (value, longest) => typeof value === "string" && value.trim() !== "" && length(value) <= longest;
  const isNumber = (value) => Number.isSafeInteger(value) && value >= 0;
  const isScore = (value) => value === null || (typeof value === "number" && value >= 0 && value <= 1);
  const valid = {
    wiki: isName(decision.wiki, 63),
    title: isName(decision.title, 255),
    revid: isNumber(decision.revid),
    link_text: isName(decision.link_text, 1000),
    link_target: isName(decision.link_target, 255),
    wikitext_offset: isNumber(decision.wikitext_offset),
    score: isScore(decision.score),
    decision: VERDICTS.includes(decision.decision),
    reason: isReason(decision),
    reviewer: (decision.reviewer ?? "") === "" || isName(decision.reviewer, MAX_REVIEWER),
    time: decision.time === null || (typeof decision.time === "string" && TIME.test(decision.time) && !Number.isNaN(timeOf(decision))),
    bundle_version: decision.bundle_version === null || isName(decision.bundle_version, 100),
  };
  const wrong = Object.keys(valid).find((key) => !valid[key]);
  if (wrong) return wrong in decision ? `“${wrong}” is not valid` : `“${wrong}” is missing`;
  const unknown = Object.keys(decision).find((key) => !(key in valid));
  return unknown === undefined ? "" : `it has an unknown member “${unknown.slice(0, 40)}”`;
}

function isReason({ decision, reason }) {
  return reason === undefined || reason === null || (decision === "reject" && REASONS.includes(reason));
}
