// The form: wiki, title, and wikitext that takes the place of the wiki's own.

/** The fields of the form. onWiki: is called when another wiki is chosen. onEmpty: is called when the reader has taken title and
 *  text away. */
export class Form {
  /** Whether the reader has changed a field since this was last set to false. */
  isEdited;
  #wiki;
  #title;
  #pasted;
  #onWiki;
  #onEmpty;
  #isGiven = false; // whether the pasted text is from an address or an example

  constructor({ ask, wiki, title, pasted }, { onWiki, onEmpty }) {
    [this.#wiki, this.#title, this.#pasted] = [wiki, title, pasted];
    [this.#onWiki, this.#onEmpty] = [onWiki, onEmpty];
    // The reader may have begun before the scripts had arrived.
    this.isEdited = title.value !== title.defaultValue || document.activeElement === pasted;
    ask.addEventListener("input", () => (this.isEdited = true));
    for (const event of ["input", "change"]) title.addEventListener(event, () => this.#takeAway());
    pasted.addEventListener("input", () => {
      this.#isGiven = false;
      if (this.isEmpty) onEmpty();
    });
    wiki.addEventListener("change", () => {
      this.#takeAway();
      onWiki();
    });
  }

  /** What the form describes: {wiki, title, pasted}. */
  get fields() {
    return { wiki: this.#wiki.value, title: this.#title.value.trim(), pasted: this.#pasted.value };
  }

  get isEmpty() {
    const { title, pasted } = this.fields;
    return !title && !pasted;
  }

  hasWiki(name) {
    return [...this.#wiki.options].some((option) => option.value === name);
  }

  /** Enter what the reader has not typed. Members that are not given stay as they are. */
  enter({ wiki, title, pasted }) {
    if (title !== undefined) this.#title.value = title;
    if (pasted !== undefined) this.#give(pasted);
    if (wiki === undefined || wiki === this.#wiki.value) return;
    this.#wiki.value = wiki;
    this.#onWiki();
  }

  /** Enter a text that the reader has not typed. Another title or another wiki takes it away again, so that it is not taken for
   *  the text of that article. */
  #give(text) {
    this.#pasted.value = text;
    this.#isGiven = text !== "";
  }

  #takeAway() {
    if (this.#isGiven) this.#give("");
    if (this.isEmpty) this.#onEmpty();
  }
}
