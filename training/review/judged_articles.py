"""The articles that decisions are about, from a dump, as `python -m api rules try` reads them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import duckdb

from linking.text.titles import normalise
from training.dumps.dump import Dump
from training.dumps.wiki_identity import check_dumps, check_stream
from training.runtime.output_files import replacing_file
from training.runtime.progress import Progress

MAX_ARTICLES = 1000
"""Trying rules on more would take long and show little else."""


def write_articles(
    connection: duckdb.DuckDBPyConnection, wiki: str, files: Sequence[str], out: Path, *, allow_other: bool = False
) -> int:
    """Write title and wikitext of the articles with most rejections, one JSON object on each line.

    Args:
        connection: A database of `decision_table`.
        wiki: The wiki.
        files: The files of its dump.
        out: The file to write.
        allow_other: Whether to accept a dump of another wiki.

    Returns:
        The number of articles.

    Raises:
        DumpError: The dump cannot be read.
        OSError: The file cannot be written.
    """
    rows = connection.execute(
        "SELECT title FROM decisions WHERE wiki = ? GROUP BY title"
        " ORDER BY count(*) FILTER (decision = 'reject') DESC, title LIMIT ?",
        [wiki, MAX_ARTICLES],
    ).fetchall()
    titles = {title for (title,) in rows}
    check_dumps(files, wiki, allow_other=allow_other)
    written = 0
    with (
        Dump(files, namespaces=[0]) as dump,
        Progress("read dump", dump.size, unit="bytes") as progress,
        replacing_file(out) as file,
    ):
        check_stream(files, dump.header, wiki, allow_other=allow_other)
        for page in dump:
            progress.move_to(dump.consumed)
            title = normalise(dump.header.site, page.title)
            if title in titles and page.redirect is None:
                file.write(json.dumps({"title": title, "wikitext": page.text}, ensure_ascii=False).encode() + b"\n")
                written += 1
        progress.move_to(dump.consumed)
    return written
