"""Any wikitext gets a usable answer in time: random pages, changed pages, hostile pages."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linking.recommender import RecommendationQuery, Recommender
from tests.helpers.linking.client_contract import assert_client_contract
from tests.helpers.linking.generated_wikitext import HOSTILE, PAGES, changed_pages
from tests.unit.linking.test_known_failures import recommender_of

WIKI = {
    "anchors": {
        "word": {"Word": 50, "Term": 20},
        "a word": {"A word": 30},
        "text": {"Text": 9},
        "c": {"C": 9},
        "漢字": {"漢字": 40},
        "字": {"字": 4},
        "ไทย": {"ไทย": 7},
        "i": {"İ": 5},
        "e\u0301": {"É": 3},
        "good text": {"Good text": 10},
    },
    "plain": {"word": 5, "c": 9},
    "redirects": {"B": "Word"},
}
THRESHOLDS = st.sampled_from([0.0, 0.3, 0.5])
LIMITS = st.sampled_from([1, 3, 1000])


@pytest.fixture(scope="module")
def recommender(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Recommender]:
    recommender = recommender_of(WIKI, tmp_path_factory.mktemp("wiki"))
    yield recommender
    recommender.close()


@given(wikitext=st.one_of(PAGES, changed_pages()), threshold=THRESHOLDS, limit=LIMITS)
def test_every_answer_is_usable(recommender: Recommender, wikitext: str, threshold: float, limit: int) -> None:
    request = RecommendationQuery("Page", wikitext, threshold=threshold, max_recommendations=limit)
    assert_client_contract(recommender.recommend(request), request, recommender.site.language)


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_page_gets_the_links_before_its_markup(recommender: Recommender, unit: str) -> None:
    page = "Good text.\n\n" + unit * (100_000 // len(unit))
    answer = recommender.recommend(RecommendationQuery("Page", page, threshold=0.0))
    assert "Good text" in [link.link_target for link in answer.links]
    assert all(page.startswith(link.link_text, link.wikitext_offset) for link in answer.links)


NESTED = [("<div>", "</div>"), ("{{a|", "}}"), ("[[File:a|", "]]"), ("<small>''", "''</small>"), ("{|\n|\n", "\n|}\n")]


@pytest.mark.parametrize("brackets", NESTED, ids=[opening.strip() for opening, _ in NESTED])
def test_a_page_with_deeply_nested_markup_is_answered(recommender: Recommender, brackets: tuple[str, str]) -> None:
    opening, closing = brackets
    page = "Good text.\n\n" + opening * 20_000 + "word" + closing * 20_000
    answer = recommender.recommend(RecommendationQuery("Page", page, threshold=0.0))
    assert "Good text" in [link.link_target for link in answer.links]


LONG_LINES = ["word ", "Word.", "[[", "''", "{", "=", "漢字", "\ud800", "[[a]] ", "<"]


@pytest.mark.parametrize("unit", LONG_LINES, ids=map(ascii, LONG_LINES))
def test_a_line_of_a_million_characters_is_answered(recommender: Recommender, unit: str) -> None:
    request = RecommendationQuery(
        "Page", unit * (1_000_000 // len(unit)), threshold=0.0, deadline=time.monotonic() + 10
    )
    answer = recommender.recommend(request)
    assert all(request.wikitext.startswith(link.link_text, link.wikitext_offset) for link in answer.links)


def test_an_answer_after_the_deadline_is_empty_and_truncated(recommender: Recommender) -> None:
    answer = recommender.recommend(
        RecommendationQuery("Page", "Good text. A word.", threshold=0.0, deadline=time.monotonic() - 1)
    )
    assert answer.truncated
    assert answer.links == ()
