"""The properties of every answer that the client relies on (docs/client.md)."""

from __future__ import annotations

from linking.recommender import Answer, RecommendationQuery
from linking.text.word_boundaries import find_word_boundaries
from linking.wikitext.article import parse
from tests.helpers.linking.browser_search import WantedLink, finds_every_link


def assert_client_contract(answer: Answer, query: RecommendationQuery, language: str | None) -> None:
    """Assert that the editor finds each link in running text, and that the list is in order and within the limits.

    Args:
        answer: The answer.
        query: The query.
        language: Language code of the wiki, which decides which letters next to a link are part of it.
    """
    text, links = query.wikitext, answer.links
    article = parse(text, language)
    edges = find_word_boundaries(text).flags
    assert len(links) <= query.max_recommendations
    assert [link.link_index for link in links] == list(range(len(links)))
    assert len({link.link_target for link in links}) == len(links)
    end = 0
    for link in links:
        start = link.wikitext_offset
        assert start >= end
        end = start + len(link.link_text)
        assert text[start:end] == link.link_text
        assert any(run.linkable and run.start <= start and end <= run.start + len(run.text) for run in article.runs)
        assert edges[start]
        assert edges[end]
        assert text[:start].endswith(link.context_before)
        assert text.startswith(link.context_after, end)
        assert query.threshold <= link.score <= 1
        assert link.link_target != query.title
    wanted = [WantedLink(link.link_text, link.wikitext_offset, link.match_index) for link in links]
    for nodes in article.page_models:
        assert finds_every_link(nodes, wanted)
