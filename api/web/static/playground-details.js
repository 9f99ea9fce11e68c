// The details of one suggestion.

import { foreign, make, pageLink } from "./dom.js";
import { percent, reasons, shownScore, strength, weight } from "./reasons.js";

/** Fill the panel. mark: a suggestion, or a link that a rule holds back. */
export function showDetails(heading, body, mark, wiki) {
  heading.replaceChildren(foreign(wiki, mark.text));
  const leads = make("p", {}, mark.held ? "would link to " : "links to ", pageLink(wiki, mark.target));
  const score = make("p", {}, make("strong", {}, shownScore(mark.score)), ` score, ${strength(mark.score).words}`);
  const rest = mark.held ? heldBack(mark) : explained(mark, wiki);
  body.replaceChildren(leads, score, ...rest);
}

const STAGES = { editor: "editor", reviewer: "reviewer" };

function bothStages({ editor, reviewer } = {}) {
  if (editor === undefined || reviewer === undefined) return [];
  const text = `Would an editor make this link? ${percent(editor)}. Would a reviewer accept it? ${percent(reviewer)}, the score.`;
  return [make("p", { className: "quiet" }, text)];
}

function explained(mark, wiki) {
  const { explanation } = mark;
  if (!explanation?.features) return [];
  const found = reasons(explanation).map(({ words, share }) =>
    make("li", { className: share > 0 ? "for" : "against" }, make("span", {}, words), " ", make("i", {}, weight(share))),
  );
  const why = found.length
    ? make("ul", { className: "reasons" }, ...found)
    : make("p", { className: "quiet" }, "No single reason stands out; all features are below.");
  return [
    make("h3", {}, "Why"),
    why,
    ...bothStages(explanation.stages),
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
    ...others.map(({ target, score }) => make("li", {}, pageLink(wiki, target), ` ${shownScore(score)}`)),
  );
}

function everything({ features, bias }) {
  const rows = features.map((feature) =>
    make(
      "tr",
      {},
      make("th", { scope: "row" }, feature.name),
      make("td", { className: "number" }, String(feature.value)),
      make("td", { className: "number" }, signed(feature.share)),
      make("td", {}, STAGES[feature.stage] ?? ""),
      make("td", {}, feature.meaning),
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

function heldBack(mark) {
  return [make("h3", {}, "Held back by a rule"), ...ruleOf(mark)];
}

const ORIGINS = { global: "for all wikis", wiki: "of this wiki", request: "of this request" };

/** Return elements for the rule that holds a link back: its sentence, its name, its comment, and the discussion that decided
 *  it. */
export function ruleOf({ rule, words, origin, comment, discussion }) {
  const sentence = words || (typeof rule === "string" ? rule : JSON.stringify(rule ?? ""));
  const shown = [make("p", { className: "sentence" }, make("bdi", {}, String(sentence)))];
  const name = make("bdi", {}, String(rule));
  if (words) shown.push(make("p", { className: "quiet" }, "Rule ", name, origin in ORIGINS ? `, ${ORIGINS[origin]}` : ""));
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
