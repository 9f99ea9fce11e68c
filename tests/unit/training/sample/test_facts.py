"""The tables of facts are consistent."""

from __future__ import annotations

import pytest

from training.sample.facts import KINDS, Facts
from training.sample.marks import marked_titles


@pytest.fixture(scope="module")
def facts() -> Facts:
    return Facts.read()


def test_every_mark_leads_to_an_article_or_a_redirect(facts):
    known = {*facts.articles, *facts.redirects}
    rows = [*facts.articles.values(), *facts.disambiguations]
    texts = [row.get("text", "") + row.get("meanings", "") for row in rows]
    assert {title for text in texts for title in marked_titles(text)} <= known


def test_redirects_and_disambiguations_lead_to_pages(facts):
    titles = {*facts.articles, *facts.redirects}
    targets = {target.partition("#")[0] for target in facts.redirects.values()}
    meanings = {meaning.split(":")[0] for row in facts.disambiguations for meaning in row["meanings"].split(";")}
    assert targets | meanings <= titles


def test_an_article_is_found_by_its_title(facts):
    assert facts.articles["Vienna"]["country"] == "Austria"
    assert set(facts.tables) == set(KINDS)


def test_articles_that_mark_a_title_are_found(facts):
    assert "Danube" in facts.mentioned_by
    for title in facts.mentioned_by["Danube"]:
        assert "Danube" in marked_titles(facts.articles[title]["text"])


def test_a_column_may_hold_several_values(facts):
    rivers = {row["title"] for row in facts.where("rivers", "countries", "Austria")}
    assert "Danube" in rivers
