"""Views of an article with links taken out: what training examples and evaluation are made of."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from linking.text.titles import Site, article_title
from linking.wikitext.article import Article, Wikilink, parse

SENTENCE_END = re.compile(r"(?<=[^\W\d_]{3}[.!?])\s+|(?<=\]\][.!?])\s+|(?<=[。！？।։])")
_PREFIX, _TRAIL = re.compile(r"[^\W\d_]*\Z"), re.compile(r"[^\W\d_]*")
_LIST_MARKS = re.compile(r"\s*[*#:;]+\s*")
_MARKUP_LINE = tuple("*#:;=|!{}<[")


class View(StrEnum):
    """sentence: the first with a link, alone. article: all links out. half, rest: a fixed half out, the other half."""

    SENTENCE = "sentence"
    ARTICLE = "article"
    HALF = "half"
    REST = "rest"


@dataclass(frozen=True, slots=True)
class Case:
    """A view of an article. gold: target -> the texts (case-folded) with which it was linked and may be again."""

    title: str
    wikitext: str
    gold: Mapping[str, frozenset[str]]


def make_view(title: str, wikitext: str, view: View, site: Site, resolve: Callable[[str], str | None]) -> Case | None:
    """The view; None where it takes no link out. resolve: title to the article meant, None where there is none."""
    if view is View.SENTENCE:
        sentence = first_sentence(wikitext)
        return None if sentence is None else _strip(title, sentence, lambda _: True, site, resolve)
    return _strip(title, wikitext, _chooser(title, view), site, resolve)


def _chooser(title: str, view: View) -> Callable[[str], bool]:
    if view is View.ARTICLE:
        return lambda _: True
    # by target and article, so that all links to a target go or stay together, the same in each run
    return lambda target: (random.Random(f"{title}|{target}").random() < 0.5) is (view is View.HALF)  # noqa: S311


def _strip(
    title: str, wikitext: str, chosen: Callable[[str], bool], site: Site, resolve: Callable[[str], str | None]
) -> Case | None:
    article = parse(wikitext)
    pieces: list[str] = []
    removed: list[tuple[str, frozenset[str]]] = []
    kept: set[str] = set()
    last = 0
    for link in article.links:
        named = article_title(site, link.title)
        target = None if named is None else resolve(named)
        if target is None:
            continue
        if not (link.running and link.start >= last and link.label.strip() and chosen(target)):
            kept.add(target)
            continue
        pieces += [wikitext[last : link.start], link.label]
        last = link.end
        if target != title:
            removed.append((target, _texts(wikitext, link)))
    pieces.append(wikitext[last:])
    gold: dict[str, frozenset[str]] = {}
    for target, texts in removed:
        if target not in kept:
            gold.setdefault(target, texts)
    return Case(title, "".join(pieces), gold) if gold else None


def _texts(wikitext: str, link: Wikilink) -> frozenset[str]:
    """Where letters touch the link, the whole word is as good a text as the part in brackets."""
    before, after = _PREFIX.search(wikitext, 0, link.start), _TRAIL.match(wikitext, link.end)
    prefix, trail = before.group() if before else "", after.group() if after else ""
    texts = (link.label, link.label + trail, prefix + link.label, prefix + link.label + trail)
    return frozenset(text.strip().casefold() for text in texts)


def first_sentence(wikitext: str) -> str | None:
    """The first sentence of running text with a link to something, as wikitext; None where there is none."""
    article = parse(wikitext)
    for line in "".join(_running(article)).split("\n"):
        if not line.strip() or (line.lstrip().startswith(_MARKUP_LINE) and not line.lstrip().startswith("[[")):
            continue
        for sentence in SENTENCE_END.split(line):
            if "[[" in sentence and len(re.sub(r"\[\[.*?\]\]", "", sentence)) > 10:
                return sentence.strip()
    return None


def _running(article: Article) -> Iterator[str]:
    """Running text with its links as they are written, and the marks of lists: their items are no sentences."""
    parts = [(run.start, run.text) for run in article.runs]
    parts += [(link.start, article.wikitext[link.start : link.end]) for link in article.links if link.running]
    last = 0
    for start, text in sorted(parts):
        if _LIST_MARKS.fullmatch(article.wikitext, last, start):
            yield article.wikitext[last:start]
        last = start + len(text)
        yield text
