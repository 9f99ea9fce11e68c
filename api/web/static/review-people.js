// Comparing: the files of several people are opened, shown side by side and saved as one.

import { onFiles } from "./files.js";
import { People, showComparison } from "./review-comparison.js";
import { decisionsIn, exportMerged } from "./review-export.js";
import { attempt, byId, onClicks, parts } from "./review-page.js";

const PARTS = parts({ words: "agreement", people: "people", items: "disagreements", none: "no-disagreements" });

/** The part of the page that compares people. */
export class Comparison {
  #people = new People();
  #mine;
  #reading = Promise.resolve(); // the end of reading the files that were chosen last

  /** @param {() => {name: string, decisions: object[]}} mine Returns what was decided on this page, and by whom. */
  constructor(mine) {
    this.#mine = mine;
  }

  /** Makes the fields and the button work. */
  setUp() {
    for (const id of ["compare-file", "compare-now"]) onFiles(byId(id), (files) => this.#open(files));
    onClicks({ "export-merged": () => exportMerged(this.#everybody) });
  }

  /** Shows the comparison, if there are files. */
  show() {
    byId("comparison").hidden = this.#people.size === 0;
    if (this.#people.size > 0) showComparison(PARTS, this.#everybody);
  }

  get #everybody() {
    const { name, decisions } = this.#mine();
    return this.#people.with(name, decisions);
  }

  /** Files that are chosen later are read later, so that they take the place of earlier ones of the same people. */
  async #open(files) {
    const [before, focused] = [this.#reading, document.activeElement];
    let end;
    this.#reading = new Promise((resolve) => (end = resolve));
    await before;
    await attempt(() => this.#read(files, focused)).finally(end);
  }

  async #read(files, focused) {
    try {
      for (const file of files) this.#people.add(file.name, await decisionsIn(file));
    } finally {
      this.show(); // those of the files before one that is broken
    }
    if (document.activeElement === focused) byId("comparison-heading").focus(); // else the reviewer has gone on
  }
}
