"""An article's running text, links and sections, with exact offsets (docs/client.md says what running text is)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from mwparserfromhell.parser import CTokenizer  # type: ignore[attr-defined]

from linking.wikitext.running_text import Run, Search, running_text
from linking.wikitext.token_stack import Node
from linking.wikitext.token_walk import MisalignedError, Walk, Wikilink
from linking.wikitext.tokenizer_budget import readable_length

__all__ = ["LEAD", "Article", "Run", "Section", "Wikilink", "excluded_sections", "parse", "section_key"]

LEAD = "%lead%"


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
    headings = sorted((node for node in walk.nodes if node.kind == "heading" and node.shown), key=_start)
    sections = (Section("", 0, 0), *(_section(wikitext, node) for node in headings))
    model = running_text(readable, walk, [section.start for section in sections])
    done = len(readable) if walk.nodes or walk.links or walk.pieces else 0
    links = walk.links
    if done < len(wikitext):
        links = [*links, *_rough_links(wikitext, done, len(sections) - 1)]
    return Article(wikitext, model.runs, tuple(links), sections, model.searches, done < len(wikitext))


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
    text = wikitext.replace("\x00", "\x01")  # the tokenizer takes the first for the end
    try:
        walk = Walk(text, CTokenizer().tokenize(text, 0, 0))
    except MisalignedError:
        return Walk("", ())
    if text != wikitext:
        walk.pieces = [(start, wikitext[start : start + len(piece)]) for start, piece in walk.pieces]
    return walk


_SIMPLE_LINK = re.compile(r"\[\[([^\[\]|{}<>\n]+)(?:\|([^\[\]\n]*))?\]\]")
_HEADING_MARKUP = re.compile(r"<!--.*?-->|<[^<>]*>|''+|\{\{[^{}]*\}\}", re.DOTALL)
_MARKUP_SIGN = re.compile(r"[<{\[]|''")
_HEADING_LINK = re.compile(r"\[\[(?:[^\[\]|]*\|)?([^\[\]]*)\]\]")


def _section(wikitext: str, node: Node) -> Section:
    level = node.inner - node.start
    title = wikitext[node.inner : node.end - level]
    if _MARKUP_SIGN.search(title):
        title = _HEADING_LINK.sub(r"\1", _HEADING_MARKUP.sub("", title))
    return Section(title.strip(), level, node.start)
