// The keys of the review page.

const TYPED_INTO = "input:not([type=checkbox], [type=radio], [type=file], [type=button]), textarea, select";

/**
 * Calls a function when a key is pressed outside of fields, without another key held and without repetition.
 * @param {(key: string) => boolean} press Receives the key: a lower-case letter from a to z, a digit, or the name of
 *   another key such as "Escape". Returns whether it used the key.
 */
export function onKey(press) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || event.isComposing) return;
    if (event.target.closest?.(TYPED_INTO)) return;
    if (press(keyOf(event))) event.preventDefault();
  });
}

// A keyboard of another script, or with digits behind Shift, has the letters and digits at the same places.
function keyOf({ key, code }) {
  if (key.length > 1) return key;
  if (/^[a-z0-9]$/i.test(key)) return key.toLowerCase();
  return code.replace(/^(Key|Digit|Numpad)/, "").toLowerCase();
}
