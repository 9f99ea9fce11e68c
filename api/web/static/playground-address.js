// What the address bar holds: wiki, title and threshold in the query; pasted wikitext, compressed, behind the #, so that
// it is never sent to a server.

const LONGEST = 12000; // characters: longer addresses are cut off by what people send them with
const LARGEST = 4 << 20; // characters: a few bytes may unpack to any number
const PREFIX = "#text=";

export const LOST = "#text-too-long";

/** The wikitext as a fragment; LOST where it would be too long. */
export async function packed(wikitext) {
  const compressed = await through(new CompressionStream("deflate-raw"), new TextEncoder().encode(wikitext));
  if (compressed.length > LONGEST) return LOST;
  const text = btoa(String.fromCharCode(...compressed)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
  return text.length > LONGEST ? LOST : PREFIX + text;
}

/** The wikitext of a fragment; null where it holds none, or none that can be read. */
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
    if (length > LARGEST) {
      await reader.cancel();
      throw new RangeError("too large");
    }
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

/** The address of a state, as it stands behind the page's own. */
export function query({ wiki, title, threshold }) {
  const fields = new URLSearchParams({ wiki });
  if (title) fields.set("title", title);
  fields.set("threshold", threshold);
  return `?${fields}`;
}
