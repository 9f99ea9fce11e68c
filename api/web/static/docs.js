// The API documentation: Swagger UI with the service's own contract, in the frame and the colours of the other pages.

/** What Swagger UI leaves out for screen readers and keyboards: for each selector, how to complete an element. */
const COMPLETIONS = [
  ["tr[data-param-name] :is(input, select, textarea)", (field) => label(field, parameterOf(field))],
  ["textarea.body-param__text", (field) => label(field, "Request body")],
  [".opblock-section-request-body select", (field) => label(field, "Example or media type of the request")],
  [".responses-inner select", (field) => label(field, "Example or media type of the response")],
  [":is(pre, .microlight, .curl, .headerline):not([tabindex])", (text) => text.setAttribute("tabindex", "0")],
  // A link inside the button that opens the operation: the button alone does it.
  [".opblock-summary-control a[href]", (link) => link.removeAttribute("href")],
];

/**
 * Names a form field, unless it has a name.
 * @param {HTMLElement} field
 * @param {string} name
 */
function label(field, name) {
  if (!field.hasAttribute("aria-label")) field.setAttribute("aria-label", name);
}

/**
 * @param {HTMLElement} field
 * @returns {string} The name of the parameter that the field is for.
 */
function parameterOf(field) {
  return field.closest("tr[data-param-name]").dataset.paramName;
}

/**
 * Completes what Swagger UI writes, at most once for each frame.
 * @param {HTMLElement} place
 */
function keepComplete(place) {
  let waiting = false;
  const complete = () => {
    waiting = false;
    for (const [selector, change] of COMPLETIONS) place.querySelectorAll(selector).forEach(change);
  };
  new MutationObserver(() => {
    if (!waiting) requestAnimationFrame(complete);
    waiting = true;
  }).observe(place, { childList: true, subtree: true });
}

/** Lets Swagger UI's colours follow those of the page. */
function followColours() {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
  dark.addEventListener("change", apply);
  apply();
}

/** A plugin whose layout has the operations and the schemas alone: the page has a title and an introduction. */
function pageLayout({ getComponent, React }) {
  const part = (name) => React.createElement(getComponent(name, true));
  const layout = () =>
    React.createElement("div", { className: "swagger-ui" }, part("SvgAssets"), part("errors"), part("operations"), part("Models"));
  return { components: { PageLayout: layout } };
}

const place = document.querySelector("#swagger-ui");
followColours();
keepComplete(place);
SwaggerUIBundle({
  url: place.dataset.spec,
  domNode: place,
  plugins: [pageLayout],
  layout: "PageLayout",
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  validatorUrl: null,
});
