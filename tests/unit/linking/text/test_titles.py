from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linking.text.titles import Site, SiteError, article_title, normalise
from tests.helpers.cases import cases

CASES = cases("article_titles.yaml")
NAMES = {"": 0, "restren": 6, "skeusen": 6, "klass": 14, "portal": 100}
ENGLISH = Site("enwiki", "en", "first-letter", NAMES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: repr(case["target"]))
def test_the_target_of_a_link_means(case: dict[str, str | None]) -> None:
    assert article_title(ENGLISH, str(case["target"])) == case["title"]


def test_small_first_letters_stay_on_a_case_sensitive_wiki() -> None:
    site = Site("xxwiktionary", "en", "case-sensitive", {})
    assert article_title(site, "cat") == "cat"
    assert normalise(site, "cat_sat") == "cat sat"


def test_the_capital_of_i_has_a_dot_in_turkish_titles() -> None:
    assert article_title(Site("trwiki", "tr"), "izmir") == "İzmir"
    assert article_title(Site("crhwiki", "crh"), "izmir") == "Izmir"


@pytest.mark.parametrize("letter", ["a", "é", "漢"])
def test_a_title_may_have_255_bytes_but_no_more(letter: str) -> None:
    longest = "X" * (255 % len(letter.encode())) + letter * (255 // len(letter.encode()))
    assert article_title(ENGLISH, longest) is not None
    assert article_title(ENGLISH, longest + "x") is None


def test_an_article_title_means_itself() -> None:
    titles = [case["title"] for case in CASES if case["title"] and "%" not in case["title"]]
    assert [article_title(ENGLISH, title) for title in titles] == titles


@given(st.text())
def test_any_target_is_read_without_failing_and_normalised_once(target: str) -> None:
    title = article_title(ENGLISH, target)
    assert title is None or (title and "_" not in title and len(title.encode("utf-8", "surrogatepass")) <= 255)
    assert isinstance(normalise(ENGLISH, target), str)


def test_a_site_comes_back_from_json() -> None:
    assert Site.from_json(json.loads(json.dumps(ENGLISH.to_json()))) == ENGLISH


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("wiki", ""),
        ("wiki", None),
        ("language", 1),
        ("case", "upper"),
        ("namespaces", []),
        ("namespaces", {"a": "1"}),
        ("namespaces", {"a": True}),
    ],
)
def test_a_site_with_a_wrong_field_is_refused_by_name(field: str, value: object) -> None:
    with pytest.raises(SiteError) as caught:
        Site.from_json(ENGLISH.to_json() | {field: value})
    assert caught.value.field == field
