"""The tables of the database."""

from __future__ import annotations

import pytest

from api.stores.mysql.schema import BUNDLE_TABLES, RULES_TABLE, TABLES, is_table, schema_sql


def test_every_statement_creates_a_missing_table_of_the_service() -> None:
    for name, statement in TABLES.items():
        assert statement.startswith(f"CREATE TABLE IF NOT EXISTS {name} (")
    assert {*BUNDLE_TABLES, RULES_TABLE} == set(TABLES)
    assert schema_sql().count(";\n") == len(TABLES)


@pytest.mark.parametrize(("name", "expected"), [("pages.sqlite", True), ("titles.trie", False), ("model.ubj", False)])
def test_lookup_tables_are_known_by_their_suffix(name: str, expected: bool) -> None:
    assert is_table(name) is expected
