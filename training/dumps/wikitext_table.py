"""Pages from a table of wikitext that has the columns of Wikimedia's `wmf.mediawiki_wikitext_current`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from training.dumps.xml_export import Page
from training.errors import UnreadableTableError
from training.runtime.database import fetch_rows

COLUMNS = ("page_id", "page_namespace", "page_title", "page_redirect_title", "revision_text")
_ROWS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class WikitextTable:
    """A table and the wiki to read from it.

    Attributes:
        name: Name in the cluster's catalog, or a path of Parquet files, which contains a slash.
        wiki: Database name, as in the column `wiki_db`.
    """

    name: str
    wiki: str

    @property
    def is_path(self) -> bool:
        """True if the table consists of Parquet files."""
        return "/" in self.name


def pages_of(rows: Iterable[Sequence[Any]]) -> Iterator[Page]:
    """Yield a page for each row of COLUMNS. The table has no revision ids, so they are 0."""
    for number, namespace, title, redirect, text in rows:
        yield Page(
            id=int(number),
            namespace=int(namespace),
            title=title,
            redirect=redirect or None,
            text=text or "",
            revision=0,
        )


def ordered_rows(connection: duckdb.DuckDBPyConnection, table: WikitextTable) -> Iterator[Sequence[Any]]:
    """Yield the rows of the wiki's articles in Parquet files, in order of page id.

    Raises:
        UnreadableTableError: The files are missing, or lack a column.
    """
    files = f"{table.name}/**/*.parquet" if not table.name.endswith(".parquet") else table.name
    query = (
        f"SELECT {', '.join(COLUMNS)} FROM read_parquet($files)"
        " WHERE wiki_db = $wiki AND page_namespace = 0 ORDER BY page_id"
    )
    try:
        cursor = connection.execute(query, {"files": files, "wiki": table.wiki})
    except (duckdb.IOException, duckdb.BinderException, duckdb.InvalidInputException) as error:
        raise UnreadableTableError(table.name, str(error).splitlines()[0]) from error
    yield from fetch_rows(cursor, _ROWS_AT_ONCE)
