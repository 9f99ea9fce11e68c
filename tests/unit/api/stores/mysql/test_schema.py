"""The tables of the database."""

from __future__ import annotations

import re

import pytest

from api.stores.mysql.schema import STATEMENTS, is_table


def test_every_statement_creates_a_missing_table_of_the_service() -> None:
    names = [re.match(r"CREATE TABLE IF NOT EXISTS (lr_\w+) \(", statement) for statement in STATEMENTS]
    found = [name[1] for name in names if name]
    assert found == ["lr_bundle", "lr_current", "lr_dataset", "lr_entry", "lr_rules"]


@pytest.mark.parametrize(("name", "expected"), [("pages.sqlite", True), ("titles.trie", False), ("model.ubj", False)])
def test_lookup_tables_are_known_by_their_suffix(name: str, expected: bool) -> None:
    assert is_table(name) is expected
