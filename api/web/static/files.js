// Files that the reader opens or drops, and those that a page hands out. Nothing of them is sent to a server.

/** A file that cannot be used. The message says in words what is wrong with it. */
export class InvalidFile extends Error {}

/**
 * Reads a file.
 * @param {File} file The file.
 * @param {number} maxBytes The size that it may have.
 * @returns {Promise<string>} Its text.
 * @throws {InvalidFile} If it is too large, cannot be read or is not UTF-8.
 */
export async function textOf(file, maxBytes) {
  if (file.size > maxBytes) throw new InvalidFile(`This file is larger than ${maxBytes >> 20} MiB.`);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
  } catch (error) {
    throw new InvalidFile(error instanceof TypeError ? "This file is not text in UTF-8." : "This file cannot be read.");
  }
}

/**
 * Receives the files that are chosen in a field, also those that were chosen before the page's scripts had arrived.
 * @param {?HTMLInputElement} field The field.
 * @param {(files: File[]) => void} receive Receives them.
 */
export function onFiles(field, receive) {
  const take = () => {
    const files = [...field.files];
    field.value = ""; // so that the same file can be chosen again
    if (files.length > 0) receive(files);
  };
  field?.addEventListener("change", take);
  if (field?.files.length > 0) take();
}

/**
 * Lets files be dropped on an element.
 * @param {Element} element The element. It has the class "over" while a file is above it.
 * @param {(files: File[]) => void} receive Receives the files.
 */
export function onDrops(element, receive) {
  const over = (event) => {
    event.preventDefault();
    element.classList.add("over");
  };
  element.addEventListener("dragenter", over);
  element.addEventListener("dragover", over);
  element.addEventListener("dragleave", () => element.classList.remove("over"));
  element.addEventListener("drop", (event) => {
    event.preventDefault();
    element.classList.remove("over");
    const files = [...event.dataTransfer.files];
    if (files.length > 0) receive(files);
  });
}

/**
 * Offers a text to save.
 * @param {string} name Name of the file.
 * @param {string} content Its content.
 */
export function save(name, content) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type: "application/octet-stream" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/**
 * Returns a text as a part of a file's name.
 * @param {string} text The text.
 * @returns {string} Its letters and digits, with hyphens between them, at most 60 characters.
 */
export function inFileName(text) {
  const words = text.replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, "-").replaceAll(/^-|-$/g, "");
  return [...words].slice(0, 60).join("");
}
