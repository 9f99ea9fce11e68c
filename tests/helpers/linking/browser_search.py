"""A plain implementation of the editor's search in the browser (docs/client.md), to compare the fast one with."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tests.helpers.linking.articles import Nodes


@dataclass(frozen=True)
class WantedLink:
    """A link to find: its text, where it must be found, and the match index by which the editor finds it."""

    text: str
    start: int
    match_index: int


def search_like_browser(nodes: Nodes, links: Sequence[WantedLink]) -> dict[int, int]:
    """Search the text nodes as the editor does.

    Args:
        nodes: The text nodes.
        links: The links, in the order of the answer.

    Returns:
        Index in `links` -> offset at which the editor finds that link.
    """
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
    """Return whether two occurrences of the text can overlap."""
    return any(text.startswith(text[shift:]) for shift in range(1, len(text)))


def match_index_alone(nodes: Nodes, text: str, start: int) -> int | None:
    """Return the match index with which a search for this text alone finds it at `start`; None if none does."""
    for index in range(sum(len(node) for _, node in nodes)):
        if search_like_browser(nodes, [WantedLink(text, start, index)]).get(0) == start:
            return index
    return None


def finds_every_link(nodes: Nodes, links: list[WantedLink]) -> bool:
    """Return whether the editor finds every link, alone and together with the others."""
    links = sorted(links, key=lambda link: link.start)
    together = search_like_browser(nodes, links)
    return all(
        together.get(number) == link.start and search_like_browser(nodes, [link]).get(0) == link.start
        for number, link in enumerate(links)
    )
