// Why a link is suggested, in words: each feature of the model, said of one mention.

const often = (share) =>
  share >= 0.95 ? "in nearly every article" :
  share >= 0.6 ? "in most articles" :
  share >= 0.4 ? "in about half of the articles" :
  share >= 0.15 ? "in some of the articles" :
  share >= 0.03 ? "in few of the articles" : "in hardly any article";
const part = (share) =>
  share >= 0.95 ? "nearly all" :
  share >= 0.6 ? "most" :
  share >= 0.4 ? "about half" :
  share >= 0.15 ? "some" :
  share >= 0.03 ? "few" : "hardly any";
const likely = (share) => (share >= 0.5 ? "often" : share >= 0.15 ? "sometimes" : share >= 0.03 ? "rarely" : "hardly ever");
const near = (cosine) =>
  cosine >= 0.6 ? "very close to" : cosine >= 0.35 ? "close to" : cosine >= 0.15 ? "somewhat near" : "far from";
const size = (log) => {
  const number = Math.round(Math.expm1(log));
  return number < 100 ? String(number) : number.toPrecision(2).replace(/^(.*)e\+(\d+)$/, (all) => String(Number(all)));
};
const count = (log, one, many) => (size(log) === "1" ? `one ${one}` : size(log) === "0" ? `no ${one}` : `${size(log)} ${many}`);
const letters = (number) => (number === 1 ? "one letter" : `${Math.round(number)} letters`);
const KINDS = ["lower case", "a capital first letter", "capitals only", "mixed capitals"];

