// Files of the reviewer: opening, dropping and saving.

import { InvalidFile, MAX_BYTES } from "./review-sample.js";

/**
 * Reads a file.
 * @param {File} file The file.
 * @returns {Promise<string>} Its text.
 * @throws {InvalidFile} If it is too large, cannot be read or is not UTF-8.
 */
export async function textOf(file) {
  if (file.size > MAX_BYTES) throw new InvalidFile(`This file is larger than ${MAX_BYTES >> 20} MiB.`);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
  } catch (error) {
    throw new InvalidFile(error instanceof TypeError ? "This file is not text in UTF-8." : "This file cannot be read.");
  }
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
 * Lets files be dropped on an element.
 * @param {Element} element The element. It has the class "over" while a file is above it.
 * @param {(files: File[]) => void} receive Receives the files.
 */
export function receiveDrops(element, receive) {
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
    receive([...event.dataTransfer.files]);
  });
}

/**
 * Returns a text as a part of a file's name.
 * @param {string} text The text.
 * @returns {string} Its letters and digits, with hyphens between them.
 */
export function inFileName(text) {
  return text.replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, "-").replaceAll(/^-|-$/g, "");
}
