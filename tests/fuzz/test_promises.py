"""A broken answer is noticed, whatever the promise that it breaks."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.fuzz.promises import ArticleRequest, BrokenPromiseError, check_answer
from tests.fuzz.targets import FuzzedService

WIKITEXT = """\
The capital is Vienna, the Danube flows through Vienna.

== Notes ==

Rome is old. [[Paris]] ''art''
"""
REQUEST = ArticleRequest("Sandbox", WIKITEXT, 0.05, 3, ("Sources",))


@pytest.fixture(scope="module")
def answer(service: FuzzedService) -> dict[str, Any]:
    parameters = f"threshold={REQUEST.threshold}&max_recommendations={REQUEST.max_recommendations}"
    body = {"pageid": 1, "revid": 2, "wikitext": WIKITEXT}
    address = f"/v1/linkrecommendations/samplewiki/Sandbox?{parameters}"
    reply = service.send("POST", address.encode(), json.dumps(body).encode())
    return dict(json.loads(reply.body))


def test_a_good_answer_keeps_the_promises(service: FuzzedService, answer: dict[str, Any]) -> None:
    check_answer(answer, REQUEST, service.analyzer)
    assert [link["link_target"] for link in answer["links"]] == ["Vienna", "Danube", "Rome"]


def _set(**members: Any) -> Callable[[dict[str, Any]], None]:
    return lambda answer: answer["links"][0].update(members)


def _link_italics(answer: dict[str, Any]) -> None:
    start = WIKITEXT.index("art''")
    place = {"link_text": "art", "wikitext_offset": start, "match_index": 0, "context_before": "", "context_after": ""}
    answer["links"][2].update(place)


BROKEN: dict[str, Callable[[dict[str, Any]], None]] = {
    "the text is at its offset": _set(link_text="Wien"),
    "the context before": _set(context_before="capital"),
    "the context after": _set(context_after="the Danube"),
    "link and context are in one text node of the running text": _link_italics,
    "the score is between the threshold and 1": _set(score=1.5),
    "the target is an article of the wiki and no redirect": _set(link_target="No such article"),
    "the target is not linked in the article yet": _set(link_target="Paris"),
    "targets are unique": _set(link_target="Danube"),
    "the browser's search finds every link": _set(match_index=1),
    "link_index is the place in the list": _set(link_index=2),
    "a link has its eight members": _set(context_after=None),
    "links_count is the number of links": lambda answer: answer.update(links_count=2),
    "there are at most max_recommendations links": lambda answer: answer.update(
        links=answer["links"] * 2, links_count=6
    ),
    "links are in order of offset, and offsets are unique": lambda answer: _reverse(answer),
    "an answer is an object without an error": lambda answer: answer.update(error=None),
    "the title is normalised": lambda answer: answer.update(page_title="sandbox"),
    "the ids are the request's": lambda answer: answer.update(revid=3),
    "meta has the checksum of the model": lambda answer: answer["meta"].update(dataset_checksums={"model": 1}),
    "meta": lambda answer: answer["meta"].update(format_version="1"),
    "a short article is read completely": lambda answer: answer["meta"].update(truncated=True),
}


def _reverse(answer: dict[str, Any]) -> None:
    answer["links"].reverse()
    for index, link in enumerate(answer["links"]):
        link["link_index"] = index


@pytest.mark.parametrize("promise", BROKEN)
def test_a_broken_promise_is_noticed(service: FuzzedService, answer: dict[str, Any], promise: str) -> None:
    broken = copy.deepcopy(answer)
    BROKEN[promise](broken)
    request = ArticleRequest("Sandbox", WIKITEXT, REQUEST.threshold, 3, ())
    with pytest.raises(BrokenPromiseError) as caught:
        check_answer(broken, request, service.analyzer)
    assert caught.value.promise == promise


def test_a_link_to_the_page_itself_is_noticed(service: FuzzedService, answer: dict[str, Any]) -> None:
    request = ArticleRequest("vienna", WIKITEXT, REQUEST.threshold, 3, ())
    with pytest.raises(BrokenPromiseError, match="no link to the page itself"):
        check_answer({**answer, "page_title": "Vienna"}, request, service.analyzer)


@pytest.mark.parametrize("excluded", ["notes ", "NOTES", "%LEAD%"])
def test_a_link_in_an_excluded_section_is_noticed(
    service: FuzzedService, answer: dict[str, Any], excluded: str
) -> None:
    request = ArticleRequest("Sandbox", WIKITEXT, REQUEST.threshold, 3, (excluded,))
    with pytest.raises(BrokenPromiseError, match="excluded section"):
        check_answer(answer, request, service.analyzer)
