"""Pages that are not worth linking are found by page properties, Wikidata classes, and what stands in them."""

from __future__ import annotations

import logging
import re
import tomllib
from pathlib import Path

import duckdb
import pytest

from linking.text.titles import Site
from training.corpus.exclusion_rules import DEFAULT_FILE, FilterRules, FilterRulesError, Mark, load_rules
from training.corpus.page_exclusion import ExcludedPage, exclude_pages, excluded_pages
from training.corpus.page_markers import MarkFinder
from training.dumps.wikidata_instance_of import load_instance_of
from training.errors import UnreadableDump, UnreadableTable

SITE = Site("kwwiki", "kw", "first-letter", {"klass": 14, "scantlyn": 10, "skantlyn": 10, "restren": 6})
RULES = FilterRules({"Q4167410": "disambiguation page", "Q577": "year"}, ())


@pytest.fixture
def connection():
    """An engine that knows five pages."""
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE title (page_id UBIGINT, title VARCHAR)")
        titles = [(1, "Kernow"), (2, "Ceres"), (3, "1999"), (4, "Ceres (klerheans)"), (5, "Dowr")]
        connection.executemany("INSERT INTO title VALUES (?, ?)", [list(row) for row in titles])
        yield connection


@pytest.fixture
def table(tmp_path: Path):
    def write(*lines: str) -> str:
        path = tmp_path / "instance_of.tsv"
        path.write_text("".join(f"{line}\n" for line in lines))
        return str(path)

    return write


def excluded(connection, rules: FilterRules = RULES) -> dict[str, str]:
    exclude_pages(connection, rules)
    return {page.title: page.reason for page in excluded_pages(connection)}


# Wikidata classes


def test_pages_are_excluded_by_their_class(connection, table):
    load_instance_of(connection, table("page_id\tclass", "1\tQ35145263", "3\tQ577", "4\tQ4167410", "99\tQ577"))

    assert exclude_pages(connection, RULES) == {"disambiguation page": 1, "year": 1}
    assert list(excluded_pages(connection)) == [
        ExcludedPage(3, "1999", "year"),
        ExcludedPage(4, "Ceres (klerheans)", "disambiguation page"),
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
def test_rows_may_name_pages_and_classes_in_several_ways(connection, table, lines):
    connection.execute("CREATE TABLE page_props AS SELECT 4 AS page_id, 'wikibase_item' AS property, 'Q44' AS value")
    load_instance_of(connection, table(*lines))

    assert excluded(connection) == {"Ceres (klerheans)": "disambiguation page"}


@pytest.mark.parametrize("classes", ["'Q577'", "['Q1', 'Q577']"])
def test_parquet_is_read_too(connection, tmp_path, classes):
    path = tmp_path / "it's classes"
    connection.sql(f"SELECT 3 AS page_id, {classes} AS class").write_parquet(str(path))
    load_instance_of(connection, str(path))

    assert excluded(connection) == {"1999": "year"}


def test_all_classes_of_a_page_can_be_asked_for(connection, table):
    load_instance_of(connection, table("page_id\tclass", "1\tQ5", "1\tQ7", "1\tQ5", "99\tQ5"))
    exclude_pages(connection, RULES)

    assert connection.execute("SELECT page_id, class FROM page_class").fetchall() == [(1, "Q5"), (1, "Q7")]


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (("page\tclass", "1\tQ5"), "needs one of page_id"),
        (("page_id\tkind", "1\tQ5"), "and class or instance_of"),
        (("page_id\tclass", "one\tQ5"), "one"),
        (("page_id\tclass", "1\thuman"), "no Wikidata classes"),
        (("page_id\tclass",), "no Wikidata classes"),
        ((), "instance_of.tsv"),
    ],
)
def test_a_table_that_is_not_as_expected_is_an_error(connection, table, lines, reason):
    with pytest.raises(UnreadableTable, match=re.escape(reason)) as error:
        load_instance_of(connection, table(*lines))
    assert "\n" not in str(error.value)


def test_a_missing_table_is_an_error(connection, tmp_path):
    with pytest.raises(UnreadableDump):
        load_instance_of(connection, str(tmp_path / "missing.tsv"))


def test_a_table_of_another_wiki_is_warned_of(connection, table, caplog):
    load_instance_of(connection, table("page_id\tclass", "77\tQ577"))

    with caplog.at_level(logging.WARNING):
        assert excluded(connection) == {}
    assert "none of the 1 rows" in caplog.text


# page properties and marks


def test_disambiguation_pages_are_excluded_by_their_property(connection):
    rows = "(2, 'disambiguation', ''), (1, 'wikibase_item', 'Q23148'), (99, 'disambiguation', '')"
    connection.execute(f"CREATE TABLE page_props AS FROM (VALUES {rows}) AS given(page_id, property, value)")

    assert excluded(connection) == {"Ceres": "disambiguation page"}


def test_pages_are_excluded_by_what_stands_in_them(connection):
    connection.execute("CREATE TABLE page_marks AS SELECT 5 AS page_id, 'stub' AS reason")

    assert excluded(connection) == {"Dowr": "stub"}


def test_a_page_with_several_reasons_is_excluded_once(connection, table):
    connection.execute("CREATE TABLE page_marks AS SELECT 3 AS page_id, 'date' AS reason")
    load_instance_of(connection, table("page_id\tclass", "3\tQ577", "3\tQ4167410"))

    assert excluded(connection) == {"1999": "date"}


