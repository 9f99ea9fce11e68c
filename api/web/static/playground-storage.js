// What the browser keeps for the reader: decisions about texts, the rules that are being tried, the choice of keys.
// Nothing of it is sent anywhere. A browser may refuse to keep anything; the page works without.

const DECISIONS = "linkrecommendation:decisions";
const MAX_TEXTS = 50;

/** Return a short key for a text of a wiki. Equal texts have equal keys; others very probably do not. */
export function keyOf(wiki, title, wikitext) {
  let [high, low] = [0xdeadbeef, 0x41c6ce57];
  for (let place = 0; place < wikitext.length; place++) {
    const code = wikitext.charCodeAt(place);
    high = Math.imul(high ^ code, 2654435761);
    low = Math.imul(low ^ code, 1597334677);
  }
  const hash = [high, low].map((part) => (part >>> 0).toString(36)).join("");
  return `${wiki}:${title}:${wikitext.length.toString(36)}:${hash}`;
}

/** Return the decisions about a text: "accepted" or "rejected" by the place and the target of a suggestion. */
export function recallDecisions(key) {
  return find(DECISIONS)[key]?.decisions ?? {};
}

/** Keep the decisions about a text. Those about the texts that were decided longest ago make way. Returns false if the browser
 *  keeps nothing. */
export function keepDecisions(key, decisions) {
  const texts = find(DECISIONS);
  delete texts[key];
  if (Object.keys(decisions).length) texts[key] = { decisions, time: Date.now() };
  const newest = Object.entries(texts).sort(([, one], [, other]) => other.time - one.time);
  return keep(DECISIONS, Object.fromEntries(newest.slice(0, MAX_TEXTS)));
}

/** Call a function when something kept may have changed elsewhere: in another tab, or while the browser held this page back to
 *  show it again. */
export function onChangeElsewhere(action) {
  window.addEventListener("storage", action);
  window.addEventListener("pageshow", (event) => event.persisted && action());
}

/** Return a value that `keep` stored; {} if there is none. */
export function find(name) {
  try {
    const value = JSON.parse(localStorage.getItem(name) ?? "{}");
    return value !== null && typeof value === "object" ? value : {};
  } catch {
    return {};
  }
}

/** Store a value of JSON in the browser. Returns false if its storage is full or switched off. */
export function keep(name, value) {
  try {
    localStorage.setItem(name, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}
