"""Finds what reviewers reject again and again, as rules that would suppress it.

A rule names a text, a target, or a class of targets; it cannot name a text together with a target. Among the rules that
the decisions support, the one with the highest lower bound of its rejection rate is taken, and the decisions that it
covers count for no other rule. So a text that is wrong for one target and right for another loses against that target,
and no rule repeats another.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from training.evaluation.metrics import interval

TEXTS, TARGETS, CLASSES = "texts", "targets", "classes"
"""Kinds of rules: members of linking.rules.model.Rule."""

_REASONS_OF_TARGETS = ("overlinking", "date")
"""Reasons that speak against the target rather than the text, where both have the same decisions."""

_MAX_EXAMPLES = 5

_EVIDENCE = """
    CREATE OR REPLACE TABLE evidence AS
    SELECT text, link_text, link_target, decision = 'reject' AS rejected, reason, judge, FALSE AS covered
    FROM decisions WHERE wiki = ? AND decision <> 'skip'
"""

_ROWS = {
    # In the text of a rule, an asterisk stands for any characters.
    TEXTS: """
        SELECT text AS key, link_text AS written, link_target AS example, rejected, reason, judge, 1::DOUBLE AS weight
        FROM evidence WHERE NOT covered AND NOT contains(text, '*')
    """,
    TARGETS: """
        SELECT link_target AS key, link_target AS written, link_text AS example, rejected, reason, judge,
            1::DOUBLE AS weight
        FROM evidence WHERE NOT covered
    """,
    # Each target of a class counts once, because many decisions about one target say nothing about the others.
    CLASSES: """
        SELECT class AS key, class AS written, link_target AS example, rejected, reason, judge,
            1::DOUBLE / count(*) OVER (PARTITION BY class, link_target) AS weight
        FROM evidence JOIN classes USING (link_target) WHERE NOT covered
    """,
}
_COVERED = {
    TEXTS: "text = ?",
    TARGETS: "link_target = ?",
    CLASSES: "link_target IN (SELECT link_target FROM classes WHERE class = ?)",
}


@dataclass(frozen=True, slots=True)
class Limits:
    """When a rule is proposed.

    Attributes:
        decisions: The smallest number of decisions; of a class, also of its targets.
        reviewers: The smallest number of reviewers who decided. Decisions without a name count as those of one reviewer
            in each file.
        rejection: The lower bound of the rejection rate has to be above this.
    """

    decisions: int = 5
    reviewers: int = 2
    rejection: float = 0.5


@dataclass(frozen=True, slots=True)
class Proposal:
    """A rule that the decisions support.

    Attributes:
        kind: TEXTS, TARGETS or CLASSES.
        value: What the rule names.
        decisions: The number of decisions about it, without skipped ones.
        rejections: The number of rejections.
        reviewers: The number of reviewers who decided.
        low, high: The 95 % interval of the rejection rate. That of a class is over its targets.
        reasons: How often each reason was given.
        examples: The most frequent targets of a text or of a class, or texts of a target, with the number of decisions.
    """

    kind: str
    value: str
    decisions: int
    rejections: int
    reviewers: int
    low: float
    high: float
    reasons: Sequence[tuple[str, int]]
    examples: Sequence[tuple[str, int]]


@dataclass(frozen=True, slots=True, order=True)
class _Candidate:
    """A possible rule. The best one is the smallest."""

    minus_low: float
    mismatch: bool  # whether the reasons speak for the other kind
    kind_order: int
    key: str
    kind: str
    value: str
    counts: tuple[int, int, int]  # decisions, rejections, reviewers
    high: float


def load_evidence(connection: duckdb.DuckDBPyConnection, wiki: str) -> int:
    """Take the decisions of a wiki that were not skipped, from a database of `decision_table`, and return their number.

    A table `classes` (training.review.target_classes) must exist. It may be empty.
    """
    connection.execute(_EVIDENCE, [wiki])
    return int(connection.execute("SELECT count(*) FROM evidence").fetchall()[0][0])


def propose_rules(connection: duckdb.DuckDBPyConnection, limits: Limits) -> list[Proposal]:
    """Return the rules in the order in which they were found. Classes, which concern most links, come last.

    Args:
        connection: The database after `load_evidence`.
        limits: When a rule is proposed.
    """
    return [
        proposal for kinds in ((TEXTS, TARGETS), (CLASSES,)) for proposal in _propose_kinds(connection, kinds, limits)
    ]


def _propose_kinds(connection: duckdb.DuckDBPyConnection, kinds: Sequence[str], limits: Limits) -> list[Proposal]:
    candidates = [candidate for kind in kinds for candidate in _measure(connection, kind, limits)]
    heapq.heapify(candidates)
    proposals = []
    while candidates:
        best = heapq.heappop(candidates)
        # Its decisions may be fewer by now. Those of the others too, so theirs are no better than they seem.
        now = next(iter(_measure(connection, best.kind, limits, best.key)), None)
        if now is None:
            continue
        if candidates and candidates[0] < now:
            heapq.heappush(candidates, now)
            continue
        proposals.append(_describe(connection, now))
        cover(connection, now.kind, now.key)
    return proposals


def cover(connection: duckdb.DuckDBPyConnection, kind: str, key: str) -> None:
    """Let the decisions that a rule covers count for no other rule. The key of a text is the text without its case."""
    connection.execute(f"UPDATE evidence SET covered = TRUE WHERE {_COVERED[kind]}", [key])


def _measure(
    connection: duckdb.DuckDBPyConnection, kind: str, limits: Limits, key: str | None = None
) -> Sequence[_Candidate]:
    """Return what the decisions support, of one kind, with one key or with any."""
    rows = connection.execute(
        "SELECT key, mode(written ORDER BY written), count(*), count(*) FILTER (rejected), count(DISTINCT judge),"
        " sum(weight), coalesce(sum(weight) FILTER (rejected), 0),"
        " count(*) FILTER (reason IN (SELECT unnest(?::VARCHAR[]))),"
        f" count(reason) FROM ({_ROWS[kind]}) WHERE ? IS NULL OR key = ? GROUP BY key"
        " HAVING count(*) >= ? AND sum(weight) > ? - 0.5 AND count(DISTINCT judge) >= ?",
        [list(_REASONS_OF_TARGETS), key, key, limits.decisions, limits.decisions, limits.reviewers],
    ).fetchall()
    found = []
    for name, written, decisions, rejections, reviewers, total, rejected, for_target, reasons in rows:
        low, high = interval(rejected, total)
        if low > limits.rejection:
            mismatch = (2 * for_target > reasons) == (kind == TEXTS)
            counts = (decisions, rejections, reviewers)
            order = (TEXTS, TARGETS, CLASSES).index(kind)
            found.append(_Candidate(-round(low, 9), mismatch, order, name, kind, written, counts, high))
    return found


def _describe(connection: duckdb.DuckDBPyConnection, found: _Candidate) -> Proposal:
    decisions, rejections, reviewers = found.counts
    return Proposal(
        kind=found.kind,
        value=found.value,
        decisions=decisions,
        rejections=rejections,
        reviewers=reviewers,
        low=-found.minus_low,
        high=found.high,
        reasons=_count(connection, found, "coalesce(reason, 'no reason')", "rejected"),
        examples=_count(connection, found, "example", "TRUE")[:_MAX_EXAMPLES],
    )


def _count(
    connection: duckdb.DuckDBPyConnection, found: _Candidate, column: str, condition: str
) -> list[tuple[str, int]]:
    return connection.execute(
        f"SELECT {column} AS value, count(*) AS count FROM ({_ROWS[found.kind]}) WHERE key = ? AND {condition}"
        " GROUP BY value ORDER BY count DESC, value",
        [found.key],
    ).fetchall()
