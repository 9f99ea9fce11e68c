// Why a link is suggested: a sentence for each feature of the models.

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

// Features with the same topic mean nearly the same. Their contributions are added, and the strongest one is shown.
const WORDS = {
  words: ["long", (v) => (v === 1 ? "the text is a single word" : `the text has ${Math.round(v)} words`)],
  characters: ["long", (v) => `the text has ${letters(v)}`],
  digits: ["digits", (v) => (v ? "the text contains a digit" : "the text contains no digit")],
  link_uses: ["known", (v) => `the text is linked ${count(v, "time", "times")} in this wiki`],
  use_share: ["probability", (v) => `${part(v)} of the occurrences of this text are linked`],
  link_probability: ["probability", (v) => `linked ${often(v)} where it occurs`],
  case_probability: ["probability", (v) => `with this capitalisation, linked ${often(v)} where it occurs`],
  case_articles: ["known", (v) => `with this capitalisation, the text occurs in ${count(v, "article", "articles")}`],
  link_articles: ["known", (v) => `the text is linked in ${count(v, "article", "articles")}`],
  text_articles: ["common", (v) => `the text occurs in ${count(v, "article", "articles")}`],
  suffix: ["inflected", (v) => (v ? `the word continues for ${letters(v)} after the known text` : "the word ends where the known text ends")],
  prefix: ["inflected", (v) => (v ? `the word begins ${letters(v)} before the known text` : "the word begins where the known text begins")],
  candidates: ["ambiguity", (v) => (v <= 1 ? "it can only mean this article" : `it may mean ${Math.round(v)} articles`)],
  entropy: ["ambiguity", (v) => (v < 0.05 ? "editors agree on what it means" : v < 0.7 ? "editors mostly agree on what it means" : "editors link it to several articles")],
  case: ["capitals", (v) => `written with ${KINDS[v] ?? "mixed capitals"}`],
  sentence_start: ["capitals", (v) => (v ? "it begins a sentence or line" : "it is inside a sentence")],
  capital_before: ["name", (v) => (v ? "a capitalised word precedes it, as in a longer name" : "no capitalised word precedes it")],
  capital_after: ["name", (v) => (v ? "a capitalised word follows it, as in a longer name" : "no capitalised word follows it")],
  offset: ["place", (v) => `${size(v)} characters of the article precede it`],
  relative_offset: ["place", (v) => (v < 0.2 ? "it is near the beginning of the article" : v > 0.8 ? "it is near the end of the article" : "it is in the middle of the article")],
  section: ["section", (v) => (v ? `it is in section ${Math.round(v)}` : "it is in the lead section")],
  list_item: ["list", (v) => (v ? "it is in a list" : "it is not in a list")],
  brackets: ["brackets", (v) => (v > 0 ? "it is in parentheses" : "it is not in parentheses")],
  occurrences: ["repeated", (v) => `the text occurs ${count(v, "time", "times")} in the article`],
  kind_before: ["signs", () => "the character before it"],
  kind_after: ["signs", () => "the character after it"],
  follows: ["words around", (v) => `a link ${likely(v)} follows the previous word`],
  precedes: ["words around", (v) => `a link ${likely(v)} precedes the next word`],
  overlap_best: ["overlap", (v) => (v > 0.1 ? "a text that overlaps it is a likely link" : "no likely link overlaps it")],
  overlap_longer: ["overlap", (v) => (v > 0 ? "it is part of a longer known text" : "it is not part of a longer known text")],
  articles: ["meaning", (v) => `the text links to this article in ${count(v, "article", "articles")}`],
  share: ["meaning", (v) => `${part(v)} of the links with this text have this target`],
  rank: ["meaning", (v) => (v < 0.5 ? "it is the most frequent target of the text" : `it is number ${Math.round(v) + 1} among the targets of the text`)],
  margin: ["meaning", (v) => (v > 0.5 ? "no other target of the text is nearly as frequent" : v >= 0 ? "another target of the text is nearly as frequent" : "another target of the text is more frequent")],
  jaro: ["title", (v) => (v > 0.99 ? "text and title are equal or nearly so" : v > 0.8 ? "text and title are very similar" : v > 0.6 ? "text and title are somewhat similar" : "text and title are different")],
  is_title: ["title", (v) => (v ? "the text is the article’s title" : "the text is not the article’s title")],
  is_bare_title: ["title", (v) => (v ? "the text is the title without its parentheses" : "the text is not the title without its parentheses")],
  is_redirect: ["title", (v) => (v ? "the text is a redirect to the article" : "the text is not a redirect to the article")],
  incoming: ["target", (v) => `${count(v, "article links", "articles link")} to it`],
  outgoing: ["target", (v) => `it links to ${count(v, "article", "articles")}`],
  link_rate: ["target", (v) => `${part(v)} of the articles that mention it link to it`],
  target_length: ["target", (v) => `its article has about ${size(v)} characters`],
  rival_text: ["rival", (v) => (v > 0.1 ? "another text here may mean the same article" : "no other text here is likely to mean the same article")],
  near_links: ["subject", (v) => `its subject is ${near(v)} the subjects that the article links to`],
  near_context: ["subject", (v) => `its subject is ${near(v)} the subject of the article`],
  part_of_name: ["name", (v) => (v > 1 ? "it is probably part of a longer name or number" : v > -1 ? "it may be part of a longer name or number" : "it is a text by itself, not part of a longer name")],
  part_after_word: ["name", (v) => (v > 0.7 ? "the previous word is often inside a longer name" : v < -0.7 ? "the previous word is rarely inside a longer name" : "the previous word says nothing about a longer name")],
  part_before_word: ["name", (v) => (v > 0.7 ? "the next word is often inside a longer name" : v < -0.7 ? "the next word is rarely inside a longer name" : "the next word says nothing about a longer name")],
  capital_before_short: ["name", (v) => (v ? "a capitalised word and short ones precede it, as in a longer name" : "no longer name leads up to it")],
  capital_after_short: ["name", (v) => (v ? "short words and a capitalised one follow it, as in a longer name" : "no longer name goes on after it")],
  joined_before: ["name", (v) => (v ? "a sign joins it to the previous word" : "no sign joins it to the previous word")],
  joined_after: ["name", (v) => (v ? "a sign joins it to the next word" : "no sign joins it to the next word")],
  digit_before: ["numbers", (v) => (v ? "a number precedes it" : "no number precedes it")],
  digit_after: ["numbers", (v) => (v ? "a number follows it" : "no number follows it")],
  starts_line: ["line", (v) => (v ? "it begins its line" : "it does not begin its line")],
  ends_line: ["line", (v) => (v ? "it ends its line" : "it does not end its line")],
  lower_case: ["capitals", (v) => (v ? "it is in lower case" : "it has a capital letter")],
  all_capitals: ["capitals", (v) => (v ? "it is in capitals, like an abbreviation" : "it is not in capitals")],
  text_length: ["long", (v) => `the text has ${letters(Math.round(Math.exp(v)))}`],
  quoted: ["quoted", (v) => (v ? "it is inside quotation marks" : "it is not inside quotation marks")],
  capital_density: ["names around", (v) => (v > 0.5 ? "most words around it are names" : v > 0.25 ? "many words around it are names" : "few words around it are names")],
  year_nearby: ["numbers", (v) => (v ? "a year or a long number is next to it" : "no year is next to it")],
  space_after: ["signs", (v) => (v ? "another word follows directly" : "no word follows directly")],
  nearer: ["subject", (v) => (v > 0 ? "it fits the article better than the other candidates" : v < 0 ? "another candidate fits the article better" : "no other candidate fits the article better")],
};

/** Return the sentence for a feature, or its general meaning if there is no sentence for it. */
export function words(feature) {
  return WORDS[feature.name]?.[1](feature.value) ?? feature.meaning;
}

const MAX_REASONS = 6;
const MIN_SHARE = 0.15; // changes a score of 0.5 by 0.04

/** Return the strongest reasons: {words, share}. share: contribution in log odds, positive if it favours the link. */
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
    .filter((reason) => Math.abs(reason.share) >= MIN_SHARE && reason.share * reason.speaks.share > 0)
    .sort((one, other) => Math.abs(other.share) - Math.abs(one.share))
    .slice(0, MAX_REASONS)
    .map((reason) => ({ words: words(reason.speaks), share: reason.share }));
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
