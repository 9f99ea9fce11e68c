// What the parts of the review page share: elements by their id, and messages to the reviewer.

import { InvalidFile } from "./files.js";
import { Refusal } from "./request.js";

/**
 * Returns an element of the page.
 * @param {string} id Its id.
 * @returns {?HTMLElement} The element.
 */
export const byId = (id) => document.getElementById(id);

/**
 * Returns several elements.
 * @param {Object<string, string>} ids Their ids by the names to use.
 * @returns {Object<string, HTMLElement>} The elements by name.
 */
export const parts = (ids) => Object.fromEntries(Object.entries(ids).map(([name, id]) => [name, byId(id)]));

/** Shows a message in an element that is hidden without one. */
export function tell(element, message) {
  element.hidden = !message;
  element.textContent = message;
}

/** Shows what went wrong; an empty text for nothing. */
export function refuse(message) {
  tell(byId("error"), message);
  if (message) byId("error").scrollIntoView({ block: "nearest" });
}

/** Shows what was done. */
export function say(message) {
  byId("status").textContent = message;
}

/** Says to screen readers what everybody else sees. */
export function announce(message) {
  byId("announcement").textContent = message;
}

/**
 * Runs an action, and shows those of its errors that are for the reviewer.
 * @param {() => Promise<void>} action The action.
 * @param {() => boolean} isWanted Whether the reviewer still waits for it.
 */
export async function attempt(action, isWanted = () => true) {
  refuse("");
  try {
    await action();
  } catch (error) {
    if (!(error instanceof InvalidFile || error instanceof Refusal)) throw error;
    if (isWanted()) refuse(error.message);
  }
}

/**
 * Runs actions when their buttons are pressed.
 * @param {Object<string, () => void>} actions The actions by the id of their button.
 */
export function onClicks(actions) {
  for (const [id, action] of Object.entries(actions)) byId(id)?.addEventListener("click", () => action());
}
