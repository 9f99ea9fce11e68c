"""Pages out of a table of wikitext, with the columns of Wikimedia's `wmf.mediawiki_wikitext_current`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from training.dumps.xml_export import Page
from training.errors import UnreadableTable
from training.runtime.database import fetched

COLUMNS = ("page_id", "page_namespace", "page_title", "page_redirect_title", "revision_text")
_FETCH = 500


@dataclass(frozen=True, slots=True)
class WikitextTable:
    """name: of a table of the cluster's catalog; with a slash in it, the path of Parquet files. wiki: its `wiki_db`."""

    name: str
    wiki: str

    @property
    def is_path(self) -> bool:
        """Whether it lies in files."""
        return "/" in self.name


def pages_of(rows: Iterable[Sequence[Any]]) -> Iterator[Page]:
    """The pages that rows are about, of COLUMNS each; the table does not number revisions."""
    for number, namespace, title, redirect, text in rows:
        yield Page(int(number), int(namespace), title, redirect or None, text or "", 0)


def ordered_rows(connection: duckdb.DuckDBPyConnection, table: WikitextTable) -> Iterator[Sequence[Any]]:
    """The rows of the wiki's articles in Parquet files, by page id. Raises UnreadableTable."""
    files = f"{table.name}/**/*.parquet" if not table.name.endswith(".parquet") else table.name
    query = (
        f"SELECT {', '.join(COLUMNS)} FROM read_parquet($files)"
        " WHERE wiki_db = $wiki AND page_namespace = 0 ORDER BY page_id"
    )
    try:
        cursor = connection.execute(query, {"files": files, "wiki": table.wiki})
    except (duckdb.IOException, duckdb.BinderException, duckdb.InvalidInputException) as error:
        raise UnreadableTable(table.name, str(error).splitlines()[0]) from error
    yield from fetched(cursor, _FETCH)
