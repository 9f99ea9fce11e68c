"""`inspect` shows what a bundle contains."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.linking.bundles import VERSION
from tests.helpers.linking.complete_bundle import write_complete_bundle
from tests.helpers.training.data_sets import DataSets
from training.__main__ import main


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    write_complete_bundle(tmp_path)
    return tmp_path


def inspected(capsys: pytest.CaptureFixture[str], data_dir: Path, *words: str, wiki: str = "tinywiki") -> Any:
    capsys.readouterr()
    assert main(["inspect", "--data-dir", str(data_dir), "--wiki", wiki, *words]) == 0
    return json.loads(capsys.readouterr().out)


def test_the_manifest_is_shown(data_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shown = inspected(capsys, data_dir)
    assert (shown["wiki"], shown["counts"]) == ("tinywiki", {"articles": 3})
    assert inspected(capsys, data_dir, "--version", VERSION) == shown


def test_an_anchor_is_shown_with_its_candidates(data_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The most frequent candidate comes first. Case is folded as in serving."""
    shown = inspected(capsys, data_dir, "--anchor", "PARIS")["anchor"]
    assert shown == {
        "text": "paris",
        "link_articles": 94,
        "text_articles": 97,
        "candidates": [
            {"target": "Paris", "articles": 90, "text_is": []},
            {"target": "Paris (mythology)", "articles": 4, "text_is": []},
        ],
    }


def test_a_page_is_shown_with_its_nearest(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A redirect is resolved, and the page itself is not among its nearest."""
    source = DataSets().write(tmp_path / "old")
    main(["import", "--wiki", "oldwiki", "--from", str(source), "--data-dir", str(tmp_path / "data")])
    shown = inspected(capsys, tmp_path / "data", "--page", "city of Light", "--nearest", "2", wiki="oldwiki")["page"]
    assert shown["title"] == "Paris"
    assert shown["nearest"] == [{"title": "Europe", "cosine": 0.8}, {"title": "France", "cosine": 0.6}]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--anchor", "nowhere"], "no such anchor in the bundle: 'nowhere'"),
        (["--page", "Nowhere"], "no such article in the bundle: 'Nowhere'"),
        (["--version", "20200101T000000Z"], "no bundle for tinywiki"),
    ],
)
def test_a_missing_entry_is_a_one_line_error(
    data_dir: Path, words: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["inspect", "--data-dir", str(data_dir), "--wiki", "tinywiki", *words]) == 1
    error = capsys.readouterr().err
    assert message in error
    assert error.count("\n") == 1
