"""The summary of some decisions."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from linking.bundle.errors import BundleError
from tests.helpers.linking.complete_bundle import WIKI, write_complete_bundle
from tests.helpers.training.made_decisions import made_table
from training.review.acceptance_groups import AcceptanceGroup
from training.review.summary import ReasonCount, Summary, summarize

TINY = {"wiki": "tinywiki", "link_target": "Paris", "link_text": "Paris"}
ROWS: list[dict[str, Any]] = [
    {**TINY, "revid": 1, "reviewer": "Ann"},
    {**TINY, "revid": 1, "reviewer": "Ann", "decision": "reject", "reason": "date"},
    {**TINY, "revid": 1, "reviewer": "Bob"},
    {**TINY, "revid": 2, "link_text": "PARIS", "decision": "reject", "reason": "date", "bundle_version": "v2"},
    {**TINY, "revid": 3, "link_target": "Rome", "decision": "reject"},
    {"wiki": "otherwiki", "decision": "skip", "bundle_version": None},
]


def summary_of(rows: Sequence[dict[str, Any]], data_dir: Path | None = None, limit: int = 10) -> Summary:
    with made_table(rows) as connection:
        found = summarize(connection, limit, data_dir)
    assert found
    return found


def counts(groups: Sequence[AcceptanceGroup]) -> list[tuple[object, ...]]:
    return [(group.wiki, group.name, group.accept, group.reject, group.skip) for group in groups]


def test_everything_is_counted() -> None:
    found = summary_of(ROWS)
    assert counts([found.total]) == [(None, "all", 1, 3, 1)]
    assert (found.wikis, found.reviewers, found.unnamed, found.replaced) == (["otherwiki", "tinywiki"], 2, 3, 1)
    assert found.by_reason == [ReasonCount("date", 2, 2 / 3), ReasonCount("none given", 1, 1 / 3)]
    assert counts(found.by_text) == [("tinywiki", "PARIS", 1, 3, 0), ("otherwiki", "Truru", 0, 0, 1)]
    assert counts(found.by_target) == [
        ("tinywiki", "Paris", 1, 2, 0),
        ("tinywiki", "Rome", 0, 1, 0),
        ("otherwiki", "Truru", 0, 0, 1),
    ]
    assert counts(found.by_reviewer) == [(None, "Ann", 0, 1, 0), (None, "Bob", 1, 0, 0)]
    assert counts(found.by_wiki) == [(None, "otherwiki", 0, 0, 1), (None, "tinywiki", 1, 3, 0)]
    assert [group.name for group in found.by_bundle_version] == ["20261123T101500Z", "v2"]
    assert found.by_class is None
    assert found.agreement.raw == 0.0


def test_classes_are_those_of_the_bundles_that_there_are(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    write_complete_bundle(tmp_path, contents=replace(WIKI, classes={"Paris": ("Q515", "Q5119")}))
    with caplog.at_level(logging.WARNING):
        found = summary_of(ROWS, tmp_path)
    assert found.by_class is not None
    assert counts(found.by_class) == [("tinywiki", "Q5119", 1, 2, 0), ("tinywiki", "Q515", 1, 2, 0)]
    assert "no classes of the targets of otherwiki" in caplog.text


def test_a_directory_without_any_bundle_of_the_wikis_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(BundleError):
        summary_of(ROWS, tmp_path)


def test_lists_are_cut_off() -> None:
    found = summary_of([{"link_target": f"T{number}", "link_text": f"t{number}"} for number in range(5)], limit=3)
    assert (len(found.by_target), len(found.by_text)) == (3, 3)


def test_there_is_no_summary_of_nothing() -> None:
    with made_table([]) as connection:
        assert summarize(connection, 10) is None
