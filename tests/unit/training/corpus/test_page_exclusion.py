"""Pages that are not worth linking are found by page properties, Wikidata classes and page markers."""

from __future__ import annotations

import logging

import duckdb
import pytest

from training.corpus.exclusion_rules import Exclusion, ExclusionRules, Series
from training.corpus.page_exclusion import ExcludedPage, exclude_pages, excluded_pages
from training.dumps.wikidata_instance_of import load_instance_of

DISAMBIGUATION, YEAR = Exclusion("disambiguation", "disambiguation page"), Exclusion("date", "year")
SERIES = Series(Exclusion("series", "one of a series"), 3)


def rules_of(**rules) -> ExclusionRules:
    return ExclusionRules(**{"classes": {}, "properties": {}, "markers": (), "series": (), "calendar": {}, **rules})


RULES = rules_of(
    classes={"Q4167410": DISAMBIGUATION, "Q577": YEAR}, properties={"disambiguation": DISAMBIGUATION}, series=(SERIES,)
)


@pytest.fixture
def connection():
    """A database with five pages."""
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE title (page_id UBIGINT, title VARCHAR)")
        titles = [(1, "Kernow"), (2, "Ceres"), (3, "1999"), (4, "Ceres (klerheans)"), (5, "Dowr")]
        connection.executemany("INSERT INTO title VALUES (?, ?)", [list(row) for row in titles])
        yield connection


def excluded(connection, rules: ExclusionRules = RULES) -> dict[str, str]:
    exclude_pages(connection, rules)
    return {page.title: page.exclusion.reason for page in excluded_pages(connection)}


# Wikidata classes


def test_pages_are_excluded_by_their_class(connection, table):
    load_instance_of(connection, table("page_id\tclass", "1\tQ35145263", "3\tQ577", "4\tQ4167410", "99\tQ577"))

    assert exclude_pages(connection, RULES) == {DISAMBIGUATION: 1, YEAR: 1}
    assert list(excluded_pages(connection)) == [
        ExcludedPage(3, "1999", YEAR),
        ExcludedPage(4, "Ceres (klerheans)", DISAMBIGUATION),
    ]


@pytest.mark.parametrize(
    "lines",
    [
        ("title\tclass", "Ceres_(klerheans)\tQ4167410"),
        ("Title\tinstance_of\tother", "Ceres (klerheans)\tQ4167410\tx"),
        ("class\tpage_id", "http://www.wikidata.org/entity/Q4167410\t4"),
        ("page_id\ttitle\tclass", "4\tAnother title\tQ1, Q4167410"),
        ("item\tclass", "http://www.wikidata.org/entity/Q44\tQ4167410"),
        ("title\tnote\tclass", 'Ceres (klerheans)\t"a quote\tQ4167410'),
    ],
)
def test_rows_may_identify_pages_by_page_id_title_or_item(connection, table, lines):
    connection.execute("CREATE TABLE page_props AS SELECT 4 AS page_id, 'wikibase_item' AS property, 'Q44' AS value")
    load_instance_of(connection, table(*lines))

    assert excluded(connection) == {"Ceres (klerheans)": "disambiguation page"}


def test_all_classes_of_the_pages_are_in_a_table(connection, table):
    load_instance_of(connection, table("page_id\tclass", "1\tQ5", "1\tQ7", "1\tQ5", "99\tQ5"))
    exclude_pages(connection, RULES)

    assert connection.execute("SELECT page_id, class FROM page_class").fetchall() == [(1, "Q5"), (1, "Q7")]


def test_a_table_of_another_wiki_is_logged(connection, table, caplog):
    load_instance_of(connection, table("page_id\tclass", "77\tQ577"))

    with caplog.at_level(logging.WARNING):
        assert excluded(connection) == {}
    assert "None of the 1 rows" in caplog.text


# page properties and page markers


def test_disambiguation_pages_are_excluded_by_their_property(connection):
    rows = "(2, 'disambiguation', ''), (1, 'wikibase_item', 'Q23148'), (99, 'disambiguation', '')"
    connection.execute(f"CREATE TABLE page_props AS FROM (VALUES {rows}) AS given(page_id, property, value)")

    assert excluded(connection) == {"Ceres": "disambiguation page"}


def test_pages_are_excluded_by_their_markers(connection):
    connection.execute("CREATE TABLE page_markers AS SELECT 5 AS page_id, 'x' AS kind, 'stub' AS reason")

    assert excluded(connection) == {"Dowr": "stub"}


def test_a_page_with_several_reasons_is_excluded_once(connection, table):
    connection.execute("CREATE TABLE page_markers AS SELECT 3 AS page_id, 'date' AS kind, 'date' AS reason")
    load_instance_of(connection, table("page_id\tclass", "3\tQ577", "3\tQ4167410"))

    assert excluded(connection) == {"1999": "date"}


def test_without_facts_no_page_is_excluded(connection):
    assert excluded(connection) == {}
    assert excluded(connection, rules_of()) == {}


# number series


@pytest.mark.parametrize(("members", "expected"), [(3, {"1999"}), (2, set())])
def test_titles_of_a_pattern_with_enough_members_are_a_series(connection, members, expected):
    titles = ["1999", "2000", "2001"][:members]
    rows = ", ".join(f"('{title}', '#')" for title in titles)
    connection.execute(f"CREATE TABLE title_pattern AS FROM (VALUES {rows}) AS given(title, pattern)")

    assert set(excluded(connection)) == expected


def test_a_wiki_without_the_rule_keeps_its_series(connection):
    connection.execute(
        "CREATE TABLE title_pattern AS FROM (VALUES ('1999', '#'), ('1', '#'), ('2', '#')) AS given(title, pattern)"
    )

    assert excluded(connection, rules_of(classes={"Q577": YEAR})) == {}


@pytest.mark.parametrize(
    ("numbers", "consecutive", "is_series"),
    [(range(10), 10, True), (range(9), 10, False), (range(1, 40, 2), 10, False), (range(10), None, False)],
)
def test_consecutive_numbers_in_parentheses_are_a_series(connection, numbers, consecutive, is_series):
    rows = ", ".join(f"('{number} (number)', '# (number)')" for number in numbers)
    connection.execute(f"CREATE TABLE title_pattern AS FROM (VALUES {rows}) AS given(title, pattern)")
    connection.execute("CREATE TABLE wiki_title AS SELECT 1::UBIGINT AS page_id, '1 (number)' AS title")
    rules = rules_of(series=(Series(SERIES.exclusion, 1000, consecutive),))

    assert bool(exclude_pages(connection, rules, "wiki_title")) is is_series
