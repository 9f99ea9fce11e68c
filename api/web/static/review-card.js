// The suggestion that is being judged: its paragraph, and the article that it would link to.

import { make } from "./dom.js";

/**
 * Shows a suggestion.
 * @param {object} parts The elements: article, paragraph, articleStart, target, start, image, score.
 * @param {object} sample The sample.
 * @param {object} suggestion The suggestion.
 */
export function showSuggestion(parts, sample, suggestion) {
  const { before, text, after } = suggestion.paragraph;
  parts.article.replaceChildren(titleLink(sample, suggestion.title));
  parts.target.replaceChildren(titleLink(sample, suggestion.link_target));
  parts.paragraph.replaceChildren(before, make("mark", {}, text), after);
  parts.articleStart.replaceChildren(...paragraphs(suggestion.article_start ?? ""));
  showMention(parts.paragraph);
  parts.score.textContent = suggestion.score.toFixed(2);
  for (const name of ["paragraph", "articleStart", "start"]) {
    parts[name].lang = sample.language;
    parts[name].dir = sample.direction;
  }
  showTarget(parts, sample, suggestion.target_start, null);
}

/**
 * Shows the start of the target, and its image.
 * @param {object} parts The elements.
 * @param {object} sample The sample.
 * @param {?string} start The start; null if it is unknown, empty if the article has no text there.
 * @param {?string} image Address of the image; null if there is none.
 */
export function showTarget(parts, sample, start, image) {
  const [first = "", ...rest] = (start ?? "").split("\n");
  const sentence = firstSentence(first, sample.language);
  const more = [first.slice(sentence.length), ...rest].join(" ");
  const nothing = start === null || start === undefined ? "The start of this article is not known here." : "This article has no text at its start.";
  const content = sentence ? [make("strong", {}, sentence), more] : [make("em", { lang: "en", dir: "ltr" }, nothing)];
  parts.start.replaceChildren(...content);
  parts.image.hidden = true;
  parts.image.onload = image === null ? null : () => (parts.image.hidden = false);
  if (image === null) parts.image.removeAttribute("src");
  else parts.image.src = image;
}

/** Scrolls a paragraph that is too long for its box to the mention, and lets the keyboard scroll it. */
function showMention(paragraph) {
  paragraph.scrollTop = 0;
  const scrolls = paragraph.scrollHeight > paragraph.clientHeight;
  for (const [name, value] of Object.entries({ tabindex: "0", role: "region", "aria-label": "Paragraph" })) {
    if (scrolls) paragraph.setAttribute(name, value);
    else paragraph.removeAttribute(name);
  }
  const mention = paragraph.querySelector("mark");
  paragraph.scrollTop = mention.offsetTop - (paragraph.clientHeight - mention.offsetHeight) / 2;
}

/**
 * Returns the sentence of the mention, for what a screen reader says.
 * @param {object} sample The sample.
 * @param {object} suggestion The suggestion.
 * @returns {string} The sentence.
 */
export function sentenceOf({ language }, { paragraph: { before, text, after } }) {
  const whole = before + text + after;
  const at = before.length;
  return (segments(whole, language).find(({ index, segment }) => index + segment.length > at)?.segment ?? whole).trim();
}

function firstSentence(text, language) {
  return segments(text, language)[0]?.segment ?? "";
}

function segments(text, language) {
  let segmenter;
  try {
    segmenter = new Intl.Segmenter(language, { granularity: "sentence" });
  } catch {
    segmenter = new Intl.Segmenter("en", { granularity: "sentence" }); // some wikis have codes that are no language tags
  }
  return [...segmenter.segment(text)];
}

/**
 * Returns a title, as a link if the address of the wiki's pages is known.
 * @param {object} sample The sample. `pages` is the address that the service knows.
 * @param {string} title The title.
 * @returns {Element} The element.
 */
export function titleLink(sample, title) {
  const text = make("bdi", { lang: sample.language }, title);
  const pages = sample.pages || pagesOf(sample.main_page);
  if (!isOfWeb(pages)) return text;
  const href = pages + encodeURIComponent(title.replaceAll(" ", "_"));
  return make("a", { href, target: "_blank", rel: "noopener noreferrer" }, text);
}

// As the service derives the address of the API from that of the main page.
function pagesOf(mainPage) {
  if (!isOfWeb(mainPage)) return "";
  const { origin, pathname } = new URL(mainPage);
  const at = pathname.indexOf("/index.php");
  return `${origin}${at < 0 ? "/w" : pathname.slice(0, at)}/index.php?title=`;
}

function isOfWeb(address) {
  try {
    return ["http:", "https:"].includes(new URL(address).protocol);
  } catch {
    return false;
  }
}

const paragraphs = (text) => text.split("\n").map((line) => make("p", {}, line));
