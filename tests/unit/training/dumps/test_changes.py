"""Adds-changes dumps are applied to a full dump."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.training.exports import export, page
from training.dumps.changes import open_changes
from training.dumps.dump import read_pages
from training.errors import UnreadableDumpError

BASE = [page("A", "Old A.", number=1), page("B", "Old B.", number=2), page("C", "Old C.", number=3)]


def newer(text: str, revision: int) -> str:
    """A page element with another revision id than that of `page`."""
    return text.replace("<revision>\n      <id>", f"<revision>\n      <id>{revision}", 1)


def revisions(title: str, number: int, *texts: str) -> str:
    """A page with several revisions, as the history has them."""
    first = newer(page(title, texts[0], number=number), 5)
    start, end = first.index("    <revision>"), first.index("  </page>")
    all_of_them = (newer(page(title, text, number=number), 5 + place) for place, text in enumerate(texts))
    elements = (one[one.index("    <revision>") : one.index("  </page>")] for one in all_of_them)
    return first[:start] + "".join(elements) + first[end:]


def changed(tmp_path: Path, *files: list[str]) -> list[tuple[int, str, str]]:
    paths = []
    for number, pages in enumerate((BASE, *files)):
        paths.append(tmp_path / f"{number}.xml")
        paths[-1].write_bytes(export(*pages))
    with open_changes(tmp_path) as changes:
        changes.read([str(path) for path in paths[1:]], [0])
        result = [(one.id, one.title, one.text) for one in changes.apply(read_pages([str(paths[0])]))]
    assert sorted(tmp_path.iterdir()) == paths
    return result


def test_changed_pages_are_replaced_and_new_ones_come_last(tmp_path: Path) -> None:
    day = [page("Z", "New.", number=9), revisions("B moved", 2, "In between.", "New B."), page("Y", "New.", number=8)]
    assert changed(tmp_path, day) == [
        (1, "A", "Old A."),
        (2, "B moved", "New B."),
        (3, "C", "Old C."),
        (8, "Y", "New."),
        (9, "Z", "New."),
    ]


def test_the_latest_revision_counts_whatever_the_order_of_the_files(tmp_path: Path) -> None:
    late, early = [newer(page("A", "Latest.", number=1), 7)], [newer(page("A", "Later.", number=1), 6)]
    assert changed(tmp_path, late, early)[0] == (1, "A", "Latest.")


def test_an_older_revision_than_that_of_the_dump_is_ignored(tmp_path: Path) -> None:
    old = page("A", "Older.", number=1).replace("<id>1001</id>", "<id>900</id>")
    assert changed(tmp_path, [old])[0] == (1, "A", "Old A.")


def test_pages_of_other_namespaces_are_left_out(tmp_path: Path) -> None:
    assert len(changed(tmp_path, [page("Talk:A", "x", number=7, namespace=1)])) == 3


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDumpError, match=r"none\.xml"), open_changes(tmp_path) as changes:
        changes.read([str(tmp_path / "none.xml")], [0])
