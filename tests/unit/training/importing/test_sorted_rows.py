"""Rows are sorted by key in a temporary file."""

from __future__ import annotations

from pathlib import Path

import pytest

from training.importing.sorted_rows import sorted_rows


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([(3, b"c"), (1, b"a"), (2, b"b")], [(1, b"a"), (2, b"b"), (3, b"c")]),
        ([("b", b"1"), ("a", b"2"), ("b", b"0")], [("a", b"2"), ("b", b"1"), ("b", b"0")]),
        ([("é", b""), ("z", b""), ("\U0001f71a", b"")], [("z", b""), ("é", b""), ("\U0001f71a", b"")]),
        ([], []),
    ],
    ids=["numbers", "equal keys keep their order", "strings in order of code points", "none"],
)
def test_rows_are_in_order_of_their_keys_each_time(tmp_path: Path, rows: list[tuple], expected: list[tuple]) -> None:
    with sorted_rows(tmp_path / "rows.sqlite", iter(rows)) as found:
        assert list(found) == expected
        assert list(found) == expected
    assert not (tmp_path / "rows.sqlite").exists()


def test_the_file_is_deleted_after_an_error(tmp_path: Path) -> None:
    def fail():
        yield 1, b""
        raise ValueError

    with pytest.raises(ValueError), sorted_rows(tmp_path / "rows.sqlite", fail()):
        pass
    assert not (tmp_path / "rows.sqlite").exists()
