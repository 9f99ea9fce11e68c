"""Summarizes decisions: what was accepted, by what the suggestions have in common, and how well reviewers agree."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from linking.bundle.errors import BundleError
from linking.errors import LinkingError
from training.review.acceptance_groups import AcceptanceGroup, count_groups, count_score_bands
from training.review.agreement import Agreement, measure_agreement
from training.review.target_classes import create_class_table, load_classes

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ReasonCount:
    """How often a reason was given.

    Attributes:
        reason: The reason, or "none given".
        count: The number of rejections.
        share: Their share among all rejections.
    """

    reason: str
    count: int
    share: float


@dataclass(frozen=True, slots=True)
class Summary:
    """What was decided.

    Attributes:
        total: All decisions.
        wikis: The wikis.
        reviewers: The number of different names of reviewers.
        unnamed: The number of decisions without a reviewer.
        replaced: The number of decisions that do not count, because the same reviewer decided again.
        by_score: Groups by band of scores.
        by_reason: Rejections by reason.
        by_text, by_target: Groups by link text, without its case, and by target: those with most rejections.
        by_class: The same by page class of the target, or None without bundles. A target may have several classes.
        by_reviewer: The same by reviewer.
        by_wiki, by_bundle_version: Groups by wiki, and by version of the bundle.
        agreement: Agreement of reviewers.
    """

    total: AcceptanceGroup
    wikis: Sequence[str]
    reviewers: int
    unnamed: int
    replaced: int
    by_score: Sequence[AcceptanceGroup]
    by_reason: Sequence[ReasonCount]
    by_text: Sequence[AcceptanceGroup]
    by_target: Sequence[AcceptanceGroup]
    by_class: Sequence[AcceptanceGroup] | None
    by_reviewer: Sequence[AcceptanceGroup]
    by_wiki: Sequence[AcceptanceGroup]
    by_bundle_version: Sequence[AcceptanceGroup]
    agreement: Agreement


def summarize(connection: duckdb.DuckDBPyConnection, limit: int, data_dir: Path | None = None) -> Summary | None:
    """Summarize decisions.

    Args:
        connection: A database of `decision_table`.
        limit: The largest number of texts, targets, classes, reviewers and disagreements to list.
        data_dir: The directory with all bundles, for the classes of targets.

    Returns:
        None if there are no decisions.

    Raises:
        LinkingError: No wiki has a bundle, or a bundle cannot be used.
    """
    totals = count_groups(connection, "'all'")
    if not totals:
        return None
    wikis = [wiki for (wiki,) in connection.execute("SELECT DISTINCT wiki FROM decisions ORDER BY wiki").fetchall()]
    counts = "SELECT count(DISTINCT reviewer), count(*) FILTER (reviewer IS NULL) FROM decisions"
    reviewers, unnamed = connection.execute(counts).fetchall()[0]
    return Summary(
        total=totals[0],
        wikis=wikis,
        reviewers=reviewers,
        unnamed=unnamed,
        replaced=connection.execute("SELECT count(*) FROM replaced").fetchall()[0][0],
        by_score=count_score_bands(connection),
        by_reason=_count_reasons(connection),
        by_text=count_groups(connection, "text", wiki="wiki", name="min(link_text)", limit=limit),
        by_target=count_groups(connection, "link_target", wiki="wiki", limit=limit),
        by_class=None if data_dir is None else _count_classes(connection, wikis, data_dir, limit),
        by_reviewer=count_groups(connection, "reviewer", order="accept + reject + skip DESC, name", limit=limit),
        by_wiki=count_groups(connection, "wiki", order="name"),
        by_bundle_version=count_groups(connection, "bundle_version", order="name", limit=limit),
        agreement=measure_agreement(connection, limit),
    )


def _count_reasons(connection: duckdb.DuckDBPyConnection) -> Sequence[ReasonCount]:
    rows = connection.execute(
        "SELECT coalesce(reason, 'none given') AS reason, count(*) AS count FROM decisions WHERE decision = 'reject'"
        " GROUP BY 1 ORDER BY count DESC, reason"
    ).fetchall()
    total = sum(count for _, count in rows)
    return [ReasonCount(reason, count, count / total) for reason, count in rows]


def _count_classes(
    connection: duckdb.DuckDBPyConnection, wikis: Sequence[str], data_dir: Path, limit: int
) -> Sequence[AcceptanceGroup]:
    create_class_table(connection)
    missing: list[LinkingError] = []
    for wiki in wikis:
        try:
            load_classes(connection, data_dir, wiki)
        except BundleError as error:
            missing.append(error)
            logger.warning("no classes of the targets of %s: %s", wiki, error)
    if len(missing) == len(wikis):
        raise missing[0]
    rows = "decisions JOIN classes USING (wiki, link_target)"
    return count_groups(connection, "class", wiki="wiki", source=rows, limit=limit)
