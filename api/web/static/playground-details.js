// The details of one suggestion.

import { foreign, make, pageLink } from "./dom.js";
import { reasons, strength, weight, words } from "./reasons.js";

/** Fill the panel. mark: a suggestion, or a link that a rule suppresses. */
export function showDetails(heading, body, mark, wiki) {
  heading.replaceChildren(foreign(wiki, mark.text));
  const leads = make("p", {}, mark.held ? "would link to " : "links to ", pageLink(wiki, mark.target));
  const score = make("p", {}, make("strong", {}, mark.score.toFixed(2)), ` score, ${strength(mark.score).words}`);
  const stages = mark.held ? [] : bothStages(mark.explanation);
  const rest = mark.held ? suppressed(mark) : explained(mark, wiki);
  body.replaceChildren(leads, score, ...stages, ...rest);
}

const STAGES = { editor: "editor", reviewer: "reviewer" };

function bothStages(explanation) {
  const { editor, reviewer } = explanation?.stages ?? {};
  if (editor === undefined || reviewer === undefined) return [];
  const text = `Editors make such a link with a probability of ${percent(editor)}; reviewers accept it with ${percent(reviewer)}.`;
  return [make("p", { className: "quiet" }, text)];
}

function percent(share) {
  return `${Math.round(100 * share)} %`;
}

function explained(mark, wiki) {
  const { explanation } = mark;
  if (!explanation) return [];
  const found = reasons(explanation.features).map(({ words: text, share }) =>
    make("li", { className: share > 0 ? "for" : "against" }, make("span", {}, text), " ", make("i", {}, weight(share))),
  );
  return [
    make("h3", {}, "Why"),
    make("ul", { className: "reasons" }, ...found),
    make("h3", {}, "Other possible targets"),
    alternatives(mark, wiki),
    everything(explanation),
  ];
}

function alternatives(mark, wiki) {
  const others = mark.explanation.candidates.filter((candidate) => candidate.target !== mark.target);
  if (others.length === 0) return make("p", { className: "quiet" }, "None: editors have linked this text to no other article.");
  return make(
    "ol",
    { className: "alternatives" },
    ...others.map(({ target, score }) => make("li", {}, pageLink(wiki, target), ` ${score.toFixed(2)}`)),
  );
}

function everything({ features, bias }) {
  const rows = features.map((feature) =>
    make(
      "tr",
      {},
      make("th", { scope: "row", title: feature.meaning }, feature.name),
      make("td", { className: "number" }, String(feature.value)),
      make("td", { className: "number" }, signed(feature.share)),
      make("td", {}, STAGES[feature.stage] ?? ""),
      make("td", {}, words(feature)),
    ),
  );
  const names = ["Feature", "Value", "Contribution", "Stage", "Meaning"].map((name) => make("th", { scope: "col" }, name));
  return make(
    "details",
    {},
    make("summary", {}, `All ${features.length} features`),
    make("p", { className: "quiet" }, `The contributions are log odds. Added to the base value ${signed(bias)}, they give the score.`),
    make(
      "div",
      { className: "scroll", tabIndex: 0, role: "region", "aria-label": "All features" },
      make("table", {}, make("thead", {}, make("tr", {}, ...names)), make("tbody", {}, ...rows)),
    ),
  );
}

function signed(number) {
  return (number > 0 ? "+" : number < 0 ? "−" : "") + Math.abs(number).toFixed(2);
}

function suppressed(mark) {
  return [make("h3", {}, "Suppressed by the rule"), ...ruleOf(mark)];
}

/** Return elements for the rule that suppresses a link, its comment, and the discussion that decided it. */
export function ruleOf({ rule, comment, discussion }) {
  const shown = [make("p", {}, make("bdi", {}, typeof rule === "string" ? rule : JSON.stringify(rule ?? "")))];
  if (comment) shown.push(make("p", { className: "quiet" }, make("bdi", {}, String(comment))));
  if (discussion) shown.push(make("p", {}, discussed(String(discussion))));
  return shown;
}

function discussed(address) {
  const safe = /^https?:\/\//i.test(address); // rejects javascript: addresses
  return safe
    ? make("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, "Discussion")
    : make("bdi", {}, address);
}
