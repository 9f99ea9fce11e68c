"""The editor's search in the browser (docs/client.md), written down naively: what the fast one must agree with."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tests.helpers.linking.articles import Nodes


@dataclass(frozen=True)
class Wanted:
    text: str
    start: int
    match_index: int


def browser_search(nodes: Nodes, links: Sequence[Wanted]) -> dict[int, int]:
    """The editor's search, written down naively: {position in links: offset where it ends}. links in answer order."""
    wanted = {link.text: (link.match_index, number) for number, link in reversed(list(enumerate(links)))}
    texts = list(dict.fromkeys(link.text for link in links))
    numbers = sorted((text for text in texts if re.fullmatch("0|[1-9][0-9]{0,8}", text)), key=int)
    alternatives = numbers + [text for text in texts if text not in numbers]
    counts = dict.fromkeys(texts, 0)
    found: dict[int, int] = {}
    for offset, node in nodes:
        position = 0
        while alternatives:
            match = re.compile("|".join(map(re.escape, alternatives))).search(node, position)
            if match is None:
                break
            index, number = wanted[match.group()]
            if counts[match.group()] == index:
                found[number] = offset + match.start()
                alternatives.remove(match.group())
            counts[match.group()] += 1
            position = match.end()
    return found


def overlaps_itself(text: str) -> bool:
    return any(text.startswith(text[shift:]) for shift in range(1, len(text)))


def index_alone(nodes: Nodes, text: str, start: int) -> int | None:
    """Match index at which the search for the text alone ends at start; None where it never does."""
    for index in range(sum(len(node) for _, node in nodes)):
        if browser_search(nodes, [Wanted(text, start, index)]).get(0) == start:
            return index
    return None


def fits(nodes: Nodes, links: list[Wanted]) -> bool:
    """Whether the editor's search finds every link, alone and together, in order of offset."""
    links = sorted(links, key=lambda link: link.start)
    together = browser_search(nodes, links)
    return all(
        together.get(number) == link.start and browser_search(nodes, [link]).get(0) == link.start
        for number, link in enumerate(links)
    )
