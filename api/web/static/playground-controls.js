// The controls of the results, apart from the slider.

/** Make them work. */
export function listenToControls(state, view, byId) {
  const decide = (links, decision) => {
    state.decide(links(), decision);
    view.refresh();
  };
  const showMarkup = () => byId("article").classList.toggle("raw", byId("markup").checked);
  byId("more").addEventListener("click", () => view.showMore());
  byId("held").addEventListener("change", () => view.refresh());
  byId("markup").addEventListener("change", showMarkup);
  window.addEventListener("pageshow", showMarkup); // browsers check the box again on a page that is loaded again
  byId("accept-all").addEventListener("click", () => decide(() => state.visible, "accepted"));
  byId("forget").addEventListener("click", () => decide(() => state.links, undefined));
  byId("changes").addEventListener("click", () => {
    byId("output-heading").focus({ preventScroll: true });
    byId("output-heading").scrollIntoView();
  });
}
