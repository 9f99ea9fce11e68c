// Copying text.

/** Copy a text to the clipboard. Returns false if the browser does not allow it. */
export async function toClipboard(text) {
  try {
    await navigator.clipboard.writeText(text); // undefined on a page from another host without HTTPS
    return true;
  } catch {
    const give = (event) => {
      event.clipboardData.setData("text/plain", text);
      event.preventDefault();
    };
    document.addEventListener("copy", give, { once: true });
    const done = document.execCommand("copy");
    document.removeEventListener("copy", give);
    return done;
  }
}
