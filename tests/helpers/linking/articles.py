"""Articles for tests that are about what happens after parsing: their text nodes are given, not found."""

from __future__ import annotations

from linking.wikitext.article import Article, Run, Section

Nodes = tuple[tuple[int, str], ...]


def nodes_of(*texts: str, gap: int = 2) -> Nodes:
    """Text nodes in a row, `gap` characters of markup before each."""
    nodes, offset = [], 0
    for text in texts:
        offset += gap
        nodes.append((offset, text))
        offset += len(text)
    return tuple(nodes)


def article_of(runs: Nodes, *more_searches: Nodes) -> Article:
    """An article whose running text is `runs`, whose markup is "|", with more models of what the browser visits."""
    end = max((start + len(text) for nodes in (runs, *more_searches) for start, text in nodes), default=0)
    wikitext = ["|"] * end
    for nodes in (runs, *more_searches):
        for start, text in nodes:
            wikitext[start : start + len(text)] = text
    return Article(
        wikitext="".join(wikitext),
        runs=tuple(Run(start, text, 0, True) for start, text in runs),
        links=(),
        sections=(Section("", 0, 0),),
        searches=(runs, *more_searches),
    )
