"""A rule names articles by title, category or template, as people write these on the wiki."""

from __future__ import annotations

import pytest

from linking.rules.article_names import ArticleName, names_of_article, parse_article_name
from linking.text.titles import Site
from linking.wikitext.article import parse

SITE = Site("dewiki", "de", namespaces={"kategorie": 14, "vorlage": 10, "vl": 10})


@pytest.mark.parametrize(
    ("written", "kind", "name"),
    [
        ("Kernow", "title", "Kernow"),
        ("list_of rivers", "title", "List of rivers"),
        ("Category:lists", "category", "Lists"),
        ("kategorie : Lists_of rivers", "category", "Lists of rivers"),
        ("Template:in use", "template", "In use"),
        ("VORLAGE:In_use", "template", "In use"),
        ("vl:In use", "template", "In use"),
        ("Star Trek: Discovery", "title", "Star Trek: Discovery"),
    ],
)
def test_names_are_normalised(written, kind, name):
    assert parse_article_name(SITE, written) == ArticleName(kind, name)


def test_an_article_has_its_title_its_categories_and_its_templates():
    links = "[[Kategorie:rivers|*]] [[Category:Towns]] [[:Category:No]] [[Template:No]]"
    text = "{{vorlage:stub}}{{in_use|x}} " + links + "\n{{box|{{inner}}}}"
    assert set(names_of_article(SITE, "the_Fal", parse(text))) == {
        ArticleName("title", "The Fal"),
        ArticleName("category", "Rivers"),
        ArticleName("category", "Towns"),
        ArticleName("template", "Stub"),
        ArticleName("template", "In use"),
        ArticleName("template", "Box"),
        ArticleName("template", "Inner"),
    }
