"""Page classes are written from the categories of the dump and a table of Wikidata classes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import marisa_trie
import numpy as np
import pytest

from linking.rules.page_classes import class_number_dtype, fetch_page_classes
from linking.store.lookups import CLASS_TRIE, CLASSES, TITLE_TRIE, Lookups, SqliteTable, Tries
from linking.store.tries import open_trie
from linking.text.titles import Site
from training.corpus.exclusion_rules import ExclusionRules
from training.corpus.extraction import ExtractTask, extract_chunk
from training.corpus.page_exclusion import exclude_pages
from training.corpus.title_index import build_titles, load_titles
from training.dumps.xml_export import Page
from training.knowledge.page_classes import class_files, write_classes
from training.runtime import lookup_files
from training.runtime.database import database

SITE = Site("kwwiki", "kw", namespaces={"klass": 14})
PAGE = Page(0, 0, "", None, "", 1, "wikitext")
INSTANCES = [(1, "Q515"), (1, "Q5119"), (2, "Q6256"), (99, "Q5")]


@pytest.fixture(autouse=True, params=[lookup_files.KEYS_PER_SHARD, 2], ids=["whole tries", "tries in shards"])
def _shards(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookup_files, "KEYS_PER_SHARD", request.param)


def page(number: int, title: str, text: str, redirect: str | None = None) -> Page:
    return replace(PAGE, id=number, title=title, text=text, redirect=redirect)


PAGES = (
    page(1, "Paris", "Text. [[Klass:Trevow_in Frynk|*]] [[category:capitals]] [[:Klass:Not this]] [[Klass:Capitals]]"),
    page(2, "Frynk", "{{t|[[Klass:Powyow]]}} <!-- [[Klass:Hidden]] --> <nowiki>[[Klass:Shown]]</nowiki>"),
    page(3, "Lutetia", "#REDIRECT [[Paris]] [[Klass:Redirects]]", "Paris"),
    page(4, "1999", "A year. [[Klass:Years]]"),
    page(5, "None", "Text."),
)


def written(directory: Path, pages: Sequence[Page], instances: Sequence[tuple[int, str]], excluded: str = "") -> Path:
    extract_chunk(ExtractTask(0, pages, SITE, directory))
    with database(directory / "titles.duckdb", memory_mb=100, threads=1) as connection:
        load_titles(connection, directory)
        titles = build_titles(connection, directory)
        connection.execute("CREATE TABLE instance_of (page_id UBIGINT, title VARCHAR, item VARCHAR, class VARCHAR)")
        for row in instances:
            connection.execute("INSERT INTO instance_of VALUES (?, NULL, NULL, ?)", list(row))
        exclude_pages(connection, ExclusionRules(classes={}, properties={}, markers=(), series=(), calendar={}))
        flags = np.zeros(len(titles.trie), np.bool_)
        if excluded:
            flags[titles.trie[excluded]] = True
        write_classes(connection, directory, titles, flags, directory)
    return directory


def classes_by_title(directory: Path) -> dict[str, set[str]]:
    titles, classes = open_trie(directory, TITLE_TRIE), open_trie(directory, CLASS_TRIE)
    table = SqliteTable(directory / f"{CLASSES}.sqlite")
    none = marisa_trie.Trie()
    lookups = Lookups(table, table, Tries(none, titles, none, classes), table)
    found = fetch_page_classes(lookups, range(len(titles)))
    table.close()
    return {titles.restore_key(key): set(map(classes.restore_key, numbers)) for key, numbers in found.items()}


def test_articles_have_wikidata_classes_and_the_categories_in_their_text(tmp_path: Path) -> None:
    """Redirects, links to categories and comments do not."""
    assert classes_by_title(written(tmp_path, PAGES, INSTANCES)) == {
        "Paris": {"Q515", "Q5119", "Category:Trevow in Frynk", "Category:Capitals"},
        "Frynk": {"Q6256", "Category:Powyow"},
        "1999": {"Category:Years"},
    }


def test_excluded_pages_have_no_classes(tmp_path: Path) -> None:
    assert "1999" not in classes_by_title(written(tmp_path, PAGES, INSTANCES, excluded="1999"))


def test_without_any_class_there_are_no_files(tmp_path: Path) -> None:
    written(tmp_path, PAGES[4:], ())
    assert class_files(tmp_path) == []


@pytest.mark.parametrize(("classes", "size"), [(0, 2), (1 << 16, 2), ((1 << 16) + 1, 4)])
def test_numbers_take_two_bytes_where_that_is_enough(classes: int, size: int) -> None:
    assert class_number_dtype(classes).itemsize == size