def test_nothing_is_known_and_nothing_excluded(connection):
    assert excluded(connection) == {}
    assert excluded(connection, FilterRules({}, ())) == {}


MARKS = (
    Mark("word", magic_words=("__DISAMBIG__", "__HOMÓNIMOS__")),
    Mark("template", templates=("Clerheans", "çoq manalı", "C++ (x)")),
    Mark("category", categories=("Disambiguation pages",)),
)
TEXTS = [
    ("__DISAMBIG__", "word"),
    ("* [[A]]\n__HOMÓNIMOS__ ", "word"),
    ("__DISAMBIGUATION__", None),
    ("{{Clerheans}}", "template"),
    ("'''Ceres''':\n* [[A]]\n{{ clerheans\n|x=1}}", "template"),
    ("{{Skantlyn:Clerheans}}", "template"),
    ("{{template : clerheans}}", "template"),
    ("{{Çoq_manalı}} {{x}}", "template"),
    ("{{çoq  manalı<!-- x -->}}", "template"),
    ("{{c++ (x)}}", "template"),
    ("{{Clerheansow}}", None),
    ("{{CLERHEANS}}", None),
    ("{{Restren:Clerheans}}", None),
    ("{{x|Clerheans}}", None),
    ("[[Klass:disambiguation_pages]]", "category"),
    ("[[ category : Disambiguation pages|*]]", "category"),
    ("[[:Klass:Disambiguation pages]]", None),
    ("[[Restren:Disambiguation pages]]", None),
    ("<!-- {{Clerheans}} -->", None),
    ("<!-- {{Clerheans}}", None),
    ("<nowiki>__DISAMBIG__</nowiki>", None),
    ("<nowiki>{{Clerheans}}</nowiki> {{Clerheans}}", "template"),
    ("", None),
]


@pytest.mark.parametrize(("text", "reason"), TEXTS)
def test_marks_are_found_in_wikitext(text, reason):
    assert MarkFinder(MARKS, SITE).find(text) == reason


def test_without_marks_none_are_found():
    assert MarkFinder((), SITE).find("{{Clerheans}} __DISAMBIG__ [[Category:]] {{}}") is None


# the data file


def test_the_projects_rules_hold_for_every_wiki():
    rules = load_rules("xywiki", "xy")

    assert {"Q4167410", "Q13406463", "Q577", "Q202444", "Q47574"} <= set(rules.classes)
    assert MarkFinder(rules.marks, SITE).find("{{disambiguation}}") == "disambiguation page"
    assert MarkFinder(rules.marks, SITE).find("{{Clerheans}}") is None


def test_marks_of_a_language_hold_on_its_wikis():
    assert MarkFinder(load_rules("kwwiki", "kw").marks, SITE).find("{{Clerheans}}") == "disambiguation page"


def test_every_class_stands_there_once_with_its_reason():
    listed = [item["id"] for item in tomllib.loads(DEFAULT_FILE.read_text())["class"]]

    assert len(listed) == len(set(listed)) == len(load_rules("xywiki", "xy").classes)


def test_a_further_file_adds_to_the_rules_and_takes_from_them_wiki_by_wiki(tmp_path):
    path = tmp_path / "ours.toml"
    path.write_text("""
        [[class]]
        id = "Q1"
        reason = "everywhere"
        [[wiki.kwwiki.class]]
        id = "Q2"
        reason = "here"
        [[wiki.kwwiki.mark]]
        reason = "stub"
        categories = ["Stubs"]
        [[mark]]
        reason = "elsewhere"
        wikis = ["cywiki"]
        templates = ["Stub"]
        [wiki.kwwiki]
        keep_classes = ["Q577"]
    """)

    here, there = load_rules("kwwiki", "kw", [path]), load_rules("cywiki", "cy", [path])

    assert (here.classes["Q1"], here.classes["Q2"]) == ("everywhere", "here")
    assert "Q577" not in here.classes
    assert "Q577" in there.classes
    assert "Q2" not in there.classes
    assert [mark.reason for mark in here.marks if mark.reason != "disambiguation page"] == ["stub"]
    assert [mark.reason for mark in there.marks if mark.reason != "disambiguation page"] == ["elsewhere"]


@pytest.mark.parametrize(
    "content",
    [
        "[[class]]\nid = 'Q1'",
        "[[class]]\nid = '1'\nreason = 'x'",
        "[[class]]\nid = 'Q1'\nreason = ' '",
        "[[class]]\nid = 'Q1'\nreason = 'x'\nwhy = 'y'",
        "[[mark]]\nreason = 'x'",
        "[[mark]]\nreason = 'x'\ntemplates = 'Stub'",
        "[[mark]]\nreason = 'x'\ntemplates = ['']",
        "[mark]\nreason = 'x'",
        "[wiki]\nkwwiki = 3",
        "[wiki.kwwiki]\nkeep = []",
        "wiki = 3",
        "class = 3",
        "[[classes]]",
        "not toml",
    ],
)
def test_a_file_of_rules_that_cannot_be_used_is_an_error_that_names_it(tmp_path, content):
    path = tmp_path / "ours.toml"
    path.write_text(content)

    with pytest.raises(FilterRulesError) as error:
        load_rules("kwwiki", "kw", [path])
    assert error.value.path == path


def test_a_missing_file_of_rules_is_an_error(tmp_path):
    with pytest.raises(FilterRulesError):
        load_rules("kwwiki", "kw", [tmp_path / "missing.toml"])
