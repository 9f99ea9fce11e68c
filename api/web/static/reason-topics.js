// What each group of features says about a link, as an editor would say it.
//
// A topic is told from the values of its features: {words, side}. side: 1 if the statement speaks for the link, -1 if it
// speaks against it, 0 if it may do either. null if there is nothing to say that an editor would understand.

const count = (log) => Math.round(Math.expm1(log ?? 0));
const EXACT = 2000; // larger numbers come from logarithms with four digits
const grouped = (number) => (number <= EXACT ? number : Number(number.toPrecision(2))).toLocaleString("en");
const some = (number) => (number <= EXACT ? grouped(number) : `about ${grouped(number)}`);
const articles = (number) => (number === 1 ? "one article" : `${some(number)} articles`);
const say = (words, side = 0) => ({ words, side });
const sideOf = (share, low, high) => (share >= high ? 1 : share < low ? -1 : 0);

const of = (whole) => (whole <= EXACT ? `of the ${articles(whole)}` : `of ${articles(whole)}`);

/** Return "9 of the 12 articles", or "about 9 of 10 articles" if there are many. */
function outOf(part, whole) {
  if (part === whole && whole <= EXACT) return whole === 1 ? "the only article" : whole === 2 ? "both articles" : `all ${articles(whole)}`;
  if (whole <= 30) return `${grouped(part)} ${of(whole)}`;
  const tenths = Math.round((10 * part) / whole);
  if (tenths >= 1 && tenths <= 9) return `about ${tenths} of 10 articles`;
  return `${tenths ? "nearly all" : part === 0 ? "none" : some(part)} ${of(whole)}`;
}

function linked({ link_articles: links, text_articles: texts }) {
  if (links === undefined || texts === undefined) return null;
  const [part, whole] = [count(links), Math.max(count(texts), count(links))];
  if (whole === 0) return say("no other article mentions it", -1);
  if (part === 0) return say(`no editor has linked it yet, in the ${articles(whole)} that mention it`, -1);
  return say(`linked in ${outOf(part, whole)} that ${part === whole && whole === 1 ? "mentions" : "mention"} it`, sideOf(part / whole, 0.15, 0.5));
}

function meaning({ articles: log, share, rank, candidates, link_articles: links, frequency }) {
  if (frequency !== undefined) return say(`editors link this text to this article ${grouped(frequency)} times`, frequency ? 0 : -1);
  const [part, whole] = [count(log), count(links)];
  if (part === 0) return whole ? say("editors who link this text link it to other articles", -1) : null;
  if (candidates <= 1) return say("editors link this text to no other article", 1);
  if (part > whole) return null;
  const first = rank < 0.5 ? "most often" : "sometimes";
  if (whole === 1) return null;
  return say(`this text, if linked, leads ${first} here: in ${outOf(part, whole)}`, sideOf(share, 0.3, 0.6));
}

function title({ is_title: same, is_bare_title: bare, is_redirect: redirect, jaro, title_jaro: legacy }) {
  if (same) return say("it is the title of the article", 1);
  if (bare) return say("it is the title of the article, without the part in parentheses", 1);
  if (redirect) return say("it is another name of the article: a redirect leads there", 1);
  const likeness = jaro ?? legacy;
  if (likeness > 0.85) return say("it is worded almost like the title of the article", 1);
  return likeness < 0.6 ? say("it is worded differently from the title of the article", -1) : null;
}

function subject({ near_context: near, nearer, page_cosine: legacy }, { related }, speaker, share) {
  if (speaker === "nearer" && nearer > 0.05) return say("it fits your article better than the other meanings of the text", 1);
  if (speaker === "nearer" && nearer < -0.05) return say("another meaning of the text fits your article better", -1);
  if (share > 0 && related?.length) {
    const pages = related.map((one) => one.title).join(", ");
    return say(related.length === 1 ? `your article links a related page: ${pages}` : `your article links related pages: ${pages}`, 1);
  }
  const cosine = near ?? legacy;
  if (cosine >= 0.35) return say("its subject is close to that of your article", 1);
  return cosine < 0.15 ? say("its subject is far from that of your article", -1) : null;
}

function target({ incoming, link_rate: rate, outgoing, target_length: length }, _, speaker) {
  if (speaker === "link_rate") {
    const tenths = Math.round(10 * rate);
    const often = tenths >= 10 ? "nearly every article" : tenths ? `about ${tenths} of 10 articles` : "hardly any article";
    return say(`${often} that may mention the target ${tenths > 1 && tenths < 10 ? "link" : "links"} to it`, sideOf(rate, 0.15, 0.5));
  }
  if (speaker === "incoming") {
    const links = count(incoming);
    return links ? say(`${articles(links)} ${links === 1 ? "links" : "link"} to the target`) : say("no article links to the target yet", -1);
  }
  if (speaker === "outgoing") return say(`the target links to ${count(outgoing) ? articles(count(outgoing)) : "no article"}`);
  if (speaker !== "target_length") return null;
  const size = count(length);
  return size < 1000 ? say("the target is a short article") : size > 10_000 ? say("the target is a long article") : null;
}

