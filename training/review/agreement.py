"""Agreement of reviewers who decided about the same suggestions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

MAX_SUGGESTIONS = 50_000
"""Alpha is computed from at most this many suggestions, drawn at random, because they have to fit into memory."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A suggestion that some reviewers accepted and others rejected.

    Attributes:
        wiki, title, link_text, link_target: The suggestion.
        accept, reject: Numbers of decisions.
    """

    wiki: str
    title: str
    link_text: str
    link_target: str
    accept: int
    reject: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """How well several reviewers agree.

    Attributes:
        suggestions: The number of suggestions that at least two reviewers accepted or rejected.
        pairs: The number of pairs of decisions about the same suggestion.
        equal_pairs: The number of pairs of equal decisions.
        raw: The share of equal pairs, or None if there are no pairs.
        alpha: Krippendorff's alpha: 1 for perfect agreement, 0 for that of chance. None if it is undefined, because all
            decisions are equal or nobody decided about the same suggestion.
        disagreements: The suggestions with most disagreement.
    """

    suggestions: int
    pairs: int
    equal_pairs: int
    raw: float | None
    alpha: float | None
    disagreements: Sequence[Disagreement]


_SHARED = """
    CREATE OR REPLACE TEMP TABLE shared AS
    SELECT suggestion, count(*) FILTER (decision = 'accept') AS accept, count(*) FILTER (decision = 'reject') AS reject,
        any_value(wiki) AS wiki, any_value(title) AS title, any_value(link_text) AS link_text,
        any_value(link_target) AS link_target
    FROM decisions WHERE decision <> 'skip' GROUP BY suggestion HAVING count(*) > 1
"""
_PAIRS = """
    SELECT count(*), coalesce(sum((accept + reject) * (accept + reject - 1) // 2), 0)::BIGINT,
        coalesce(sum((accept * (accept - 1) + reject * (reject - 1)) // 2), 0)::BIGINT
    FROM shared
"""
_DISAGREEMENTS = """
    SELECT wiki, title, link_text, link_target, accept, reject FROM shared WHERE accept > 0 AND reject > 0
    ORDER BY least(accept, reject) DESC, accept + reject DESC, wiki, title, link_text, link_target LIMIT ?
"""


def measure_agreement(connection: duckdb.DuckDBPyConnection, limit: int) -> Agreement:
    """Compare the decisions about the same suggestions. Skipped ones say nothing.

    Args:
        connection: A database of `decision_table`.
        limit: The largest number of disagreements to list.

    References:
        K. Krippendorff (2011), Computing Krippendorff's Alpha-Reliability,
        https://repository.upenn.edu/asc_papers/43
    """
    connection.execute(_SHARED)
    suggestions, pairs, equal = connection.execute(_PAIRS).fetchall()[0]
    disagreements = [Disagreement(*row) for row in connection.execute(_DISAGREEMENTS, [limit]).fetchall()]
    raw = equal / pairs if pairs else None
    return Agreement(suggestions, pairs, equal, raw, _alpha(connection), disagreements)


def _alpha(connection: duckdb.DuckDBPyConnection) -> float | None:
    rows = connection.execute(
        "SELECT suggestion, accept, reject FROM shared ORDER BY suggestion LIMIT ?", [MAX_SUGGESTIONS]
    ).fetchall()
    labels = [
        (number, suggestion, label)
        for suggestion, accept, reject in rows
        for number, label in enumerate(["accept"] * accept + ["reject"] * reject)
    ]
    if len({label for _, _, label in labels}) < 2:
        return None
    # Loading nltk's metrics takes as long as the rest of the program, and no other command needs them.
    from nltk.metrics.agreement import AnnotationTask

    return float(AnnotationTask(labels).alpha())
