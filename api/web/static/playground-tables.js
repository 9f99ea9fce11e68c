// The table of suggestions, and that of links that rules suppress.

import { ruleOf } from "./playground-details.js";
import { foreign, make, pageLink } from "./dom.js";
import { strength } from "./reasons.js";

/** Fill the table's body with the suggestions, in order of position. Each gets its `row` and `buttons`. */
export function listSuggestions(body, links, wiki, { open, decide }) {
  body.replaceChildren(...links.map((link) => suggestionRow(link, wiki, open, decide)));
}

function suggestionRow(link, wiki, open, decide) {
  const opener = make("button", { className: "plain", onclick: () => open(link, opener) }, foreign(wiki, link.text));
  link.buttons = {
    accepted: decision(link, "accepted", "✓", "Accept", decide),
    rejected: decision(link, "rejected", "✗", "Reject", decide),
  };
  link.row = make(
    "tr",
    {},
    make("td", {}, opener),
    make("td", {}, pageLink(wiki, link.target)),
    scoreCell(link),
    make("td", { className: "decisions" }, ...Object.values(link.buttons)),
  );
  return link.row;
}

function decision(link, value, sign, verb, decide) {
  const label = `${verb} ${link.text}`;
  return make("button", { className: value, "aria-label": label, title: verb, onclick: () => decide(link, value) }, sign);
}

function scoreCell({ score }) {
  const { name, words } = strength(score);
  return make("td", { className: "number" }, make("span", { className: `dot ${name}`, title: words }), score.toFixed(2));
}

/** Update a suggestion's row to its decision; hide it if its score is below the threshold. */
export function dressRow(link, shown) {
  link.row.hidden = !shown;
  link.row.className = link.decision ?? "";
  for (const [value, button] of Object.entries(link.buttons)) {
    button.setAttribute("aria-pressed", String(link.decision === value));
  }
}

/** Fill the table's body with the suppressed links. */
export function listHeld(body, held, wiki) {
  body.replaceChildren(
    ...held.map((mark) => {
      const cells = [foreign(wiki, mark.text), pageLink(wiki, mark.target)].map((node) => make("td", {}, node));
      mark.row = make("tr", {}, ...cells, scoreCell(mark), make("td", {}, ...ruleOf(mark)));
      return mark.row;
    }),
  );
}
