"""Articles built from given text nodes instead of parsed wikitext, and the mentions of analyzed articles."""

from __future__ import annotations

from collections.abc import Sequence

from linking.analysis import AnalyzedArticle, NothingToLink
from linking.mentions import Mention
from linking.wikitext.article import Article, Section, TextRun

Nodes = tuple[tuple[int, str], ...]


def make_nodes(*texts: str, gap: int = 2) -> Nodes:
    """Return text nodes in sequence, with `gap` characters of markup before each."""
    nodes, offset = [], 0
    for text in texts:
        offset += gap
        nodes.append((offset, text))
        offset += len(text)
    return tuple(nodes)


def make_article(runs: Nodes, *more_models: Nodes) -> Article:
    """Return an article with the running text `runs`, "|" as markup, and further models of its text nodes."""
    end = max((start + len(text) for nodes in (runs, *more_models) for start, text in nodes), default=0)
    wikitext = ["|"] * end
    for nodes in (runs, *more_models):
        for start, text in nodes:
            wikitext[start : start + len(text)] = text
    return Article(
        wikitext="".join(wikitext),
        runs=tuple(TextRun(start, text, 0, True) for start, text in runs),
        links=(),
        sections=(Section("", 0, 0),),
        page_models=(runs, *more_models),
    )


def all_mentions(analyzed: AnalyzedArticle | NothingToLink) -> Sequence[Mention]:
    """Return all mentions of an article, by anchor."""
    if isinstance(analyzed, NothingToLink):
        return []
    return [mention for occurrences in analyzed.mentions.occurrences for mention in occurrences]
