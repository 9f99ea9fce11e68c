// What clicks and keys do to the suggestions in the text and in the panel.

import { listenToKeys } from "./playground-keys.js";

/** Open suggestions by pointer and keyboard, and decide about the open one by its buttons and by single keys. */
export function listenToArticle(state, view, byId) {
  byId("article").addEventListener("click", (event) => {
    const mark = markOfEvent(event, state);
    if (mark) view.open(mark, mark.element);
  });
  byId("article").addEventListener("keydown", (event) => {
    const mark = ["Enter", " "].includes(event.key) ? markOfEvent(event, state) : null;
    if (!mark) return;
    event.preventDefault();
    view.open(mark, mark.element);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && view.opened) view.close();
  });
  const decide = (decision) => () => view.decideAndGoOn(decision);
  const step = (by) => () => byId("results").hidden || view.step(by);
  listenToKeys({ j: step(1), k: step(-1), a: decide("accepted"), r: decide("rejected") }, byId("keys"));
  byId("accept").addEventListener("click", decide("accepted"));
  byId("reject").addEventListener("click", decide("rejected"));
  for (const id of ["previous", "bar-previous"]) byId(id).addEventListener("click", step(-1));
  for (const id of ["next", "bar-next"]) byId(id).addEventListener("click", step(1));
  byId("close").addEventListener("click", () => view.close());
}

function markOfEvent(event, state) {
  const target = event.target.closest("[role=button]");
  return target ? [...state.links, ...state.held].find((mark) => mark.element === target) : undefined;
}
