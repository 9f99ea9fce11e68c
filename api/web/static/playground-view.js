// The view of the results: it brings the page up to date with the state, and opens and closes the panel.

import { canEdit, summaryOf } from "./playground-handoff.js";
import { dressMark, findHeading, showArticle } from "./playground-article.js";
import { showDetails } from "./playground-details.js";
import { showDiff } from "./playground-diff.js";
import { MIN_SCORE } from "./playground-service.js";
import { showHeldBack } from "./playground-rules.js";
import { dressHeldRow, dressRow, listHeld, listSuggestions } from "./playground-tables.js";
import { withLinks } from "./playground-wikitext.js";

const number = (count, one, many) => (count === 1 ? `1 ${one}` : `${count} ${many}`);

export class View {
  #state;
  #byId;
  #opened = null; // the mark in the panel
  #opener = null; // the element that gets the focus back
  #marked = []; // the marks in the text

  constructor(state, byId) {
    this.#state = state;
    this.#byId = byId;
  }

  get opened() {
    return this.#opened;
  }

  /** Show the state's article from the beginning. */
  showAll() {
    const { wiki, article } = this.#state;
    this.close();
    this.#byId("shown-title").textContent = article.title;
    this.#byId("shown-title").lang = wiki.language;
    for (const id of ["output", "pasted", "article-heading"]) this.#byId(id).dir = wiki.direction;
    this.#byId("hand-off").hidden = !canEdit(this.#state);
    this.#byId("edit-note").hidden = canEdit(this.#state);
    this.#byId("summary").value = "";
    this.#byId("results").hidden = false;
    this.showAnswer();
  }

