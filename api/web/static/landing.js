// The table of wikis: sorts and filters it in place. Without this script, the same links and form ask the server.

const table = document.getElementById("wikis");
const filter = document.getElementById("filter");
const found = document.getElementById("found");
const language = navigator.language;

/** Return the rows in order. Cells without a value come last in both directions. */
export function sorted(rows, column, descending) {
  const order = new Intl.Collator(language, { numeric: true });
  const value = (row) => row.cells[column].dataset.sort;
  const compare = (one, other) => {
    const [a, b] = [value(one), value(other)];
    if (!a || !b) return Number(!a) - Number(!b);
    const difference = isNaN(a) || isNaN(b) ? order.compare(a, b) : a - b;
    return descending ? -difference : difference;
  };
  return [...rows].sort(compare);
}

/** Sort by the column of a link in the table's head, as its address asks for, and let the link ask for the opposite. */
function sortBy(link) {
  const head = link.closest("th");
  const address = new URL(link.href);
  const descending = address.searchParams.get("order") === "desc";
  const body = table.tBodies[0];
  body.append(...sorted(body.rows, head.cellIndex, descending));
  for (const other of head.parentElement.cells) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", descending ? "descending" : "ascending");
  address.searchParams.set("q", filter.value);
  history.replaceState(null, "", address);
  address.searchParams.set("order", descending ? "asc" : "desc");
  link.href = address;
}

/** Show the rows whose language or wiki has the text in its name. */
function show(text) {
  const wanted = text.trim().toLocaleLowerCase(language);
  let count = 0;
  for (const row of table.tBodies[0].rows) {
    const names = `${row.cells[0].textContent} ${row.cells[1].textContent}`.toLocaleLowerCase(language);
    row.hidden = !names.includes(wanted);
    if (!row.hidden) count += 1;
  }
  const total = Number(found.dataset.total);
  found.textContent = `${count} of ${total} wiki${total === 1 ? "" : "s"}`;
}

if (table) {
  table.tHead.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    sortBy(link);
  });
  // The server leaves out rows that a search text excludes, so only a page with all of them can be filtered here.
  if (table.tBodies[0].rows.length === Number(found.dataset.total)) {
    filter.addEventListener("input", () => show(filter.value));
    filter.form.addEventListener("submit", (event) => event.preventDefault());
    show(filter.value); // the browser keeps the text of a page that is loaded again
  }
}
