"""Templates are page markers if their page has a magic word, or if MediaWiki:Disambiguationspage lists them."""

from __future__ import annotations

from pathlib import Path

import pytest

from linking.text.titles import Site
from training.corpus.exclusion_rules import Exclusion, PageMarker
from training.corpus.extraction import ExtractTask, extract_chunk
from training.corpus.marker_templates import MarkerTemplates
from training.corpus.title_index import load_titles
from training.dumps.xml_export import Page
from training.runtime.database import database

SITE = Site("kwwiki", "kw", namespaces={"skantlyn": 10})
MARKER = PageMarker(Exclusion("x", "y"), magic_words=("__DISAMBIG__",), template_list="Disambiguationspage")
TEMPLATES = MarkerTemplates((MARKER,), SITE)


def page(number: int, namespace: int, title: str, text: str, redirect: str | None = None) -> Page:
    return Page(number, namespace, title, redirect, text, 1)


@pytest.mark.parametrize(
    ("found", "rows"),
    [
        (page(1, 10, "Skantlyn:Dis", "Box __DISAMBIG__"), [("Dis", "", "x", "y")]),
        (page(1, 10, "Template:Dis", "<includeonly>__DISAMBIG__</includeonly>"), [("Dis", "", "x", "y")]),
        (page(1, 10, "Skantlyn:Dis/doc", "<nowiki>__DISAMBIG__</nowiki>"), []),
        (page(1, 10, "Skantlyn:Dis", "<noinclude>__DISAMBIG__</noinclude> <!-- __DISAMBIG__ -->"), []),
        (page(1, 10, "Skantlyn:Kl", "", "Skantlyn:Dis"), [("Kl", "Dis", "", "")]),
        (
            page(1, 8, "MediaWiki:Disambiguationspage", "* [[Template:dis]]\n* [[Skantlyn:Kl|kl]] [[Kernow]]"),
            [("Dis", "", "x", "y"), ("Kl", "", "x", "y")],
        ),
    ],
)
def test_pages_of_other_namespaces_define_markers(found, rows):
    assert TEMPLATES.is_relevant(found)
    assert list(TEMPLATES.definitions(found)) == rows


@pytest.mark.parametrize(
    "other", [page(1, 10, "Template:Infobox", "Box"), page(1, 8, "MediaWiki:Sidebar", "[[Template:Dis]]")]
)
def test_other_pages_are_not_relevant(other):
    assert not TEMPLATES.is_relevant(other)


def test_articles_are_relevant():
    assert TEMPLATES.is_relevant(page(1, 0, "Kernow", "Text."))


def test_short_pages_say_which_templates_they_use():
    assert TEMPLATES.uses("{{dis}} {{ Skantlyn:Kl |x}} {{#if:x}} {{{1}}} {{a\n|b}}") == ["A", "Dis", "Kl"]
    assert TEMPLATES.uses("{{dis}}" + "x" * 100_000) == []


def marked(directory: Path, *pages: Page) -> set[str]:
    extract_chunk(ExtractTask(0, pages, SITE, directory))
    with database(directory / "titles.duckdb", memory_mb=100, threads=1) as connection:
        load_titles(connection, directory)
        query = "SELECT title FROM page_markers JOIN title USING (page_id) WHERE kind = 'disambiguation'"
        return {title for (title,) in connection.execute(query).fetchall()}


def test_pages_that_use_a_marker_or_a_redirect_to_it_are_marked(tmp_path):
    pages = (
        page(1, 0, "Ceres", "* [[A]]\n{{xdis}}"),
        page(2, 0, "Bys", "* [[A]]\n{{skantlyn:xkl}}"),
        page(3, 0, "Kernow", "A county. {{infobox}}"),
        page(4, 10, "Skantlyn:Xkl", "", "Skantlyn:Xdis"),
        page(5, 10, "Skantlyn:Xdis", "Box __DISAMBIG__"),
    )
    assert marked(tmp_path, *pages) == {"Ceres", "Bys"}