// Features with one topic say nearly the same: their shares are added, and the strongest one speaks.
const WORDS = {
  page_length: ["length", (v) => `the article has about ${size(v)} characters`],
  kept_links: ["links here", (v) => `the article has ${count(v, "link", "links")} already`],
  kept_density: ["links here", (v) => `the article has about ${v.toFixed(1)} links per 100 characters`],
  mention_count: ["texts here", (v) => `the article holds ${count(v, "known link text", "known link texts")}`],
  expected_links: ["texts here", (v) => `articles with such texts have ${count(v, "link", "links")} to be expected`],
  kept_share: ["links here", (v) => `${part(v)} of the links to be expected here are there already`],
  words: ["long", (v) => (v === 1 ? "the text is a single word" : `the text has ${Math.round(v)} words`)],
  characters: ["long", (v) => `the text has ${letters(v)}`],
  digits: ["digits", (v) => (v ? "there is a digit in the text" : "there is no digit in the text")],
  link_uses: ["known", (v) => `the text is linked ${count(v, "time", "times")} in this wiki`],
  use_share: ["probability", (v) => `${part(v)} of the places with this text are linked`],
  link_probability: ["probability", (v) => `linked ${often(v)} where it stands`],
  case_probability: ["probability", (v) => `with these capitals, linked ${often(v)} where it stands`],
  case_articles: ["known", (v) => `with these capitals, the text stands in ${count(v, "article", "articles")}`],
  link_articles: ["known", (v) => `the text is linked in ${count(v, "article", "articles")}`],
  text_articles: ["common", (v) => `the text stands in ${count(v, "article", "articles")}`],
  suffix: ["inflected", (v) => (v ? `the word goes on for ${letters(v)} behind the known text` : "the word ends where the known text ends")],
  prefix: ["inflected", (v) => (v ? `the word begins ${letters(v)} before the known text` : "the word begins where the known text begins")],
  candidates: ["ambiguity", (v) => (v <= 1 ? "it can only mean this article" : `it may mean ${Math.round(v)} articles`)],
  entropy: ["ambiguity", (v) => (v < 0.05 ? "editors agree on what it means" : v < 0.7 ? "editors mostly agree on what it means" : "editors link it to several articles")],
  case: ["capitals", (v) => `written with ${KINDS[v] ?? "mixed capitals"}`],
  sentence_start: ["capitals", (v) => (v ? "it begins a sentence or line" : "it stands inside a sentence")],
  capital_before: ["name", (v) => (v ? "a capitalised word stands before it, as in a longer name" : "no capitalised word stands before it")],
  capital_after: ["name", (v) => (v ? "a capitalised word stands behind it, as in a longer name" : "no capitalised word stands behind it")],
  offset: ["place", (v) => `${size(v)} characters of the article stand before it`],
  relative_offset: ["place", (v) => (v < 0.2 ? "it stands near the article’s beginning" : v > 0.8 ? "it stands near the article’s end" : "it stands in the middle of the article")],
  section: ["section", (v) => (v ? `it stands in section ${Math.round(v)}` : "it stands in the lead")],
  list_item: ["list", (v) => (v ? "it stands in a list" : "it stands in no list")],
  line_place: ["line", (v) => (v < 0.7 ? "it begins its line" : `${size(v)} characters stand before it in its line`)],
  line_length: ["line", (v) => `its line has ${size(v)} characters`],
  line_rest: ["line", (v) => (v < 0.7 ? "it ends its line" : `${size(v)} characters stand behind it in its line`)],
  brackets: ["brackets", (v) => (v > 0 ? "it stands in brackets" : "it stands outside of brackets")],
  occurrences: ["repeated", (v) => `the text stands in the article ${count(v, "time", "times")}`],
  kind_before: ["signs", () => "the sign right before it"],
  kind_after: ["signs", () => "the sign right behind it"],
  line_links: ["links in line", (v) => `its line has ${count(v, "link", "links")} already`],
  line_expected: ["links in line", (v) => `texts in its line would have ${count(v, "link", "links")} elsewhere`],
  follows: ["words around", (v) => `a link ${likely(v)} follows the word before it`],
  precedes: ["words around", (v) => `a link ${likely(v)} stands before the word behind it`],
  overlap_best: ["overlap", (v) => (v > 0.1 ? "another text that overlaps it is a likely link" : "no likely link overlaps it")],
  overlap_longer: ["overlap", (v) => (v > 0 ? "a longer text holds it" : "no longer text holds it")],
  articles: ["meaning", (v) => `this text leads to this article in ${count(v, "article", "articles")}`],
  share: ["meaning", (v) => `${part(v)} of the links with this text lead to this article`],
  rank: ["meaning", (v) => (v < 0.5 ? "it is the article that the text leads to most" : `it is number ${Math.round(v) + 1} of the articles that the text leads to`)],
  margin: ["meaning", (v) => (v > 0.5 ? "no other article comes near it for this text" : v >= 0 ? "another article comes near it for this text" : "another article is more usual for this text")],
  jaro: ["title", (v) => (v > 0.99 ? "text and title are alike" : v > 0.8 ? "text and title are much alike" : v > 0.6 ? "text and title are somewhat alike" : "text and title are not alike")],
  is_title: ["title", (v) => (v ? "the text is the article’s title" : "the text is not the article’s title")],
  is_bare_title: ["title", (v) => (v ? "the text is the title without its brackets" : "the text is not the title without its brackets")],
  is_redirect: ["title", (v) => (v ? "the text is a redirect to the article" : "the text is no redirect to the article")],
  incoming: ["target", (v) => `${count(v, "article links", "articles link")} to it`],
  outgoing: ["target", (v) => `it links to ${count(v, "article", "articles")}`],
  link_rate: ["target", (v) => `${part(v)} of the articles that name it link it`],
  target_length: ["target", (v) => `its article has about ${size(v)} characters`],
  rival_text: ["rival", (v) => (v > 0.1 ? "another text here may mean the same article" : "no other text here means the same article")],
  near_links: ["subject", (v) => `its subject is ${near(v)} what the article links to`],
  near_context: ["subject", (v) => `its subject is ${near(v)} that of the article`],
  nearer: ["subject", (v) => (v > 0 ? "it fits the article better than the other candidates" : v < 0 ? "another candidate fits the article better" : "no other candidate fits the article better")],
};

/** What a feature says, in words; its own meaning where there are no words for it yet. */
export function words(feature) {
  return WORDS[feature.name]?.[1](feature.value) ?? feature.meaning;
}

const MOST = 6;
const LEAST = 0.15; // moves a score of 0.5 by 0.04

/** The strongest reasons: {words, share}, share in log odds, above 0 where it speaks for the link. */
export function reasons(features) {
  const topics = new Map();
  for (const feature of features) {
    const topic = WORDS[feature.name]?.[0] ?? feature.name;
    const reason = topics.get(topic) ?? { share: 0, speaks: feature };
    reason.share += feature.share;
    if (Math.abs(feature.share) > Math.abs(reason.speaks.share)) reason.speaks = feature;
    topics.set(topic, reason);
  }
  return [...topics.values()]
    .filter((reason) => Math.abs(reason.share) >= LEAST && reason.share * reason.speaks.share > 0)
    .sort((one, other) => Math.abs(other.share) - Math.abs(one.share))
    .slice(0, MOST)
    .map((reason) => ({ words: words(reason.speaks), share: reason.share }));
}

/** How far a share of the log odds moves the score. */
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

/** How strong a score is: {name, words}. */
export function strength(score) {
  const [, name, inWords] = STRENGTHS.find(([least]) => score >= least) ?? STRENGTHS.at(-1);
  return { name, words: inWords };
}
