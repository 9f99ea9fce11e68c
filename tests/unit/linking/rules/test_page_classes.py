"""The page classes that rules test."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import marisa_trie
import numpy as np
import pytest

from linking.rules.page_classes import (
    class_number_dtype,
    fetch_page_classes,
    find_class_number,
    stored_class_name,
)
from linking.store.lookups import Lookups, Tries
from linking.store.tries import RecordTrie, SingleTrie
from linking.text.titles import Site

SITE = Site("dewiki", "de", namespaces={"kategorie": 14})
NO_TRIE = SingleTrie(marisa_trie.Trie())


class FakeTable:
    """A table in memory that records the keys of each query."""

    def __init__(self, values: Mapping[int, bytes]) -> None:
        self.values, self.queries = values, list[list[int]]()

    def get_many(self, keys: Collection[int]) -> Mapping[int, bytes]:
        self.queries.append(sorted(keys))
        return {key: self.values[key] for key in keys if key in self.values}

    def close(self) -> None:
        """Nothing to close."""


def lookups(classes: FakeTable | None, names: Collection[str] = ()) -> Lookups:
    tries = Tries(NO_TRIE, NO_TRIE, RecordTrie(marisa_trie.RecordTrie("<2B", [])), SingleTrie(marisa_trie.Trie(names)))
    return Lookups(FakeTable({}), FakeTable({}), tries, classes)


@pytest.mark.parametrize(
    ("raw", "stored"),
    [
        ("Q6256", "Q6256"),
        ("q6256", "Q6256"),
        (" Q6256 ", "Q6256"),
        ("Category:Countries", "Category:Countries"),
        ("category:seas_of Asia", "Category:Seas of Asia"),
        ("Kategorie: Länder", "Category:Länder"),
        ("a class of its own", "A class of its own"),
    ],
)
def test_classes_of_rules_are_spelled_as_they_are_stored(raw: str, stored: str) -> None:
    """A category may have the wiki's own namespace, underscores and a small first letter."""
    assert stored_class_name(SITE, raw) == stored


def test_a_class_that_no_page_has_has_no_number() -> None:
    """Such a class has no effect."""
    trie = SingleTrie(marisa_trie.Trie(["Q6256", "Category:Länder"]))
    assert find_class_number(SITE, trie, "Kategorie:Länder") == trie["Category:Länder"]
    assert find_class_number(SITE, trie, "Q5") is None
    assert find_class_number(SITE, trie, "Q6256\x00") is None


@pytest.mark.parametrize(("count", "size"), [(0, 2), (1 << 16, 2), ((1 << 16) + 1, 4)])
def test_numbers_are_packed_in_as_few_bytes_as_the_count_allows(count: int, size: int) -> None:
    """Two bytes hold the numbers of 65,536 classes, which start at 0."""
    assert class_number_dtype(count).itemsize == size


def test_classes_of_many_pages_are_fetched_in_one_query() -> None:
    """Pages without classes are left out."""
    table = FakeTable({1: np.array([0, 2], "<u2").tobytes(), 3: np.array([1], "<u2").tobytes()})
    assert fetch_page_classes(lookups(table, ["a", "b", "c"]), {1, 2, 3}) == {1: [0, 2], 3: [1]}
    assert table.queries == [[1, 2, 3]]


def test_nothing_is_fetched_without_pages_or_without_classes() -> None:
    """Older bundles have no table of classes."""
    table = FakeTable({})
    assert fetch_page_classes(lookups(table), ()) == {}
    assert fetch_page_classes(lookups(None), {1}) == {}
    assert table.queries == []
