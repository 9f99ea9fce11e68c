"""How many suggestions were accepted, in groups of decisions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from training.evaluation.metrics import interval

SCORE_BANDS = 10


@dataclass(frozen=True, slots=True)
class AcceptanceGroup:
    """The decisions of one group.

    Attributes:
        name: What they have in common.
        wiki: Their wiki, or None if the group may be of several wikis.
        accept, reject, skip: Numbers of decisions.
        suggestions: The number of different suggestions that were accepted or rejected.
        acceptance: The share of accepted ones among those that were not skipped, or None if all were.
        low, high: The 95 % interval of the share (Wilson). Its sample size is the number of suggestions, because
            several decisions about one suggestion are not independent.
        score: The mean score of what was accepted or rejected, or None if it is unknown.
    """

    name: str
    wiki: str | None
    accept: int
    reject: int
    skip: int
    suggestions: int
    acceptance: float | None
    low: float
    high: float
    score: float | None


def count_groups(
    connection: duckdb.DuckDBPyConnection,
    key: str,
    *,
    wiki: str = "NULL",
    name: str | None = None,
    source: str = "decisions",
    order: str = "reject DESC, accept DESC, name, wiki",
    limit: int | None = None,
) -> Sequence[AcceptanceGroup]:
    """Count the decisions of each group.

    Args:
        connection: A database of `decision_table`.
        key: The SQL expression that is equal for the decisions of a group. Those for which it is NULL are left out.
        wiki: The SQL expression of the group's wiki, which separates groups too.
        name: The SQL expression of the group's name, an aggregate. By default, it is the key.
        source: The SQL of the rows.
        order: The order of the groups in SQL.
        limit: The largest number of groups, or None for all.
    """
    rows = connection.execute(
        f"SELECT {name or f'any_value({key})'}::VARCHAR AS name, any_value({wiki}) AS wiki,"
        " count(*) FILTER (decision = 'accept') AS accept, count(*) FILTER (decision = 'reject') AS reject,"
        " count(*) FILTER (decision = 'skip') AS skip,"
        " count(DISTINCT suggestion) FILTER (decision <> 'skip') AS suggestions,"
        " avg(score) FILTER (decision <> 'skip') AS score"
        f" FROM {source} WHERE {key} IS NOT NULL GROUP BY {key}, {wiki} ORDER BY {order} LIMIT ?",
        [limit],
    ).fetchall()
    return [_group(*row) for row in rows]


def _group(
    name: str, wiki: str | None, accept: int, reject: int, skip: int, suggestions: int, score: float | None
) -> AcceptanceGroup:
    judged = accept + reject
    share = accept / judged if judged else None
    low, high = interval((share or 0.0) * suggestions, suggestions)
    return AcceptanceGroup(name, wiki, accept, reject, skip, suggestions, share, low, high, score)


def count_score_bands(connection: duckdb.DuckDBPyConnection) -> Sequence[AcceptanceGroup]:
    """Count the decisions of each band of scores, the highest first. Unknown scores come last."""
    # Rounded, because 0.7 * 10 is not exactly 7.
    tenth = f"least(floor(round(score * {SCORE_BANDS}, 9)), {SCORE_BANDS - 1})::INTEGER"
    band = f"CASE WHEN score IS NULL THEN -1 ELSE {tenth} END"
    name = (
        f"CASE WHEN any_value({band}) < 0 THEN 'unknown' ELSE"
        f" format('{{:.1f}}–{{:.1f}}', any_value({band}) / {SCORE_BANDS}, (any_value({band}) + 1) / {SCORE_BANDS}) END"
    )
    return count_groups(connection, band, name=name, order=f"any_value({band}) DESC")
