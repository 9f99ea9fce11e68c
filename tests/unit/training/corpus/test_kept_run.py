"""The kept work of a run is replaced in one step."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from linking.text.titles import Site
from training.corpus.kept_run import KeptRun, has_index, keep_run

SITE = Site("kwwiki", "kw", namespaces={"restren": 6})


@pytest.fixture
def work(tmp_path: Path) -> Path:
    for name in (
        "extracted/pages.npy",
        "extracted/chunk-000000.jsonl.gz",
        "extracted/texts-000000.csv.gz",
        "titles/titles.trie",
        "titles/titles.duckdb",
        "sums/sums.duckdb",
    ):
        path = tmp_path / "work" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return tmp_path / "work"


def keep(directory: Path, work: Path, articles: int = 3) -> None:
    keep_run(
        directory,
        SITE,
        articles=articles,
        extracted=work / "extracted",
        titles=work / "titles",
        sums=work / "sums/sums.duckdb",
    )


def test_only_what_the_next_run_needs_is_kept(work: Path, tmp_path: Path) -> None:
    directory = tmp_path / "kept/kwwiki"
    assert KeptRun.find(directory, SITE) is None
    keep(directory, work)
    kept = KeptRun.find(directory, SITE)
    assert kept == KeptRun(directory, 3)
    assert has_index(kept.extracted)
    assert sorted(str(path.relative_to(directory)) for path in directory.rglob("*") if path.is_file()) == [
        "extracted/chunk-000000.jsonl.gz",
        "extracted/pages.npy",
        "kept.json",
        "sums.duckdb",
        "titles/titles.trie",
    ]


def test_the_work_is_replaced(work: Path, tmp_path: Path) -> None:
    directory = tmp_path / "kept/kwwiki"
    keep(directory, work)
    (tmp_path / "kept/kwwiki.new").mkdir()  # of an interrupted run
    keep(directory, work, articles=4)
    assert KeptRun.find(directory, SITE) == KeptRun(directory, 4)
    assert [path.name for path in (tmp_path / "kept").iterdir()] == ["kwwiki"]


def test_work_of_another_wiki_or_program_is_not_found(work: Path, tmp_path: Path) -> None:
    directory = tmp_path / "kept/kwwiki"
    keep(directory, work)
    assert KeptRun.find(directory, Site("kwwiki", "br", namespaces={"restren": 6})) is None
    content = json.loads((directory / "kept.json").read_text())
    (directory / "kept.json").write_text(json.dumps({**content, "program": "x"}))
    assert KeptRun.find(directory, SITE) is None
