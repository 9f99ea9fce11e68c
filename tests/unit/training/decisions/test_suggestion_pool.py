"""Files of suggestions, as `recommend` wrote them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from training.decisions.reading import DecisionsError
from training.decisions.suggestion_pool import Pool, PoolLink, PoolPage
from training.errors import OtherWikiError

LINK = {"link_text": "Truru", "link_target": "Truru", "wikitext_offset": 5, "score": 0.5, "match_index": 0}


def write(path: Path, *lines: object) -> str:
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return str(path)


def test_answers_are_read_with_the_version_of_their_bundle(tmp_path: Path) -> None:
    answer = {"page_title": "Kernow", "pageid": 7, "revid": 1007, "links_count": 1, "links": [LINK]}
    path = write(tmp_path / "pool.jsonl", answer, {**answer, "links": []})
    write(tmp_path / "pool.jsonl.run.json", {"wiki": "kwwiki", "version": "20260101T000000Z", "meta": {}})
    pool = Pool.open(path, "kwwiki")
    assert pool.bundle_version == "20260101T000000Z"
    assert list(pool.pages()) == [PoolPage(7, 1007, [PoolLink("Truru", "Truru", 5, 0.5)]), PoolPage(7, 1007, [])]


def test_the_version_is_unknown_without_the_file_beside_it(tmp_path: Path) -> None:
    assert Pool.open(write(tmp_path / "pool.jsonl"), "kwwiki").bundle_version is None


def test_a_file_of_another_wiki_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "pool.jsonl")
    write(tmp_path / "pool.jsonl.run.json", {"wiki": "frwiki", "version": "20260101T000000Z"})
    with pytest.raises(OtherWikiError, match="is of frwiki, not of kwwiki"):
        Pool.open(path, "kwwiki")


@pytest.mark.parametrize("line", ["x", {"pageid": 7}, {"pageid": 7, "revid": 1, "links": [{**LINK, "score": "1"}]}])
def test_other_lines_are_refused(tmp_path: Path, line: object) -> None:
    path = write(tmp_path / "pool.jsonl", {"pageid": 7, "revid": 1, "links": []}, line)
    with pytest.raises(DecisionsError, match=r"pool\.jsonl:2: is not an answer of `recommend`"):
        list(Pool.open(path, "kwwiki").pages())


def test_another_file_beside_it_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "pool.jsonl")
    write(tmp_path / "pool.jsonl.run.json", "x")
    with pytest.raises(DecisionsError, match="is not what `recommend` writes"):
        Pool.open(path, "kwwiki")
