// Single keys for those who go through many suggestions. They can be switched off, because speech input and some other
// aids would press them by chance (WCAG 2.1.4).

import { find, keep, onChangeElsewhere } from "./playground-storage.js";

const STORED = "linkrecommendation:keys";
const NOT_TEXT = ["checkbox", "radio", "range", "button", "submit", "file"];

/** Call the action of each key unless the reader is typing. actions: functions by lower-case letter. toggle: the checkbox
 *  that switches the keys on. */
export function listenToKeys(actions, toggle) {
  const recall = () => (toggle.checked = find(STORED).off !== true);
  recall();
  onChangeElsewhere(recall);
  toggle.addEventListener("change", () => keep(STORED, { off: !toggle.checked }));
  document.addEventListener("keydown", (event) => {
    if (!toggle.checked || event.altKey || event.ctrlKey || event.metaKey || event.isComposing || isTyping(event.target)) return;
    const action = actions[letterOf(event)];
    if (!action) return;
    event.preventDefault();
    action();
  });
}

function isTyping(element) {
  if (element.isContentEditable || ["TEXTAREA", "SELECT"].includes(element.tagName)) return true;
  return element.tagName === "INPUT" && !NOT_TEXT.includes(element.type);
}

/** Return the letter of a key; on a keyboard of another script, the one at the place where the Latin one has it. */
function letterOf(event) {
  if (/^[a-z]$/i.test(event.key)) return event.key.toLowerCase();
  return event.key.length === 1 && event.key > "\u007f" ? event.code.replace(/^Key/, "").toLowerCase() : "";
}
