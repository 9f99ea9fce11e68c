// Why a link is suggested, and how strong the suggestion is, in words.

import { TOPICS } from "./reason-topics.js";

const TOPIC_OF = new Map(Object.entries(TOPICS).flatMap(([topic, [features]]) => features.map((feature) => [feature, topic])));

export const MAX_REASONS = 4;
const MIN_SHARE = 0.04; // changes a score of 0.5 by 0.01

/** Return whether the reasons take account of a feature. */
export function isKnown(feature) {
  return TOPIC_OF.has(feature);
}

/**
 * Return up to MAX_REASONS reasons, the strongest first: {words, share}. share: contribution in log odds, positive if it
 * favours the link. A statement that would speak against the sign of its contribution is left out.
 * explanation: what the service says with `explain`.
 */
export function reasons(explanation) {
  const values = Object.fromEntries(explanation.features.map(({ name, value }) => [name, value]));
  const found = new Map();
  for (const { topic, share, speaker } of groups(explanation.features)) {
    const told = TOPICS[topic]?.[1](values, explanation, speaker, share) ?? null;
    if (told === null || told.side * share < 0) continue;
    const before = found.get(told.words);
    if (before === undefined || Math.abs(share) > Math.abs(before)) found.set(told.words, share);
  }
  return [...found]
    .map(([words, share]) => ({ words, share }))
    .filter(({ share }) => Math.abs(share) >= MIN_SHARE)
    .sort((one, other) => Math.abs(other.share) - Math.abs(one.share))
    .slice(0, MAX_REASONS);
}

/** Return the features by topic and by stage, because what makes an editor link may make a reviewer refuse. Each group has
 *  the sum of its shares and its speaker, the feature that adds most to this sum. */
function groups(features) {
  const grouped = new Map();
  for (const feature of features) {
    const topic = TOPIC_OF.get(feature.name) ?? "unsaid";
    const key = `${topic} ${feature.stage}`;
    const group = grouped.get(key) ?? { topic, share: 0, features: [] };
    group.share += feature.share;
    group.features.push(feature);
    grouped.set(key, group);
  }
  return [...grouped.values()].map(({ topic, share, features: members }) => {
    const along = members.reduce((best, one) => (one.share * share > best.share * share ? one : best));
    return { topic, share, speaker: along.name };
  });
}

/** Return how much a contribution in log odds changes the score, in words. */
export function weight(share) {
  const side = share > 0 ? "for" : "against";
  const much = Math.abs(share);
  return much >= 1 ? `strongly ${side}` : much >= 0.4 ? side : `slightly ${side}`;
}

const STRENGTHS = [
  [0.9, "sure", "very strong"],
  [0.7, "strong", "strong"],
  [0.5, "fair", "fair"],
  [0, "weak", "weak"],
];

/** Return the strength of a score: {name, words}. */
export function strength(score) {
  const [, name, inWords] = STRENGTHS.find(([minimum]) => score >= minimum) ?? STRENGTHS.at(-1);
  return { name, words: inWords };
}

/** Return a score with two digits, rounded down, so that it never seems to reach a minimum that it does not reach. */
export function shownScore(score) {
  return (Math.floor(score * 100 + 1e-9) / 100).toFixed(2);
}

/** Return a probability as a percentage that is 0 % or 100 % only if it is exactly that. */
export function percent(share) {
  if (share > 0 && share < 0.01) return "under 1 %";
  return share < 1 && share > 0.99 ? "over 99 %" : `${Math.floor(100 * share + 1e-9)} %`;
}
