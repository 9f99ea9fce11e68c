// The table of suggestions, and that of links that rules hold back.

import { foreign, make, pageLink } from "./dom.js";
import { ruleOf } from "./playground-details.js";
import { shownScore, strength } from "./reasons.js";

/** Fill the table's body with the suggestions, in order of position. Each gets its `row` and `buttons`. */
export function listSuggestions(body, links, wiki, { open, decide }) {
  body.replaceChildren(...links.map((link) => suggestionRow(link, wiki, open, decide)));
}

function suggestionRow(link, wiki, open, decide) {
  link.buttons = {
    accepted: decision(link, "accepted", "✓", "Accept", decide),
    rejected: decision(link, "rejected", "✗", "Reject", decide),
  };
  link.row = make(
    "tr",
    {},
    make("td", {}, opener(link, wiki, open)),
    make("td", {}, pageLink(wiki, link.target)),
    scoreCell(link),
    make("td", { className: "decisions" }, ...Object.values(link.buttons)),
  );
  return link.row;
}

function opener(mark, wiki, open) {
  const button = make("button", { className: "plain", onclick: () => open(mark, button) }, foreign(wiki, mark.text));
  return button;
}

function decision(link, value, sign, verb, decide) {
  const label = `${verb} ${link.text}`;
  return make("button", { className: value, "aria-label": label, title: verb, onclick: () => decide(link, value) }, sign);
}

function scoreCell({ score }) {
  const { name, words } = strength(score);
  return make("td", { className: "number" }, make("span", { className: `dot ${name}`, title: words }), shownScore(score));
}

/** Update a suggestion's row to its decision; hide it if its score is below the threshold. */
export function dressRow(link, shown) {
  link.row.hidden = !shown;
  link.row.className = link.decision ?? "";
  for (const [value, button] of Object.entries(link.buttons)) {
    button.setAttribute("aria-pressed", String(link.decision === value));
  }
}

/** Fill the table's body with the links that rules hold back. Each gets its `row` and `note`. */
export function listHeld(body, held, wiki, open) {
  body.replaceChildren(
    ...held.map((mark) => {
      mark.note = make("span", { className: "quiet" });
      mark.row = make(
        "tr",
        {},
        make("td", {}, opener(mark, wiki, open), mark.note),
        make("td", {}, pageLink(wiki, mark.target)),
        scoreCell(mark),
        make("td", {}, ...ruleOf(mark)),
      );
      return mark.row;
    }),
  );
}

/** Update the row of a link that a rule holds back. covered: whether another mark takes its place in the text. */
export function dressHeldRow(mark, shown, covered) {
  mark.row.hidden = !shown;
  mark.note.textContent = covered ? " (in the text, another link is marked here)" : "";
}
