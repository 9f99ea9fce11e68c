// What the page shows: the article, the marks in it, and the reader's decisions.

import { keepDecisions, keyOf, recallDecisions } from "./playground-storage.js";
import { placesOf } from "./playground-wikitext.js";

const inOrder = (one, other) => one.start - other.start || other.end - one.end;
const overlap = (one, other) => one.start < other.end && other.start < one.end;

export class State {
  wiki = null;
  article = null; // {title, pageid, revid, timestamp, wikitext}
  names = {}; // characters by their names
  links = []; // the suggestions, in order of position
  held = []; // links that rules hold back
  incomplete = ""; // why the suggestions are not for the whole article
  threshold = 0.5;
  trial = false; // whether rules are tried that are not in force
  #key = "";
  #decided = {}; // decisions by the names of links, also of links that the present answer does not have
  #isKept = true; // whether the browser keeps decisions

  get wikitext() {
    return this.article?.wikitext ?? "";
  }

  /** Take over an article and the answer for it. Decisions about the same text are found again. */
  begin({ wiki, article, answer }, names) {
    Object.assign(this, { wiki, article, names });
    this.#key = keyOf(wiki.wiki, article.title, article.wikitext);
    this.#decided = recallDecisions(this.#key);
    this.take(answer, false);
  }

  /** Take over another answer for the same article. trial: whether it is for rules that are not in force. */
  take(answer, trial) {
    this.trial = trial;
    const place = placesOf(this.wikitext);
    const marks = (list, held) => list.map((link) => markOf(link, place, held)).sort(inOrder);
    this.links = marks(answer.links, false);
    this.held = marks(answer.held_back ?? [], true);
    this.incomplete = incompleteness(answer.meta);
    this.#dress();
  }

  /** Take over decisions that were made elsewhere in this browser. */
  recall() {
    if (!this.#isKept) return;
    this.#decided = recallDecisions(this.#key);
    this.#dress();
  }

  #dress() {
    for (const link of this.links) link.decision = this.#decided[nameOf(link)];
  }

  isVisible(mark) {
    return mark.score >= this.threshold;
  }

  get visible() {
    return this.links.filter((link) => this.isVisible(link));
  }

  get visibleHeld() {
    return this.held.filter((mark) => this.isVisible(mark));
  }

  get accepted() {
    return this.visible.filter((link) => link.decision === "accepted");
  }

  /** Return the marks of the text, in order of position and without overlaps. withHeld: whether those that rules hold back are
   *  among them. */
  textMarks(withHeld) {
    const free = [];
    for (const mark of withHeld ? this.visibleHeld : []) {
      if (!this.visible.some((link) => overlap(link, mark)) && !free.some((other) => overlap(other, mark))) free.push(mark);
    }
    return [...this.visible, ...free].sort(inOrder);
  }

  /** Set decisions and keep them. value: "accepted", "rejected" or undefined. */
  decide(links, value) {
    if (this.#isKept) this.#decided = recallDecisions(this.#key); // another tab may have decided about other links
    for (const link of links) {
      if (value) this.#decided[nameOf(link)] = value;
      else delete this.#decided[nameOf(link)];
    }
    this.#isKept = keepDecisions(this.#key, this.#decided);
    this.#dress();
  }

  /** Set the decisions of an exported file. */
  restore(decisions) {
    const known = decisions.filter((one) => one !== null && typeof one === "object");
    const decided = new Map(known.map((one) => [`${one.wikitext_offset}|${one.link_text}|${one.link_target}`, one.decision]));
    for (const [verb, value] of [["accept", "accepted"], ["reject", "rejected"]]) {
      this.decide(this.links.filter((link) => decided.get(nameOf(link)) === verb), value);
    }
  }

  /** Return the visible suggestion that is `by` places after a mark, or the first or last one; undefined if there is none. */
  neighbour(mark, by) {
    const links = this.visible;
    if (!mark) return by > 0 ? links[0] : links.at(-1);
    const at = links.indexOf(mark);
    if (at >= 0) return links[(at + by + links.length) % links.length];
    const after = links.findIndex((link) => link.start >= mark.start);
    if (by > 0) return links[after < 0 ? 0 : after];
    return links.at(after < 0 ? -1 : after - 1);
  }

  /** Return the mark of the present answer for the same link at the same place; undefined if there is none. */
  same(mark) {
    return [...this.links, ...this.held].find((other) => nameOf(other) === nameOf(mark));
  }

  /** Return the next visible suggestion without a decision after a mark; undefined if all are decided. */
  nextUndecided(mark) {
    const links = this.visible;
    const at = links.indexOf(mark) + 1;
    return [...links.slice(at), ...links.slice(0, at)].find((link) => !link.decision);
  }
}

function nameOf(link) {
  return `${link.offset}|${link.text}|${link.target}`;
}

function markOf(link, place, held) {
  const { link_text: text, link_target: target, wikitext_offset: offset, score, explanation } = link;
  const { rule, words, origin, comment, discussion } = link;
  const start = place(offset);
  return { start, end: start + text.length, offset, text, target, score, explanation, rule, words, origin, comment, discussion, held };
}

function incompleteness(meta) {
  if (meta.truncated) return "The time did not suffice for the whole article.";
  return meta.too_complex ? "The markup is too complex to analyze the end of the article." : "";
}
