// The review sample (spec/review-sample.schema.json): reads what may be any file.

import { InvalidFile } from "./files.js";

export const MAX_BYTES = 64 << 20;
const MAX_SUGGESTIONS = 10_000;
const WIKI = /^[a-z][a-z0-9_]{1,62}$/;

const text = (longest) => ({
  valid: (value) => typeof value === "string" && value.isWellFormed?.() !== false && length(value) <= longest,
  words: `a text of at most ${longest.toLocaleString("en")} characters`,
});
const name = (longest) => ({
  valid: (value) => text(longest).valid(value) && value.trim() !== "",
  words: `a text of 1 to ${longest.toLocaleString("en")} characters`,
});
const number = { valid: (value) => Number.isSafeInteger(value) && value >= 0, words: "a whole number from 0" };
const score = { valid: (value) => typeof value === "number" && value >= 0 && value <= 1, words: "a number from 0 to 1" };
const optional = (kind) => ({ valid: (value) => value === undefined || value === null || kind.valid(value), words: kind.words });

const SAMPLE = {
  wiki: { valid: (value) => typeof value === "string" && WIKI.test(value), words: "the database name of a wiki, such as kwwiki" },
  language: name(64),
  direction: { valid: (value) => value === "ltr" || value === "rtl", words: "ltr or rtl" },
  main_page: optional(text(2000)),
  bundle_version: name(100),
  threshold: score,
  articles: optional(number),
  articles_with_suggestions: optional(number),
};
const SUGGESTION = {
  title: name(255),
  revid: number,
  link_text: name(1000),
  link_target: name(255),
  wikitext_offset: number,
  score,
  article_start: optional(text(5000)),
  target_start: optional(text(5000)),
};
const EXCERPT = { before: text(5000), text: text(1000), after: text(5000) };
const STRATUM = { low: score, high: score, suggestions: number };

/**
 * Reads the text of a sample file.
 * @param {string} content The text.
 * @returns {object} The sample.
 * @throws {InvalidFile} If it is not a sample.
 */
export function parseSample(content) {
  let sample;
  try {
    sample = JSON.parse(content);
  } catch {
    throw new InvalidFile(notJson(content));
  }
  if (!isObject(sample)) throw new InvalidFile("This file is not a sample: it is not a JSON object.");
  if (!("suggestions" in sample)) throw new InvalidFile(`This file is not a sample: it has no “suggestions”.${hint(sample)}`);
  if (sample.format_version !== 1) {
    throw new InvalidFile("This sample has another format than this page reads. Draw it again with a version of “training” that fits the service.");
  }
  check(sample, SAMPLE, "The sample");
  const { suggestions, strata } = sample;
  if (!Array.isArray(suggestions) || suggestions.length === 0) throw new InvalidFile("This sample has no suggestions.");
  if (suggestions.length > MAX_SUGGESTIONS) throw new InvalidFile(`This sample has more than ${MAX_SUGGESTIONS} suggestions.`);
  suggestions.forEach((suggestion, index) => checkSuggestion(suggestion, `Suggestion ${index + 1}`));
  if (new Set(suggestions.map((one) => keyOf({ ...one, wiki: sample.wiki }))).size < suggestions.length) {
    throw new InvalidFile("This sample has a suggestion twice.");
  }
  if (strata !== undefined && strata !== null) {
    if (!Array.isArray(strata)) throw new InvalidFile("The sample: “strata” must be a list.");
    strata.forEach((stratum, index) => check(stratum, STRATUM, `Stratum ${index + 1}`));
  }
  return sample;
}

/**
 * Returns the text by which decisions are matched with suggestions, as `decisions check` matches them.
 * @param {object} one A decision, or a suggestion with its wiki.
 * @returns {string} The key.
 */
export function keyOf({ wiki, title, revid, wikitext_offset: offset, link_text: label, link_target: target }) {
  return JSON.stringify([wiki, spaced(title), revid, offset, label, spaced(target)]);
}

/**
 * Counts code points, as Python does.
 * @param {string} value The text.
 * @returns {number} Their number.
 */
export function length(value) {
  let count = 0;
  for (const _ of value) count++;
  return count;
}

export const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

const spaced = (title) => title.replaceAll("_", " ").trim();

function checkSuggestion(suggestion, where) {
  check(suggestion, SUGGESTION, where);
  check(suggestion.paragraph, EXCERPT, `${where}, “paragraph”`);
}

function check(object, members, where) {
  if (!isObject(object)) throw new InvalidFile(`${where} is not a JSON object.`);
  for (const [key, { valid, words }] of Object.entries(members)) {
    if (valid(object[key])) continue;
    const problem = key in object ? "must be" : "is missing; it must be";
    throw new InvalidFile(`${where}: “${key}” ${problem} ${words}.`);
  }
}

function notJson(content) {
  if (content.trim() === "") return "This file is empty.";
  const first = content.slice(0, content.search(/\n|$/));
  try {
    return `This file is not a sample: it has one JSON object on each line.${hint(JSON.parse(first))}`;
  } catch {
    return "This file is not a sample: it is not JSON, or it is cut off.";
  }
}

function hint(object) {
  if (isObject(object) && "decision" in object) return " It seems to be a file of decisions: open the sample first.";
  return " A sample is written by “python -m training sample-suggestions”, or saved on this page.";
}
