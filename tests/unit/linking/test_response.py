"""Answers have the members of docs/client.md, and optional members only when there is something to say."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from linking.recommender import Answer, Recommendation
from linking.response import FORMAT_VERSION, Page, common_meta, write_answer
from linking.rules.model import Reason, Rule
from linking.rules.suppression import SuppressedLink

PAGE = Page("Tōkyō", 7, 11, "Paris")
LINK = Recommendation(
    link_text="Paris",
    link_target="Paris (city)",
    match_index=2,
    wikitext_offset=30,
    score=0.75,
    context_before="in ",
    context_after=".",
    link_index=0,
)


def written(answer: Answer) -> dict[str, Any]:
    members: dict[str, Any] = json.loads(write_answer(PAGE, answer, common_meta({"model": "ab"}, "1.2")))
    return members


def test_an_answer_has_these_members():
    assert written(Answer((LINK,))) == {
        "page_title": "Tōkyō",
        "pageid": 7,
        "revid": 11,
        "links_count": 1,
        "links": [
            {
                "link_text": "Paris",
                "link_target": "Paris (city)",
                "match_index": 2,
                "wikitext_offset": 30,
                "score": 0.75,
                "context_before": "in ",
                "context_after": ".",
                "link_index": 0,
            }
        ],
        "meta": {
            "application_version": "1.2",
            "format_version": FORMAT_VERSION,
            "dataset_checksums": {"model": "ab"},
        },
    }


def test_an_answer_is_utf8_without_escapes():
    assert "Tōkyō".encode() in write_answer(PAGE, Answer(()), {})


def test_only_a_truncated_answer_says_so():
    assert written(Answer((), truncated=True))["meta"]["truncated"] is True
    assert "truncated" not in written(Answer(()))["meta"]


def test_only_an_answer_for_a_part_of_a_complex_article_says_so():
    assert written(Answer((), too_complex=True))["meta"]["too_complex"] is True
    assert "too_complex" not in written(Answer(()))["meta"]


def test_an_answer_without_the_common_meta_has_only_its_own():
    assert "meta" not in json.loads(write_answer(PAGE, Answer(()), {}))
    assert json.loads(write_answer(PAGE, Answer((), too_complex=True), {}))["meta"] == {"too_complex": True}


def test_the_common_meta_is_not_changed():
    common = common_meta({"model": "ab"}, "1.2")
    write_answer(PAGE, Answer((), too_complex=True), common)
    assert common == common_meta({"model": "ab"}, "1.2")


def test_an_explanation_is_part_of_its_link():
    link = replace(LINK, explanation={"bias": 1.0})
    assert written(Answer((link,)))["links"][0]["explanation"] == {"bias": 1.0}


def test_suppressed_links_are_listed_with_their_rule():
    rule = Rule("cities", "wiki", targets=("Paris",))
    suppressed = SuppressedLink("Paris", "Paris", 0.9, 4, Reason(rule, "targets", "Paris"))
    (found,) = written(Answer((), suppressed=(suppressed,)))["held_back"]
    assert (found["link_text"], found["link_target"], found["score"], found["wikitext_offset"]) == (
        "Paris",
        "Paris",
        0.9,
        4,
    )
    assert (found["rule"], found["kind"]) == ("cities", "targets")


def test_an_answer_without_explanations_does_not_list_suppressed_links():
    assert "held_back" not in written(Answer(()))
    assert written(Answer((), suppressed=()))["held_back"] == []


def test_a_score_that_is_not_a_number_is_refused():
    link = replace(LINK, score=float("nan"))
    with pytest.raises(ValueError, match="JSON"):
        write_answer(PAGE, Answer((link,)), {})
