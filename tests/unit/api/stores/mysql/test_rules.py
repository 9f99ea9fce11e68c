"""Rules in a database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pymysql
import pytest
from pymysql.constants import ER

from api.stores.mysql.rules import DatabaseRulesStore
from linking.rules.model import Rules, RulesError
from linking.store.lookups import LookupFailedError
from tests.helpers.api.fake_database import FakePool, Rows

TEXTS = {"*": "rules: [{name: cities, targets: [Paris]}]", "kwwiki": "rules: Paris"}


def answer(statement: str, arguments: Sequence[object]) -> Rows:
    if "WHERE" in statement:
        return [(text,) for wiki, text in TEXTS.items() if (wiki,) == tuple(arguments)]
    return [(wiki, 1, text) for wiki, text in TEXTS.items()]


def store_of(pool: FakePool) -> DatabaseRulesStore:
    untyped: Any = pool
    return DatabaseRulesStore(untyped)


def test_rules_are_parsed_as_from_a_file() -> None:
    store = store_of(FakePool(answer))
    (rule,) = store.read("*").rules
    assert (rule.name, rule.origin) == ("cities", "global")
    assert store.read("arwiki") == Rules()
    with pytest.raises(RulesError):
        store.read("kwwiki")
    assert store.location("kwwiki") == "rules.yaml of kwwiki in the database"


def test_one_query_answers_for_all_wikis_while_it_is_fresh() -> None:
    pool = FakePool(answer)
    store = store_of(pool)
    assert store.signature("*") is not None
    assert store.signature("arwiki") is None
    assert len(pool.queries) == 1
    store._expires = 0.0
    store.signature("*")
    assert len(pool.queries) == 2


@pytest.mark.parametrize(("code", "known"), [(ER.NO_SUCH_TABLE, True), (ER.TABLEACCESS_DENIED_ERROR, False)])
def test_only_a_missing_table_means_that_there_are_no_rules(code: int, known: bool) -> None:
    def fail(*_: object) -> Rows:
        raise LookupFailedError("store", "no") from pymysql.ProgrammingError(code, "no")

    store = store_of(FakePool(fail))
    if known:
        assert store.signature("*") is None
    else:
        with pytest.raises(LookupFailedError):
            store.signature("*")
