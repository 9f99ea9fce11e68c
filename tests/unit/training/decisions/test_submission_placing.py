"""Rows of the log become decisions, or are counted by cause."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from tests.helpers.training.imported_wiki import LOG, PENZANCE, TRURU, write_dump, write_pool
from tests.helpers.training.submission_logs import write_tsv
from training.decisions.decision import Decision, parse_decision
from training.decisions.submission_log import read_submissions
from training.decisions.submission_placing import CAUSES, ImportCounts, place_submissions, placed_decisions
from training.decisions.submission_tables import load_dump, load_pools, load_submissions
from training.decisions.suggestion_pool import Pool
from training.dumps.dump import Dump
from training.runtime.database import temporary_database

VERSION = "20260101T000000Z"


def place(directory: Path, *pool_files: Path) -> tuple[ImportCounts, list[Decision]]:
    log = write_tsv(directory / "log.tsv", LOG)
    pools = [Pool.open(str(path), "kwwiki") for path in pool_files]
    with temporary_database() as connection:
        load_submissions(connection, read_submissions(str(log)))
        load_pools(connection, pools)
        with Dump([str(write_dump(directory / "dump.xml"))], namespaces=[0]) as dump:
            load_dump(connection, dump, lambda _: None)
        return place_submissions(connection), _decisions(connection, pools)


def _decisions(connection: duckdb.DuckDBPyConnection, pools: list[Pool]) -> list[Decision]:
    return list(placed_decisions(connection, "kwwiki", pools, lambda user: f"u{user}" if user else None))


def facts(decision: Decision) -> tuple[object, ...]:
    return (
        decision.title,
        decision.revid,
        decision.wikitext_offset,
        decision.link_text,
        decision.link_target,
        decision.decision,
        decision.score,
        decision.bundle_version,
        decision.reviewer,
    )


FROM_DUMP = [
    ("Ann & Bob", 1008, 0, "Truru", "Truru", "accept", None, None, None),
    ("Kernow", 1001, TRURU, "Truru", "Truru", "reject", None, None, "u42"),
    ("Kernow", 1001, PENZANCE, "Penzance", "Penzance", "skip", None, None, "u43"),
]
WITH_POOL = [
    FROM_DUMP[0],
    ("Kernow", 900, 40, "Truru", "Truru", "accept", 0.75, VERSION, "u42"),
    ("Kernow", 900, 60, "Pensans", "Penzance", "accept", 0.5, VERSION, "u42"),
    ("Kernow", 1001, TRURU, "Truru", "Truru", "reject", 0.9, VERSION, "u42"),
    FROM_DUMP[2],
]


def test_with_the_dump_alone_only_its_own_revisions_are_placed(tmp_path: Path) -> None:
    counts, decisions = place(tmp_path)
    assert list(map(facts, decisions)) == FROM_DUMP
    assert counts.dropped == {
        "feedback": 1,
        "article": 1,
        "target": 2,
        "redirect": 1,
        "outside": 2,
        "old row": 2,
        "other revision": 3,
    }
    assert list(counts.verdicts) == [("accept", 6, 1), ("reject", 7, 1), ("skip", 1, 1)]
    assert (counts.placed, counts.redirected, counts.unscored) == (3, 0, 3)


def test_the_suggestions_that_were_loaded_give_texts_and_scores(tmp_path: Path) -> None:
    counts, decisions = place(tmp_path, write_pool(tmp_path / "pool.jsonl"))
    assert list(map(facts, decisions)) == WITH_POOL
    assert (counts.dropped["old row"], counts.dropped["other revision"]) == (1, 2)
    assert (counts.redirected, counts.unscored) == (1, 2)
    assert sum(counts.dropped.values()) + counts.placed == len(LOG)


def test_of_several_files_of_suggestions_the_last_one_counts(tmp_path: Path) -> None:
    paths = [write_pool(tmp_path / f"{name}.jsonl", f"2026010{name}T000000Z") for name in "12"]
    _, decisions = place(tmp_path, *paths)
    assert {one.bundle_version for one in decisions} == {None, "20260102T000000Z"}
    assert len(decisions) == len(WITH_POOL)


def test_what_is_written_is_valid(tmp_path: Path) -> None:
    _, decisions = place(tmp_path, write_pool(tmp_path / "pool.jsonl"))
    assert [parse_decision(one.to_line()) for one in decisions] == decisions


def test_every_cause_has_words(tmp_path: Path) -> None:
    counts, _ = place(tmp_path)
    assert counts.dropped.keys() == CAUSES.keys()


@pytest.mark.parametrize("order", [1, -1])
def test_the_order_of_the_log_does_not_matter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, order: int) -> None:
    monkeypatch.setattr(f"{__name__}.LOG", LOG[::order])
    assert list(map(facts, place(tmp_path)[1])) == FROM_DUMP
