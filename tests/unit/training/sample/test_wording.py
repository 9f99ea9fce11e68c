"""The template functions return text with marks."""

from __future__ import annotations

import pytest

from training.sample.facts import Facts
from training.sample.wording import Wording, label, listed


@pytest.fixture(scope="module")
def facts() -> Facts:
    return Facts.read()


def wording(facts: Facts, title: str) -> Wording:
    return Wording(facts, facts.articles[title])


@pytest.mark.parametrize(
    ("items", "text"), [([], ""), (["A"], "A"), (["A", "B"], "A and B"), (["A", "B", "C"], "A, B and C")]
)
def test_items_are_listed_as_in_a_sentence(items, text):
    assert listed(items) == text


@pytest.mark.parametrize(
    ("title", "text"), [("Mercury (planet)", "Mercury"), ("Latin language", "Latin"), ("Vienna", "Vienna")]
)
def test_labels_have_no_disambiguating_part(title, text):
    assert label(title) == text


def test_a_mark_has_a_label_if_the_title_differs(facts):
    vienna = wording(facts, "Vienna")
    assert vienna.mark("Vienna") == "[Vienna]"
    assert vienna.mark("Mercury (planet)").endswith("[Mercury (planet)|Mercury]")
    assert vienna.mark("No such article", "text") == "text"


def test_a_title_without_an_article_is_plain_text(facts):
    assert wording(facts, "Vienna").mark("No such article") == "No such article"


@pytest.mark.parametrize(("name", "text"), [("Oak", "oak"), ("Komodo dragon", "Komodo dragon")])
def test_common_nouns_are_in_lower_case(facts, name, text):
    assert wording(facts, "Vienna").small(name) == text


@pytest.mark.parametrize(("noun", "text"), [("oak", "an oak"), ("[elm]", "an [elm]"), ("tree", "a tree")])
def test_the_article_of_a_noun(facts, noun, text):
    assert wording(facts, "Vienna").a(noun) == text


def test_rows_of_other_articles_exclude_the_own_one(facts):
    titles = [row["title"] for row in wording(facts, "Vienna").where("cities", "country", "Austria")]
    assert titles
    assert "Vienna" not in titles


def test_the_wording_depends_on_the_facts_only(facts):
    first, second = wording(facts, "Vienna"), wording(facts, "Vienna")
    assert first.pick("a", "b", "c") == second.pick("a", "b", "c")
    assert first.mentions(5) == second.mentions(5)


def test_the_subject_is_bold_once(facts):
    assert wording(facts, "Vienna").bold("Vienna is vienna.") == "'''Vienna''' is vienna."


def test_templates_can_use_all_functions(facts):
    names = wording(facts, "Vienna").globals()
    assert {"mark", "listed", "row", "title", "name", "jobs"} <= names.keys()


def test_names_keep_their_capitals_in_the_middle_of_a_sentence(facts):
    rows = [facts.articles[title] for title in ("Gustave Eiffel", "Evolution", "World War II", "The Beatles", "DNA")]
    expected = ["[Gustave Eiffel]", "[evolution]", "[World War II]", "the [The Beatles|Beatles]", "[DNA]"]
    assert wording(facts, "Clock").common(rows) == expected
