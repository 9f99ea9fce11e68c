"""The table of known failures, through the whole recommender."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from linking.analysis import open_analyzer
from linking.recommender import RecommendationQuery, Recommender
from linking.wikitext.article import parse
from tests.helpers.cases import cases
from tests.helpers.linking.browser_search import WantedLink, finds_every_link
from tests.helpers.linking.commonness_scorer import CommonnessScorer
from tests.helpers.linking.wiki_on_disk import WikiOnDisk

CASES = cases("known_failures.yaml")
MARK = re.compile("⟦(.+?) → (.+?), ([0-9]+)⟧")


def read_article(marked: str) -> tuple[str, list[tuple[str, str, int, int]]]:
    """Split an article of the table into its wikitext and (text, target, offset, match_index) of each marked link."""
    links, plain, end = [], "", 0
    for match in MARK.finditer(marked):
        plain += marked[end : match.start()]
        links.append((match[1], match[2], len(plain), int(match[3])))
        plain += match[1]
        end = match.end()
    return plain + marked[end:], links


def recommender_of(wiki: dict[str, Any], directory: Path) -> Recommender:
    longest = WikiOnDisk(**wiki).write(directory)
    return Recommender(open_analyzer(directory, longest), CommonnessScorer())


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_known_failure(case: dict[str, Any], tmp_path: Path) -> None:
    """The answer has exactly the marked links, and the editor finds each of them."""
    wikitext, expected = read_article(case["article"])
    assert not set("⟦→⟧").intersection(wikitext), "malformed mark in the table"
    options = {"title": "Page", "threshold": 0.3} | case.get("request", {})
    languages = options.pop("language_codes", [None])
    options["sections_to_exclude"] = tuple(options.get("sections_to_exclude", ()))
    recommender = recommender_of(case["wiki"], tmp_path)
    for language in languages:
        answer = recommender.recommend(RecommendationQuery(wikitext=wikitext, language=language, **options))
        found = [(link.link_text, link.link_target, link.wikitext_offset, link.match_index) for link in answer.links]
        assert found == expected, f"language {language}"
        assert [link.link_index for link in answer.links] == list(range(len(found)))
        for nodes in parse(wikitext).page_models:
            assert finds_every_link(nodes, [WantedLink(text, offset, index) for text, _, offset, index in found])
    recommender.close()
