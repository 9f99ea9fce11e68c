// The page's state in its address and in the browser's history. Wiki, title and threshold are in the query. Pasted wikitext
// is compressed in the fragment, which browsers do not send to the server. A text that is too long for an address is in the
// entry of the history, so that it survives a reload and the way back, but not the way to other people.

const MAX_FRAGMENT_LENGTH = 12000; // mail and chat programs truncate longer addresses
const MAX_BYTES = 4 << 20; // of the decompressed wikitext: a short fragment may decompress to any length
const PREFIX = "#text=";

export const LOST = "#text-too-long";

/** Return the wikitext as a fragment, or LOST if the fragment would be too long. */
export async function packed(wikitext) {
  const compressed = await through(new CompressionStream("deflate-raw"), new TextEncoder().encode(wikitext));
  if (compressed.length > MAX_FRAGMENT_LENGTH) return LOST;
  const text = btoa(String.fromCharCode(...compressed)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
  return text.length > MAX_FRAGMENT_LENGTH ? LOST : PREFIX + text;
}

/** Return the wikitext in a fragment, or null if there is none or it is damaged. */
export async function unpacked(fragment) {
  if (!fragment.startsWith(PREFIX)) return null;
  try {
    const text = fragment.slice(PREFIX.length).replaceAll("-", "+").replaceAll("_", "/");
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    const whole = await through(new DecompressionStream("deflate-raw"), bytes);
    return new TextDecoder("utf-8", { fatal: true }).decode(whole);
  } catch {
    return null;
  }
}

async function through(stream, bytes) {
  const parts = [];
  let length = 0;
  const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    parts.push(part.value);
    length += part.value.length;
    if (length > MAX_BYTES) {
      await reader.cancel();
      throw new RangeError("too large");
    }
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

/** Write an address to the address bar. text: pasted wikitext that the address does not hold. add: whether to add an entry to
 *  the history. */
export function visit(address, text, add) {
  const method = add ? "pushState" : "replaceState";
  try {
    history[method](text ? { text } : null, "", address);
  } catch {
    history[method](null, "", address); // the browser keeps no state of this size
  }
}

/** Return the pasted wikitext of the current address: {text, damaged}. */
export async function pastedText() {
  const { hash } = location;
  const kept = hash === LOST ? history.state?.text : undefined;
  const text = typeof kept === "string" ? kept : await unpacked(hash);
  return { text: text ?? "", damaged: hash.length > 1 && text === null };
}

/** Return the query string for a state. */
export function query({ wiki, title, threshold }) {
  const fields = new URLSearchParams({ wiki });
  if (title) fields.set("title", title);
  fields.set("threshold", threshold);
  return `?${fields}`;
}
