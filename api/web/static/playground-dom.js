// Elements made of text: nothing here reads HTML.

/** An element. properties: of the object, or attributes where the name has a dash or is `role`; children: nodes, texts. */
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

/** Text of a wiki's language inside text of the page's. */
export function foreign(wiki, text, name = "bdi") {
  return make(name, { lang: wiki.language }, text);
}

/** A link to the wiki's page. */
export function pageLink(wiki, title) {
  const href = wiki.pages + encodeURIComponent(title.replaceAll(" ", "_"));
  return make("a", { href, target: "_blank", rel: "noopener noreferrer" }, foreign(wiki, title));
}
