"""What has changed between two runs, and which articles it affects. test_counting_steps compares the counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.training.counted import CountedWiki
from training.corpus.recount import GONE, NotComparableError, check_distinct_titles, find_changes

OLD = {"Truru": "A [[town]] on the [[Fal]].", "Fal": "A river.", "Old": "#REDIRECT [[Fal]]", "Town": "Streets."}
NEW = OLD | {"Truru": "A [[town]] on the [[Fal|water]].", "Old": "#REDIRECT [[Town]]", "New": "x"}


def titles(directory: Path, pages: dict[str, str]) -> Path:
    directory.mkdir()
    return CountedWiki(directory, pages).corpus.titles


def test_texts_and_titles_that_differ_are_found(tmp_path: Path) -> None:
    old, new = titles(tmp_path / "old", OLD), titles(tmp_path / "new", NEW)
    changes = find_changes(old, new, "kw")
    assert sorted(changes.texts) == ["new", "water"]
    assert sorted(changes.titles) == ["New", "Old"]
    assert GONE not in changes.numbers.titles
    back = find_changes(new, old, "kw")
    assert sorted(back.texts) == ["new", "water"]
    assert (back.numbers.titles == GONE).sum() == 1


def test_other_separate_parts_cannot_be_compared(tmp_path: Path) -> None:
    old, new = titles(tmp_path / "old", OLD), titles(tmp_path / "new", OLD)
    (new / "joined-parts.json").write_text('{"before": {"z\'": [9, 0, 0]}, "after": {}}')
    with pytest.raises(NotComparableError, match="parts of joined words"):
        find_changes(old, new, "kw")


def test_articles_that_share_a_title_are_noticed(tmp_path: Path) -> None:
    found = titles(tmp_path / "old", OLD)
    check_distinct_titles(found, 3)
    with pytest.raises(NotComparableError, match="same title"):
        check_distinct_titles(found, 4)