  /** Show the state's answer for an article that is shown. A link that is open stays open if the answer has it. */
  showAnswer() {
    const { links, held, wiki } = this.#state;
    const again = this.#opened && this.#state.same(this.#opened);
    if (again) this.#opened = again;
    else this.close();
    const open = (mark, opener) => this.open(mark, opener);
    const decide = (link, decision) => this.decide(link, decision);
    listSuggestions(this.#byId("table").tBodies[0], links, wiki, { open, decide });
    listHeld(this.#byId("held-table").tBodies[0], held, wiki, open);
    this.#marked = null;
    if (again) this.#fillPanel();
    this.refresh();
  }

  #fillPanel() {
    showDetails(this.#byId("details-heading"), this.#byId("details-body"), this.#opened, this.#state.wiki);
  }

  hide() {
    this.close();
    this.#byId("results").hidden = true;
  }

  /** Update the page after a change of the threshold, of a decision, or of what is to be shown. */
  refresh() {
    const state = this.#state;
    this.#markText();
    for (const link of state.links) {
      dressMark(link, true, link === this.#opened);
      dressRow(link, state.isVisible(link));
    }
    const holding = this.#byId("held").checked;
    for (const mark of state.held) {
      dressMark(mark, true, mark === this.#opened);
      dressHeldRow(mark, state.isVisible(mark), holding && !mark.element);
    }
    if (this.#opened && !state.isVisible(this.#opened)) this.close();
    this.#dressPanel();
    this.#countHeld(holding);
    this.#count();
    this.#showEdit();
  }

  /** Mark the text anew if other suggestions are to be seen in it. */
  #markText() {
    const { wikitext, wiki, names, links, held } = this.#state;
    const marks = this.#state.textMarks(this.#byId("held").checked);
    const before = this.#marked;
    if (before?.length === marks.length && marks.every((mark, place) => mark === before[place])) return;
    for (const mark of [...links, ...held]) mark.element = null;
    showArticle(this.#byId("article"), wikitext, marks, wiki, names);
    this.#marked = marks;
  }

  #count() {
    const { visible, accepted, links, incomplete } = this.#state;
    const counted = visible.length === 0
      ? "No suggestion has this score."
      : `${number(visible.length, "suggestion", "suggestions")}, ${accepted.length} accepted.`;
    this.#byId("status").textContent = [counted, incomplete].filter(Boolean).join(" ");
    this.#byId("table").hidden = visible.length === 0;
    for (const id of ["bar-next", "bar-previous"]) this.#byId(id).disabled = visible.length === 0;
    this.#byId("bar-next").textContent = this.#opened ? "Next" : "First";
    const shown = this.#state.threshold.toFixed(2);
    this.#byId("threshold-shown").value = shown;
    const more = links.length - visible.length;
    this.#byId("more").hidden = more === 0;
    this.#byId("more").textContent = `${more} more below ${shown}: show ${more === 1 ? "it" : "them"}`;
    this.#byId("none").hidden = links.length > 0;
  }

  #countHeld(holding) {
    const { held, visibleHeld } = this.#state;
    this.#byId("held-choice").hidden = held.length === 0;
    this.#byId("held-count").textContent = visibleHeld.length;
    this.#byId("held-list").hidden = !holding || visibleHeld.length === 0;
    showHeldBack(this.#byId("rules-held"), this.#state);
  }

  #showEdit() {
    const { wikitext, accepted, wiki } = this.#state;
    this.#byId("output").value = withLinks(wikitext, accepted, wiki);
    showDiff(this.#byId("diff").tBodies[0], wikitext, accepted, wiki);
    this.#byId("diff").hidden = this.#byId("editing").hidden = accepted.length === 0;
    this.#byId("no-edit").hidden = accepted.length > 0;
    this.#byId("summary").placeholder = summaryOf(accepted);
    this.#byId("copied").textContent = "";
  }

  open(mark, opener) {
    this.#opened = mark;
    this.#opener = opener;
    this.#fillPanel();
    this.#byId("details").hidden = false;
    this.refresh();
    this.#byId("details").scrollTop = 0;
    this.#byId("details-heading").focus({ preventScroll: true });
    mark.element?.scrollIntoView({ block: "nearest" });
  }

  close() {
    const [mark, opener] = [this.#opened, this.#opener];
    const inside = this.#byId("details").contains(document.activeElement);
    this.#byId("details").hidden = true;
    this.#opened = this.#opener = null;
    if (mark) dressMark(mark, true, false);
    this.#byId("bar-next").textContent = "First";
    if (inside) (opener?.isConnected ? opener : mark?.element)?.focus();
  }

  #dressPanel() {
    const mark = this.#opened;
    if (!mark) return;
    this.#byId("accept").hidden = this.#byId("reject").hidden = mark.held;
    this.#byId("accept").setAttribute("aria-pressed", String(mark.decision === "accepted"));
    this.#byId("reject").setAttribute("aria-pressed", String(mark.decision === "rejected"));
  }

  /** Set a decision; the same decision again removes it. */
  decide(link, decision) {
    this.#state.decide([link], link.decision === decision ? undefined : decision);
    this.refresh();
  }

  /** Decide about the open suggestion, and open the next one that is not decided. */
  decideAndGoOn(decision) {
    const link = this.#opened;
    if (!link || link.held) return;
    this.decide(link, decision);
    if (!link.decision) return;
    const next = this.#state.nextUndecided(link);
    if (next) this.open(next, next.element);
    else this.#byId("status").textContent += " All are decided.";
  }

  step(by) {
    const next = this.#state.neighbour(this.#opened, by);
    if (next) this.open(next, next.element);
  }

  /** Scroll to the results and give them the focus. section: the heading to scroll to. */
  goTo(section) {
    const heading = section ? findHeading(this.#byId("article"), section) : null;
    const target = heading ?? this.#byId("article-heading");
    target.tabIndex = -1;
    target.focus({ preventScroll: true });
    target.scrollIntoView({ block: "start" });
  }

  /** Show everything that the service found. */
  showMore() {
    const least = Math.min(...this.#state.links.map((link) => link.score));
    const threshold = Math.max(MIN_SCORE, Math.floor(least * 100) / 100);
    this.#byId("threshold").value = threshold;
    this.#byId("threshold").dispatchEvent(new Event("input"));
    this.#byId("threshold").dispatchEvent(new Event("change"));
    this.#byId("article-heading").focus({ preventScroll: true }); // the button is gone
  }
}
