// Creation of elements from text. Nothing here parses HTML.

/** Create an element. properties: those of the element; a name with a dash, and `role`, is an attribute.
 *  children: nodes and strings. */
export function make(name, properties = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined || value === null) continue;
    if (key.includes("-") || key === "role") element.setAttribute(key, value);
    else element[key] = value;
  }
  element.append(...children);
  return element;
}

/** Return text in the wiki's language, isolated from the page's text. */
export function foreign(wiki, text, name = "bdi") {
  return make(name, { lang: wiki.language }, text);
}

/** Return a link to a page of the wiki, or only its title if the address of the wiki is unknown. */
export function pageLink(wiki, title) {
  if (!wiki.pages) return foreign(wiki, title);
  const href = wiki.pages + encodeURIComponent(title.replaceAll(" ", "_"));
  return make("a", { href, target: "_blank", rel: "noopener noreferrer" }, foreign(wiki, title));
}