function around({ follows, precedes }, _, speaker) {
  const [share, where] = speaker === "follows" ? [follows, "follows the word before it"] : [precedes, "stands before the word after it"];
  if (share >= 0.35) return say(`a link often ${where}`, 1);
  return share < 0.05 ? say(`a link seldom ${where}`, -1) : null;
}

function name(values, _, speaker) {
  const { part_of_name: part } = values;
  if (speaker === "joined_before") return values[speaker] ? say("a hyphen or the like joins it to the word before it", -1) : null;
  if (speaker === "joined_after") return values[speaker] ? say("a hyphen or the like joins it to the word after it", -1) : null;
  if (speaker.startsWith("capital_before")) return values[speaker] ? say("a capitalised word comes before it, as in a longer name", -1) : null;
  if (speaker.startsWith("capital_after")) return values[speaker] ? say("a capitalised word comes after it, as in a longer name", -1) : null;
  if (part > 1) return say("it may be a part of a longer name", -1);
  return part < -1 ? say("it stands by itself, not in a longer name", 1) : null;
}

function numbers(values, _, speaker) {
  const words = {
    digits: "it contains a number",
    digit_before: "a number comes before it",
    digit_after: "a number comes after it",
    year_nearby: "a year or a long number is near it",
  }[speaker];
  return words && values[speaker] ? say(words) : null;
}

function capitals({ case: kind, sentence_start: start, lower_case: lower, all_capitals: all }, _, speaker) {
  if (speaker === "sentence_start") return start ? say("it begins a sentence, so that its capital letter says little") : null;
  if (kind === 0 || (kind === undefined && lower)) return say("it is written in lower case");
  if (kind === 2 || (kind === undefined && all)) return say("it is written in capitals, like an abbreviation");
  return kind === 1 ? say("it is written with a capital letter") : null;
}

function length({ words, characters, text_length: log, words_in_text: legacy }) {
  const number = words ?? legacy;
  const letters = Math.round(characters ?? Math.exp(log ?? Math.log(10)));
  if (number >= 2) return say(`it is a term of ${number} words`, 1);
  return letters <= 4 ? say(`it is a short text of ${letters} letters`, -1) : letters >= 10 ? say(`it is a long word of ${letters} letters`, 1) : null;
}

function overlap({ overlap_longer: longer, overlap_best: best }) {
  if (longer > 0) return say("it is a part of a longer text that editors link", -1);
  return best > 0.1 ? say("another text that editors link overlaps it", -1) : null;
}

const seen = (words, side) => (values, _, speaker) => (values[speaker] > 0 ? say(words, side) : null);
const nothing = () => null;

/** The topics: the features of each, and what they say. Features of one topic mean nearly the same. */
export const TOPICS = {
  linked: [["link_probability", "case_probability", "use_share", "link_uses", "link_articles", "text_articles", "case_articles"], linked],
  meaning: [["articles", "share", "rank", "margin", "candidates", "entropy", "frequency", "ambiguity", "kurtosis"], meaning],
  title: [["jaro", "is_title", "is_bare_title", "is_redirect", "title_jaro"], title],
  subject: [["near_links", "near_context", "nearer", "page_cosine"], subject],
  target: [["incoming", "outgoing", "link_rate", "target_length"], target],
  around: [["follows", "precedes"], around],
  name: [["part_of_name", "part_after_word", "part_before_word", "capital_before", "capital_after", "capital_before_short",
    "capital_after_short", "joined_before", "joined_after"], name],
  numbers: [["digits", "digit_before", "digit_after", "year_nearby"], numbers],
  capitals: [["case", "sentence_start", "lower_case", "all_capitals"], capitals],
  length: [["words", "characters", "text_length", "words_in_text"], length],
  inflected: [["suffix", "prefix"], seen("it is an inflected form of a text that editors link")],
  overlap: [["overlap_best", "overlap_longer"], overlap],
  rival: [["rival_text"], (values) => (values.rival_text > 0.1 ? say("another text of your article may mean the same page") : null)],
  quoted: [["quoted"], seen("it is inside quotation marks")],
  list: [["list_item"], seen("it is in a list")],
  brackets: [["brackets"], seen("it is in parentheses")],
  introduction: [["section"], ({ section }) => (section === 0 ? say("it is in the introduction") : say("it is below the introduction"))],
  repeated: [["occurrences"], ({ occurrences }) => {
    const times = count(occurrences);
    return say(times > 1 ? `your article mentions it ${grouped(times)} times` : "your article mentions it once");
  }],
  names: [["capital_density"], (values) => (values.capital_density > 0.5 ? say("it is surrounded by names") : null)],
  // What is true of these is no reason that an editor would give.
  unsaid: [["offset", "relative_offset", "kind_before", "kind_after", "starts_line", "ends_line", "space_after", "zero"], nothing],
};
