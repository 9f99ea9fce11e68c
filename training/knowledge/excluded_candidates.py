"""How many pages, candidates and anchors each kind of excluded page took."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np

from training.corpus.title_index import open_dictionary
from training.knowledge.lookup_builder import EXCLUDED, SUMS

_MEMORY_MB = 500


@dataclass(frozen=True, slots=True)
class ExcludedKind:
    """What the rules of one kind excluded.

    Attributes:
        kind: The kind of page.
        pages: The number of pages.
        candidates: The number of candidates, which are pairs of an anchor and one of the pages.
        anchors: The number of anchors that have such a candidate.
        reasons: The number of pages by reason, the most frequent reason first.
    """

    kind: str
    pages: int
    candidates: int
    anchors: int
    reasons: Mapping[str, int]


def count_excluded(
    counts: Sequence[Mapping[str, object]], kinds: Sequence[str], *, sums: Path, titles: Path
) -> list[ExcludedKind]:
    """Return the kinds that excluded a page, those with the most candidates first.

    Args:
        counts: Kind, reason and number of pages of each exclusion.
        kinds: All kinds, in the order of their numbers in the array EXCLUDED, from 1.
        sums: Directory of the database with the corpus counts.
        titles: Directory of the title index and the dictionary.
    """
    candidates = _count_candidates(np.load(titles / EXCLUDED), sums, titles)
    found = []
    for number, kind in enumerate(kinds, 1):
        of_kind = [row for row in counts if row["kind"] == kind]
        reasons = {str(row["reason"]): int(str(row["pages"])) for row in of_kind}
        if reasons:
            by_count = dict(sorted(reasons.items(), key=lambda item: (-item[1], item[0])))
            pairs, anchors = candidates.get(number, (0, 0))
            found.append(ExcludedKind(kind, sum(reasons.values()), pairs, anchors, by_count))
    return sorted(found, key=lambda row: (-row.candidates, row.kind))


def _count_candidates(excluded: np.ndarray, sums: Path, titles: Path) -> dict[int, tuple[int, int]]:
    """Return the number of candidates and of anchors by number of the kind."""
    _, title_anchors = open_dictionary(titles)
    is_excluded = excluded[title_anchors.page] > 0
    keys = np.flatnonzero(excluded).astype(np.uint32)
    with duckdb.connect(str(sums / SUMS), read_only=True, config={"memory_limit": f"{_MEMORY_MB}MB"}) as connection:
        connection.register("excluded", {"target": keys, "kind": excluded[keys]})
        anchors = {"text": title_anchors.anchor[is_excluded], "target": title_anchors.page[is_excluded]}
        connection.register("title_anchor", anchors)
        rows = connection.execute(
            "SELECT kind, count(*), count(DISTINCT text) FROM ("
            " SELECT text, target FROM link_targets UNION SELECT text, target FROM title_anchor"
            ") JOIN excluded USING (target) GROUP BY kind"
        ).fetchall()
    return {kind: (candidates, anchors) for kind, candidates, anchors in rows}
