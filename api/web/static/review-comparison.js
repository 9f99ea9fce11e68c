// Several people's decisions side by side.

import { foreign, make } from "./dom.js";
import { agreementOf, byItem, disagreements, majorities } from "./review-agreement.js";
import { figureCells } from "./review-result.js";
import { percent, precisionOf } from "./review-statistics.js";

const MAX_ROWS = 500;
const WORDS = { accept: "accepted", reject: "rejected" };

/** The people whose files are compared. */
export class People {
  #people = []; // {name, decisions}

  get size() {
    return this.#people.length;
  }

  /**
   * Adds the people of a file. Its decisions without a name are those of one person, who is named after the file.
   * @param {string} fileName The name of the file.
   * @param {object[]} decisions The decisions.
   */
  add(fileName, decisions) {
    const unnamed = fileName.replace(/\.jsonl?$/i, "");
    const named = decisions.map((decision) => ({ ...decision, reviewer: decision.reviewer || unnamed }));
    for (const name of new Set(named.map(({ reviewer }) => reviewer))) {
      this.#people = this.#people.filter((person) => person.name !== name); // the file is opened again
      this.#people.push({ name, decisions: named.filter(({ reviewer }) => reviewer === name) });
    }
  }

  /**
   * Returns the people, and first the reviewer of this page, whose own file would be the same decisions again.
   * @param {string} name The name of the reviewer, or an empty text.
   * @param {object[]} decisions The decisions made on this page.
   * @returns {{name: string, decisions: object[]}[]} The people with their decisions.
   */
  with(name, decisions) {
    if (decisions.length === 0) return this.#people;
    const me = name || "me";
    const mine = { name: me, decisions: decisions.map((decision) => ({ ...decision, reviewer: me })) };
    return [mine, ...this.#people.filter((person) => person.name !== me)];
  }
}

/**
 * Shows a comparison.
 * @param {{words: Element, people: HTMLTableElement, items: HTMLTableElement, none: Element}} parts The elements.
 * @param {{name: string, decisions: object[]}[]} people The people.
 */
export function showComparison(parts, people) {
  const items = byItem(people);
  const differing = disagreements(items);
  parts.words.textContent = inWords(agreementOf(items), people.length);
  const rows = people.map(({ name, decisions }) => row(make("bdi", {}, name), decisions.length, decisions.map(judgement)));
  const joint = majorities(items);
  if (people.length > 1) rows.push(row("Majority, ties left out", joint.length, joint));
  parts.people.tBodies[0].replaceChildren(...rows);
  parts.items.tHead.rows[0].replaceChildren(
    ...["Text", "Link to", "Article"].map((name) => make("th", { scope: "col" }, name)),
    ...people.map(({ name }) => make("th", { scope: "col" }, make("bdi", {}, name))),
  );
  parts.items.tBodies[0].replaceChildren(...differing.slice(0, MAX_ROWS).map(itemRow));
  parts.items.hidden = differing.length === 0;
  parts.none.hidden = differing.length > 0 && differing.length <= MAX_ROWS;
  parts.none.textContent = differing.length > MAX_ROWS ? `The first ${MAX_ROWS} of ${differing.length} are shown.` : "There are none.";
}

function inWords({ shared, agreement, kappa, alpha }, people) {
  if (people < 2) return "There is only one person’s decisions so far. Add another person’s file.";
  if (shared === 0) return "No suggestion was judged by several people, so their agreement is unknown.";
  const figures = [
    `They agree in ${percent(agreement)} of the cases.`,
    kappa === null ? "" : `Cohen’s kappa: ${kappa.toFixed(2)}.`,
    alpha === null ? "Krippendorff’s alpha is not defined, because all decisions are the same." : `Krippendorff’s alpha: ${alpha.toFixed(2)}.`,
  ];
  const several = shared === 1 ? "1 suggestion was" : `${shared} suggestions were`;
  return [`${several} judged by several people.`, ...figures.filter(Boolean)].join(" ");
}

const judgement = ({ score, decision }) => ({ score, verdict: decision });

function row(name, number, judged) {
  const cells = [make("td", { className: "number" }, String(number)), ...figureCells(precisionOf(judged))];
  return make("tr", {}, make("th", { scope: "row" }, name), ...cells);
}

function itemRow({ decision, verdicts, reasons }) {
  const said = verdicts.map((verdict, person) => {
    const why = reasons[person] ? ` (${reasons[person]})` : "";
    return make("td", {}, verdict ? `${WORDS[verdict]}${why}` : "–");
  });
  const texts = [decision.link_text, decision.link_target, decision.title];
  return make("tr", {}, ...texts.map((text) => make("td", {}, foreign({}, text))), ...said);
}
