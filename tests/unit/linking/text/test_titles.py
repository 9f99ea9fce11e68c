"""Titles as MediaWiki parses them, and the description of a wiki that they depend on."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linking.text.titles import Site, SiteError, article_title, category_name, normalise, shows_label
from tests.helpers.cases import cases

CASES = cases("article_titles.yaml")
NAMES = {"": 0, "restren": 6, "skeusen": 6, "klass": 14, "portal": 100}
ENGLISH = Site("enwiki", "en", "first-letter", NAMES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: repr(case["target"]))
def test_a_target_names_an_article(case: dict[str, str | None]) -> None:
    assert article_title(ENGLISH, str(case["target"])) == case["title"]


def test_first_letters_keep_their_case_on_a_case_sensitive_wiki() -> None:
    site = Site("xxwiktionary", "en", "case-sensitive", {})
    assert article_title(site, "cat") == "cat"
    assert normalise(site, "cat_sat") == "cat sat"


def test_turkish_titles_capitalise_i_with_a_dot() -> None:
    assert article_title(Site("trwiki", "tr"), "izmir") == "İzmir"
    assert article_title(Site("crhwiki", "crh"), "izmir") == "Izmir"


@pytest.mark.parametrize("letter", ["a", "é", "漢"])
def test_a_title_has_at_most_255_bytes(letter: str) -> None:
    longest = "X" * (255 % len(letter.encode())) + letter * (255 // len(letter.encode()))
    assert article_title(ENGLISH, longest) is not None
    assert article_title(ENGLISH, longest + "x") is None


def test_a_normalised_title_names_itself() -> None:
    titles = [case["title"] for case in CASES if case["title"] and "%" not in case["title"]]
    assert [article_title(ENGLISH, title) for title in titles] == titles


@given(st.text())
def test_any_target_names_a_short_title_or_none(target: str) -> None:
    title = article_title(ENGLISH, target)
    assert title is None or (title and "_" not in title and len(title.encode("utf-8", "surrogatepass")) <= 255)
    assert isinstance(normalise(ENGLISH, target), str)


@given(
    st.text("aéİi5 _'(),-:.#&%\u0301\u212b\u00a0漢א", max_size=12),
    st.sampled_from(["", "Klass:", "user talk:", "fr:", "en:", "En:tr:", "É:", ":"]),
    st.sampled_from([ENGLISH, Site("trwiki", "tr", "first-letter", NAMES), Site("cawiki", "ca", "case-sensitive")]),
)
def test_simple_titles_follow_the_rules_of_all_titles(title: str, prefix: str, site: Site) -> None:
    """A space at the start makes a title less simple and names the same article."""
    assert article_title(site, prefix + title) == article_title(site, " " + prefix + title)


def test_a_site_survives_json() -> None:
    site = replace(ENGLISH, base="https://en.wikipedia.org/wiki/Main_Page")
    assert Site.from_json(json.loads(json.dumps(site.to_json()))) == site


def test_a_site_of_an_older_bundle_has_no_address() -> None:
    older = {name: value for name, value in ENGLISH.to_json().items() if name != "base"}
    assert Site.from_json(older).base == ""


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("wiki", ""),
        ("wiki", None),
        ("language", 1),
        ("case", "upper"),
        ("namespaces", []),
        ("base", None),
        ("namespaces", {"a": "1"}),
        ("namespaces", {"a": True}),
    ],
)
def test_an_invalid_field_of_a_site_is_named(field: str, value: object) -> None:
    with pytest.raises(SiteError) as caught:
        Site.from_json(ENGLISH.to_json() | {field: value})
    assert caught.value.field == field
    wrong = {"a": value["a"]} if isinstance(value, dict) else value
    assert caught.value.value == wrong
    assert str(caught.value) == f"site description: {field} cannot be {wrong!r}"


@pytest.mark.parametrize(
    ("target", "name"),
    [
        ("Category:Rivers", "Rivers"),
        ("category: rivers_of Kernow ", "Rivers of Kernow"),
        ("Klass:rivers", "Rivers"),
        ("Category:Rivers#A", "Rivers"),
        ("Category:A:B", "A:B"),
        ("Category:X-ray#A", "X-ray"),
        ("Category:A\n", None),
        ("Category:A & B", "A & B"),
        ("C%61tegory:R%69vers", "Rivers"),
        ("Category:", None),
        ("Category:#A", None),
        ("Category:A|B", None),
        ("Category", None),
        (":Category:Rivers", None),
        ("Portal:Rivers", None),
        ("Rivers", None),
    ],
)
def test_a_link_to_a_category_names_it(target: str, name: str | None) -> None:
    assert category_name(ENGLISH, target) == name


def test_a_category_of_a_case_sensitive_wiki_keeps_its_first_letter() -> None:
    assert category_name(Site("xxwiktionary", "en", "case-sensitive", {}), "Category:rivers") == "rivers"


@pytest.mark.parametrize(
    ("target", "shown"),
    [
        ("Cat", True),
        ("File:Cat.jpg", False),
        ("restren: Cat.jpg", False),
        (":File:Cat.jpg", True),
        ("Category:Cats", False),
        ("fr:Chat", False),
        (":fr:Chat", True),
        ("Help:Cats", True),
        ("Cat: a life", True),
        ("wikt:cat", True),
    ],
)
def test_labels_of_files_categories_and_other_languages_are_not_shown(target: str, shown: bool) -> None:
    site = Site("kwwiki", "kw", namespaces={"restren": 6, "klass": 14})
    assert shows_label(site, target) is shown
