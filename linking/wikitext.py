"""An article's running text, links and sections, with exact offsets (CLIENT.md says what running text is)."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from mwparserfromhell.parser import CTokenizer  # type: ignore[attr-defined]

from linking.effort import readable_length
from linking.running import Search, running_text
from linking.tokens import MisalignedError, Node, Walk

LEAD = "%lead%"


class Run(NamedTuple):
    """A stretch of one text node of running text, at a code-point offset.

    section: index into the article's sections. linkable: a link may stand in it; other runs count for match_index only.
    A text node may be several runs: they end where a line does, and where doubt or a part of a word begins or ends.
    """

    start: int
    text: str
    section: int
    linkable: bool


class Wikilink(NamedTuple):
    """A [[...]] anywhere in the page: in running text, templates, tables, captions of files.

    start, end: span of the brackets. title, label: as written; label is the title where there is no pipe. running: its
    label would be running text if the brackets went away.
    """

    start: int
    end: int
    title: str
    label: str
    section: int
    running: bool


class Section(NamedTuple):
    """A heading and what follows it. The first section of an article is its lead: title "", level 0, start 0."""

    title: str
    level: int
    start: int


@dataclass(frozen=True, slots=True)
class Article:
    """What an article's wikitext says.

    searches: alternative models of the text nodes, (offset, text) in order, that the browser's search may visit; a
    link's place must be found by each of them. truncated: the wikitext was too hard to parse whole, and some of
    it was passed over.
    """

    wikitext: str
    runs: tuple[Run, ...]
    links: tuple[Wikilink, ...]
    sections: tuple[Section, ...]
    searches: tuple[Search, ...]
    truncated: bool = False


def parse(wikitext: str) -> Article:
    """The article that `wikitext` holds. Never fails: what cannot be parsed holds no running text."""
    length = readable_length(wikitext)
    readable = wikitext if length == len(wikitext) else wikitext[: wikitext.rfind("\n", 0, length) + 1]
    walk = _walk(readable)
    model = running_text(readable, walk)
    headings = sorted((node for node in walk.nodes if node.kind == "heading" and node.shown), key=_start)
    sections = (Section("", 0, 0), *(_section(wikitext, node) for node in headings))
    starts = [section.start for section in sections]
    runs = tuple(
        Run(start, wikitext[start:end], bisect_right(starts, start) - 1, linkable)
        for start, end, linkable in model.stretches
    )
    links = [
        _wikilink(wikitext, node, bisect_right(starts, node.start) - 1)
        for node in sorted((node for node in walk.nodes if node.kind == "link"), key=_start)
    ]
    done = len(readable) if walk.nodes or walk.pieces else 0
    links.extend(_rough_links(wikitext, done, len(sections) - 1))
    return Article(wikitext, runs, tuple(links), sections, model.searches, done < len(wikitext))


def _rough_links(wikitext: str, start: int, section: int) -> Iterator[Wikilink]:
    """The links of a part that was not parsed."""
    for match in _SIMPLE_LINK.finditer(wikitext, start):
        title, label = match[1], match[1] if match[2] is None else match[2]
        yield Wikilink(match.start(), match.end(), title, label, section, False)


def _start(node: Node) -> int:
    return node.start


def excluded_sections(article: Article, names: Iterable[str]) -> set[int]:
    """Indices of the sections that `names` exclude, and of their sub-sections; "%LEAD%" names the lead."""
    wanted = {section_key(name) for name in names}
    excluded = {0} if LEAD in wanted else set()
    depth: int | None = None
    for index, section in enumerate(article.sections):
        if index == 0:
            continue
        if depth is not None and section.level > depth:
            excluded.add(index)
            continue
        depth = section.level if section_key(section.title) in wanted else None
        if depth is not None:
            excluded.add(index)
    return excluded


def section_key(name: str) -> str:
    """A heading as names of sections are compared: whole, trimmed, in any case."""
    return " ".join(name.replace("_", " ").split()).casefold()


def _walk(wikitext: str) -> Walk:
    try:
        return Walk(wikitext, CTokenizer().tokenize(wikitext, 0, 0))
    except MisalignedError:
        return Walk("", ())


_SIMPLE_LINK = re.compile(r"\[\[([^\[\]|{}<>\n]+)(?:\|([^\[\]\n]*))?\]\]")
_HEADING_MARKUP = re.compile(r"<!--.*?-->|<[^<>]*>|''+|\{\{[^{}]*\}\}", re.DOTALL)
_HEADING_LINK = re.compile(r"\[\[(?:[^\[\]|]*\|)?([^\[\]]*)\]\]")


def _section(wikitext: str, node: Node) -> Section:
    level = node.inner - node.start
    raw = wikitext[node.inner : node.end - level]
    return Section(_HEADING_LINK.sub(r"\1", _HEADING_MARKUP.sub("", raw)).strip(), level, node.start)


def _wikilink(wikitext: str, node: Node, section: int) -> Wikilink:
    inside = wikitext[node.start + 2 : node.end - 2]
    if node.inner == node.start + 2:
        return Wikilink(node.start, node.end, inside, inside, section, node.shown)
    title = wikitext[node.start + 2 : node.inner - 1]
    return Wikilink(node.start, node.end, title, wikitext[node.inner : node.end - 2], section, node.shown)
