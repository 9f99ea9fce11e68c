"""What holds of each answer on each page (docs/client.md)."""

from __future__ import annotations

from linking.recommender import Answer, Request
from linking.text.folding import boundaries
from linking.wikitext.article import parse
from tests.helpers.linking.browser import Wanted, fits


def assert_usable(answer: Answer, request: Request) -> None:
    """The editor finds each link, in a text in which it may stand; and the list is in order, and as asked for."""
    text, links = request.wikitext, answer.links
    article = parse(text)
    edges = boundaries(text).flags
    assert len(links) <= request.max_recommendations
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
        assert request.threshold <= link.score <= 1
        assert link.link_target != request.title
    wanted = [Wanted(link.link_text, link.wikitext_offset, link.match_index) for link in links]
    for nodes in article.searches:
        assert fits(nodes, wanted)
