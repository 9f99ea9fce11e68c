// The page between the playground and a wiki: it posts the text that the playground hands over to the wiki's editor.
// Its security policy allows a form to that wiki alone.

const form = document.getElementById("edit");

/** Fill the form with the fields of MediaWiki's edit form, and send it. */
function submit({ title, fields }) {
  form.action = `${form.dataset.pages}${encodeURIComponent(title.replaceAll(" ", "_"))}&action=submit`;
  for (const [name, value] of Object.entries(fields)) {
    const field = document.createElement("textarea"); // keeps line breaks, unlike an input
    field.name = name;
    field.value = value;
    field.hidden = true;
    form.append(field);
  }
  form.hidden = false; // in case that the wiki does not answer
  form.submit();
}

if (form && window.opener) {
  window.addEventListener("message", (event) => {
    if (event.origin === location.origin && event.source === window.opener) submit(event.data);
  }, { once: true });
  window.opener.postMessage("ready to edit", location.origin);
} else if (form) {
  document.getElementById("waiting").textContent = "There is no text to hand over. Open this page from the playground.";
}
