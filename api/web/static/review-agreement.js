// How far several people agree about the same suggestions. Decisions to skip count as none.
//
// Cohen (1960): A Coefficient of Agreement for Nominal Scales. doi:10.1177/001316446002000104
// Krippendorff (2004): Content Analysis, chapter 11.

import { keyOf } from "./review-sample.js";

/**
 * Returns the suggestions that somebody judged, with each person's decision.
 * @param {{name: string, decisions: object[]}[]} people The people.
 * @returns {{decision: object, verdicts: (?string)[], reasons: (?string)[]}[]} The verdict and the reason of each person
 *   in order; null of those who did not decide.
 */
export function byItem(people) {
  const items = new Map();
  people.forEach(({ decisions }, person) => {
    for (const decision of decisions) {
      if (decision.decision === "skip") continue;
      const key = keyOf(decision);
      const none = () => people.map(() => null);
      if (!items.has(key)) items.set(key, { decision, verdicts: none(), reasons: none() });
      items.get(key).verdicts[person] = decision.decision;
      items.get(key).reasons[person] = decision.reason ?? null;
    }
  });
  return [...items.values()];
}

/**
 * Returns the agreement of all people.
 * @param {{verdicts: (?string)[]}[]} items What `byItem` returned.
 * @returns {{shared: number, agreement: ?number, kappa: ?number, alpha: ?number}} shared: the number of suggestions that
 *   several people judged. agreement: the share of pairs of decisions that agree. kappa: Cohen's, of two people.
 *   alpha: Krippendorff's for nominal data. null where a figure is not defined.
 */
export function agreementOf(items) {
  const shared = items.map(({ verdicts }) => verdicts.filter((verdict) => verdict !== null)).filter(({ length }) => length > 1);
  if (shared.length === 0) return { shared: 0, agreement: null, kappa: null, alpha: null };
  const pairs = shared.reduce((sum, { length }) => sum + (length * (length - 1)) / 2, 0);
  const agreeing = shared.reduce((sum, verdicts) => sum + agreeingPairs(verdicts), 0);
  const isPair = items[0].verdicts.length === 2;
  return { shared: shared.length, agreement: agreeing / pairs, kappa: isPair ? kappaOf(shared) : null, alpha: alphaOf(shared) };
}

/**
 * Returns the suggestions about which people disagree.
 * @param {{verdicts: (?string)[]}[]} items What `byItem` returned.
 * @returns {object[]} Those of the items.
 */
export function disagreements(items) {
  return items.filter(({ verdicts }) => verdicts.includes("accept") && verdicts.includes("reject"));
}

/**
 * Returns what most of those who judged a suggestion decided; suggestions without a majority are left out.
 * @param {{decision: object, verdicts: (?string)[]}[]} items What `byItem` returned.
 * @returns {{score: ?number, verdict: string}[]} The decisions.
 */
export function majorities(items) {
  return items.flatMap(({ decision: { score }, verdicts }) => {
    const [accepted, rejected] = ["accept", "reject"].map((one) => verdicts.filter((verdict) => verdict === one).length);
    return accepted === rejected ? [] : [{ score, verdict: accepted > rejected ? "accept" : "reject" }];
  });
}

const accepting = (verdicts) => verdicts.filter((verdict) => verdict === "accept").length;

function agreeingPairs(verdicts) {
  const accepted = accepting(verdicts);
  const rejected = verdicts.length - accepted;
  return (accepted * (accepted - 1) + rejected * (rejected - 1)) / 2;
}

function kappaOf(shared) {
  const observed = shared.filter(([one, other]) => one === other).length / shared.length;
  const [first, second] = [0, 1].map((person) => shared.filter((verdicts) => verdicts[person] === "accept").length / shared.length);
  const expected = first * second + (1 - first) * (1 - second);
  return expected === 1 ? null : (observed - expected) / (1 - expected);
}

function alphaOf(shared) {
  const size = shared.reduce((sum, { length }) => sum + length, 0);
  const accepted = shared.reduce((sum, verdicts) => sum + accepting(verdicts), 0);
  const differing = (verdicts) => (2 * accepting(verdicts) * (verdicts.length - accepting(verdicts))) / (verdicts.length - 1);
  const observed = shared.reduce((sum, verdicts) => sum + differing(verdicts), 0) / size;
  const expected = (2 * accepted * (size - accepted)) / (size * (size - 1));
  return expected === 0 ? null : 1 - observed / expected;
}
