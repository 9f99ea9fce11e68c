// Draws a sample from articles of a wiki, as they are now.

import { Refusal } from "./request.js";

const MAX_ARTICLES = 500;
const MAX_LINKS = 10; // as many as MediaWiki asks for
const TITLES_AT_ONCE = 20;
const MAX_FAILURES = 5; // in a row

/**
 * Draws a sample.
 * @param {import("./review-service.js").Articles} articles Asks the service.
 * @param {{wiki: string, count: number, threshold: number, titles: string[]}} wanted titles: the articles to draw
 *   from; if empty, random articles, which give one suggestion each.
 * @param {AbortSignal} signal Ends the drawing, which then returns what was found.
 * @param {(articles: number, suggestions: number) => void} progress Is called after each article.
 * @returns {Promise<{sample: object, failed: string[]}>} The sample, which may have no suggestions, and the titles of
 *   articles that could not be used.
 * @throws {Refusal} If the wiki cannot be asked.
 */
export async function drawSample(articles, wanted, signal, progress) {
  const drawn = { articles: 0, withSuggestions: 0, suggestions: [], description: null, failed: [] };
  let failures = 0; // of the service or the wiki, in a row
  try {
    for await (const title of titlesOf(articles, wanted, signal)) {
      try {
        add(drawn, await articles.suggestions(wanted.wiki, title, wanted.threshold, MAX_LINKS, signal), wanted);
        failures = 0;
      } catch (error) {
        if (!(error instanceof Refusal) || error.forEveryArticle) throw error;
        failures = error.status < 500 ? 0 : failures + 1;
        if (failures >= MAX_FAILURES) throw error;
        drawn.failed.push(title);
      }
      progress(drawn.articles, drawn.suggestions.length);
      if (drawn.suggestions.length >= wanted.count || drawn.articles >= MAX_ARTICLES) break;
    }
  } catch (error) {
    if (error.name !== "AbortError" && drawn.suggestions.length === 0) throw error;
  }
  return { sample: sampleOf(drawn, wanted), failed: drawn.failed };
}

async function* titlesOf(articles, { wiki, titles }, signal) {
  if (titles.length > 0) {
    yield* shuffled(titles);
    return;
  }
  const seen = new Set();
  for (let round = 0; round < MAX_ARTICLES / TITLES_AT_ONCE; round++) {
    for (const title of await articles.randomTitles(wiki, TITLES_AT_ONCE, signal)) {
      if (!seen.has(title)) yield title;
      seen.add(title);
    }
  }
}

function add(drawn, { suggestions, ...description }, { count, titles }) {
  drawn.articles++;
  drawn.description ??= description;
  const isSameBundle = description.bundle_version === drawn.description.bundle_version;
  if (suggestions.length === 0 || !isSameBundle) return;
  drawn.withSuggestions++;
  const chosen = shuffled(suggestions).slice(0, titles.length > 0 ? MAX_LINKS : 1);
  drawn.suggestions.push(...chosen.slice(0, count - drawn.suggestions.length));
}

function sampleOf({ articles, withSuggestions, suggestions, description }, { threshold }) {
  return {
    format_version: 1,
    ...description,
    threshold,
    articles,
    articles_with_suggestions: withSuggestions,
    strata: null,
    suggestions: shuffled(suggestions),
  };
}

function shuffled(list) {
  const copy = [...list];
  for (let last = copy.length - 1; last > 0; last--) {
    const other = Math.floor(Math.random() * (last + 1));
    [copy[last], copy[other]] = [copy[other], copy[last]];
  }
  return copy;
}
