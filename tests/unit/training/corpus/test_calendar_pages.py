"""Pages about months and weekdays are found by their names, their categories and the links among them."""

from __future__ import annotations

from pathlib import Path

import pytest

from linking.text.titles import Site
from training.corpus.calendar_pages import exclude_calendar
from training.corpus.exclusion_rules import Exclusion
from training.corpus.extraction import ExtractTask, extract_chunk
from training.corpus.title_index import load_titles
from training.dumps.xml_export import Page
from training.runtime.database import database

RULES = {name: Exclusion("calendar", name) for name in ("month", "weekday", "day")}
MIRANDESE = [
    "Janeiro", "Febreiro", "Márcio", "Abril", "Maio", "Júnio", "Júlio", "Agosto", "Setembre", "Outubre",
    "Nobembre", "Dezembre",
]  # fmt: skip
MIRANDESE_DAYS = ["Segunda", "Terça", "Quarta", "Quinta", "Sesta", "Sábado", "Demingo"]


def found(directory: Path, language: str, texts: dict[str, str]) -> set[str]:
    """Return the titles that are excluded in a wiki with these pages."""
    pages = []
    for number, (title, text) in enumerate(texts.items(), 1):
        redirect = text.removeprefix("#REDIRECT ") if text.startswith("#REDIRECT") else None
        pages.append(Page(number, 0, title, redirect, text, 1))
    extract_chunk(ExtractTask(0, pages, Site("xwiki", language), directory))
    with database(directory / "titles.duckdb", memory_mb=100, threads=1) as connection:
        load_titles(connection, directory)
        exclude_calendar(connection, directory, language, RULES)
        query = "SELECT title FROM page_markers JOIN title USING (page_id) WHERE kind = 'calendar'"
        return {title for (title,) in connection.execute(query).fetchall()}


def test_names_of_the_wikis_language_are_found_through_redirects(tmp_path):
    texts = {"Mis Ebrel": "A month.", "Mis Whevrer": "A month.", "Mis Hwevrer": "#REDIRECT Mis Whevrer", "Kernow": "x"}

    assert found(tmp_path, "kw", texts) == {"Mis Ebrel", "Mis Whevrer"}


def test_single_names_of_other_languages_mean_nothing(tmp_path):
    assert found(tmp_path, "mwl", {"China": "A country.", "Marte": "A god.", "Me": "I."}) == set()


def test_most_names_of_one_locale_are_enough(tmp_path):
    texts = {f"{number}月": "A month." for number in range(1, 13)}

    assert found(tmp_path, "gan", texts) == set(texts)


def test_a_category_leads_to_the_months_with_other_names(tmp_path):
    texts = dict.fromkeys(MIRANDESE, "A month. [[Category:Meses]]")

    assert found(tmp_path, "mwl", {**texts, "Lisboua": "A town. [[Category:Cidades]]"}) == set(MIRANDESE)


def test_a_large_category_says_nothing_about_its_pages(tmp_path):
    texts = dict.fromkeys([*MIRANDESE, *(f"Town {letter}" for letter in "abcdefghij")], "Text. [[Category:Stubs]]")

    assert found(tmp_path, "mwl", texts) == set()


def test_a_cycle_of_links_leads_to_the_weekdays_with_other_names(tmp_path):
    links = " ".join(f"[[{title}]]" for title in MIRANDESE_DAYS)
    texts = dict.fromkeys(MIRANDESE_DAYS, f"A day of the [[Sumana]]. {links}")

    assert found(tmp_path, "mwl", {**texts, "Sumana": "A week."}) == set(MIRANDESE_DAYS)


@pytest.mark.parametrize("others", [0, 5])
def test_pages_that_link_each_other_are_no_weekdays_if_there_are_too_few_or_too_many(tmp_path, others):
    titles = ["Segunda", "Quarta", "Quinta", *MIRANDESE_DAYS[-2:][:others], *(f"P{number}" for number in range(others))]
    links = " ".join(f"[[{title}]]" for title in titles)

    assert found(tmp_path, "mwl", dict.fromkeys(titles, f"Text. {links}")) == set()


def test_films_that_are_called_like_months_are_no_months(tmp_path):
    assert found(tmp_path, "en", dict.fromkeys(["April (film)", "May (film)", "June (film)"], "A film.")) == set()


def test_the_days_of_a_month_are_found(tmp_path):
    texts = {"Mis Ebrel": "A month.", "Ebrel": "#REDIRECT Mis Ebrel", "3 Ebrel": "A day.", "1999": "A year."}

    assert found(tmp_path, "kw", {**texts, "4 Ebrel (kan)": "A song."}) == {"Mis Ebrel", "3 Ebrel"}


@pytest.mark.parametrize(
    ("language", "titles"),
    [
        ("kw", {"Dy' Lun", "Dy’ Gwener"}),
        ("gan", {"禮拜一", "禮拜二", "禮拜三", "禮拜四"}),
    ],
)
def test_weekdays_are_found_in_other_spellings(tmp_path, language, titles):
    assert found(tmp_path, language, {**dict.fromkeys(titles, "A day."), "Planet": "x"}) == titles
