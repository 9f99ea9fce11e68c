// The files that a reviewer takes along: decisions, and the sample.

import { InvalidFile, inFileName, save, textOf } from "./files.js";
import { decisionOf, linesOf, parseDecisions } from "./review-decisions.js";
import { refuse, say } from "./review-page.js";
import { MAX_BYTES } from "./review-sample.js";

/**
 * Returns the decisions made so far, in the order of the sample.
 * @param {import("./review-state.js").Review} review The review.
 * @returns {object[]} The decisions.
 */
export function decisionsOf({ sample, records, reviewer }) {
  return records.map(([index, record]) => decisionOf(sample, sample.suggestions[index], record, reviewer));
}

/**
 * Saves the decisions made so far.
 * @param {import("./review-state.js").Review} review The review.
 */
export function exportDecisions(review) {
  const decisions = decisionsOf(review);
  if (decisions.length === 0) return refuse("There is no decision to export yet.");
  refuse("");
  const name = ["decisions", review.sample.wiki, inFileName(review.reviewer)].filter(Boolean).join("-");
  save(`${name}.jsonl`, linesOf(decisions));
  say(`${decisions.length} decisions exported.`);
  return undefined;
}

/**
 * Saves the decisions of several people in one file.
 * @param {{decisions: object[]}[]} people The people.
 */
export function exportMerged(people) {
  save("decisions-merged.jsonl", linesOf(people.flatMap(({ decisions }) => decisions)));
}

/**
 * Saves the sample, for other people to judge it.
 * @param {import("./review-state.js").Review} review The review.
 */
export function saveSample(review) {
  const { pages, ...sample } = review.sample; // the service adds the address of the wiki's pages
  save(`review-${sample.wiki}.json`, JSON.stringify(sample, null, 1));
}

/**
 * Reads a file of decisions.
 * @param {File} file The file.
 * @returns {Promise<object[]>} The decisions.
 * @throws {InvalidFile} If it cannot be used. The message names it.
 */
export async function decisionsIn(file) {
  try {
    return parseDecisions(await textOf(file, MAX_BYTES));
  } catch (error) {
    if (error instanceof InvalidFile) throw new InvalidFile(`${file.name}: ${error.message}`);
    throw error;
  }
}
