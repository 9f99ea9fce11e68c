"""Decisions as a table of DuckDB, so that counting and comparing them needs little memory however many there are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import duckdb

from linking.text.database_names import split_database_name
from linking.text.folding import casefold_text
from training.decisions.reading import LocatedDecision
from training.runtime.database import create_table, temporary_database

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_UNKNOWN_TIME = -(1 << 62)

_COLUMNS: Mapping[str, str] = {
    "source": "BIGINT",
    "line": "BIGINT",
    "wiki": "VARCHAR",
    "title": "VARCHAR",
    "revid": "BIGINT",
    "link_text": "VARCHAR",
    "link_target": "VARCHAR",
    "wikitext_offset": "BIGINT",
    "score": "DOUBLE",
    "decision": "VARCHAR",
    "time": "BIGINT",
    "bundle_version": "VARCHAR",
    "reason": "VARCHAR",
    "reviewer": "VARCHAR",
    "judge": "VARCHAR",
    "text": "VARCHAR",
}

SUGGESTION = "wiki, title, revid, wikitext_offset, link_text, link_target"
"""The columns that are equal for two decisions about the same suggestion."""

_NUMBER = f"""
    CREATE TABLE numbered AS
    SELECT *, hash({SUGGESTION}) AS suggestion, row_number() OVER (
        PARTITION BY {SUGGESTION}, judge ORDER BY time DESC, source DESC, line DESC
    ) AS place FROM all_decisions
"""


@contextmanager
def decision_table(decisions: Iterable[LocatedDecision]) -> Iterator[duckdb.DuckDBPyConnection]:
    """Load decisions into a temporary database.

    It has the tables `decisions`, with the decisions that count, and `replaced`, with those that the same reviewer
    replaced (`training.decisions.reading.latest`) and the place of the one that counts: `by_source` and `by_line`.
    Their columns are the members of a decision, `source` and `line` of LocatedDecision, and

    - `judge`, equal for the decisions of one person: NULL in `reviewer` stands for one person in each file,
    - `suggestion`, equal for decisions about the same suggestion,
    - `text`, the link text without its case.

    Raises:
        OSError: The disk is full.
        duckdb.Error: The temporary directory cannot be used.
    """
    with temporary_database() as connection:
        create_table(connection, "all_decisions", _COLUMNS, map(_row, decisions))
        connection.execute(_NUMBER)
        connection.execute("CREATE VIEW decisions AS SELECT * EXCLUDE (place) FROM numbered WHERE place = 1")
        connection.execute(
            "CREATE VIEW replaced AS SELECT one.* EXCLUDE (place), other.source AS by_source, other.line AS by_line"
            f" FROM numbered AS one JOIN numbered AS other USING ({SUGGESTION}, judge)"
            " WHERE one.place > 1 AND other.place = 1"
        )
        yield connection


def _row(located: LocatedDecision) -> tuple[object, ...]:
    found = located.decision
    return (
        located.source,
        located.line,
        found.wiki,
        found.title,
        found.revid,
        found.link_text,
        found.link_target,
        found.wikitext_offset,
        found.score,
        found.decision,
        _microseconds(found.time),
        found.bundle_version,
        found.reason,
        found.reviewer,
        f"file {located.source}" if found.reviewer is None else f"name {found.reviewer}",
        casefold_text(found.link_text, split_database_name(found.wiki)[0]),
    )


def _microseconds(time: datetime | None) -> int:
    """Return the microseconds since 1970. An unknown time is earlier than any other."""
    return _UNKNOWN_TIME if time is None else (time - _EPOCH) // timedelta(microseconds=1)
