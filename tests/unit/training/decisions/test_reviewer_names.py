"""Users keep their names for as long as the key is the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from training.decisions.reading import DecisionsError
from training.decisions.reviewer_names import hashed_name, load_key


def test_a_file_with_a_key_is_created_and_read_again(tmp_path: Path) -> None:
    path = tmp_path / "key"
    key = load_key(path)
    assert load_key(path) == key
    assert path.stat().st_mode & 0o777 == 0o600
    assert load_key(tmp_path / "other") != key


def test_without_a_file_each_key_is_new() -> None:
    assert load_key(None) != load_key(None)


def test_names_depend_on_user_and_key() -> None:
    names = {hashed_name(key, user) for key in (b"a" * 32, b"b" * 32) for user in (1, 2, 12)}
    assert len(names) == 6
    assert all(name is not None and name.startswith("user-") and len(name) == 21 for name in names)
    assert hashed_name(b"a" * 32, 1) == hashed_name(b"a" * 32, 1)


def test_user_0_is_unknown() -> None:
    assert hashed_name(b"a" * 32, 0) is None


def test_a_short_key_is_refused(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("secret\n")
    with pytest.raises(DecisionsError, match="holds 6 bytes, too few"):
        load_key(tmp_path / "key")
