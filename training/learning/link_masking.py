"""Masks links: takes them out of an article and keeps them as the gold links that the recommender should find.

Training examples and the evaluation are both made of masked articles.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from enum import StrEnum

from linking.text.joined_words import JOINERS, is_joined, part_after, part_before
from linking.wikitext.article import Article, Wikilink, parse

TemplateLinks = Callable[[Article], Iterable[str]]
"""Finds the titles that an article's templates link to."""

LinkResolver = Callable[[str], str | None]
"""Maps the title in a link, as written, to the title of the article it leads to, or to None if there is none."""

_SENTENCE_END = re.compile(r"(?<=[^\W\d_]{3}[.!?])\s+|(?<=\]\][.!?])\s+|(?<=[。！？।։])")
"""Requires three letters before the period, because most abbreviations are shorter.

A Punkt model would be more precise, but costs time and improves no figure (docs/decisions/libraries.md).
"""
_MIN_SENTENCE = 10
"""A sentence needs more characters than this outside its links."""
_LETTER, _TRAIL = re.compile(r"[^\W\d_]"), re.compile(r"[^\W\d_]*")
_LIST_MARKS = re.compile(r"\s*[*#:;]+\s*")
_MARKUP_LINE = tuple("*#:;=|!{}<[")
_LINK = re.compile(r"\[\[.*?\]\]")


class MaskingScheme(StrEnum):
    """Which links are masked.

    SENTENCE keeps only the first sentence with a link, and masks its links. ARTICLE masks all links in running text.
    HALF masks the links to a fixed half of the targets, and REST masks the links to the other half.
    """

    SENTENCE = "sentence"
    ARTICLE = "article"
    HALF = "half"
    REST = "rest"


@dataclass(frozen=True, slots=True)
class MaskedArticle:
    """An article without its masked links.

    Attributes:
        title: The title of the article.
        wikitext: The wikitext, in which each masked link is replaced with its label.
        gold_links: For each target of a masked link, the case-folded texts that count as finding it.
    """

    title: str
    wikitext: str
    gold_links: Mapping[str, frozenset[str]]

    def is_gold(self, text: str, target: str) -> bool:
        """Return True if an editor linked this text to this target."""
        return text.strip().casefold() in self.gold_links.get(target, ())


def mask_links(
    title: str, article: Article, scheme: MaskingScheme, resolve: LinkResolver, template_links: TemplateLinks
) -> MaskedArticle | None:
    """Mask links of an article.

    A target that is still linked after masking, for example in a template, is not gold. Neither is the article itself.

    Args:
        title: The title of the article.
        article: The parsed article.
        scheme: Which links to mask.
        resolve: Finds the article that a link leads to. Links that lead to no article are left alone.
        template_links: Finds the titles that templates link to.

    Returns:
        The masked article, or None if it has no gold links.
    """
    if scheme is MaskingScheme.SENTENCE:
        sentence = first_sentence(article)
        if sentence is None:
            return None
        article = parse(sentence)
    unlinked = unlink(article, resolve, lambda target: _masks_target(scheme, title, target))
    still_linked = unlinked.kept | set(filter(None, map(resolve, template_links(article))))
    gold_links: dict[str, frozenset[str]] = {}
    for target, link in unlinked.removed:
        if target != title and target not in still_linked and target not in gold_links:
            gold_links[target] = _texts(article.wikitext, link)
    return MaskedArticle(title, unlinked.wikitext, gold_links) if gold_links else None


@dataclass(frozen=True, slots=True)
class UnlinkedArticle:
    """An article without some of its links.

    Attributes:
        wikitext: The wikitext, in which each removed link is replaced with its label.
        removed: The removed links with the articles that they lead to.
        kept: The articles that other links lead to.
    """

    wikitext: str
    removed: Sequence[tuple[str, Wikilink]]
    kept: Set[str]


def unlink(article: Article, resolve: LinkResolver, is_wanted: Callable[[str], bool]) -> UnlinkedArticle:
    """Remove the links in running text that lead to certain articles.

    Args:
        article: The parsed article.
        resolve: Finds the article that a link leads to. Links that lead to no article are left alone.
        is_wanted: Tells whether to remove the links that lead to an article.
    """
    wikitext, pieces, end = article.wikitext, list[str](), 0
    removed: list[tuple[str, Wikilink]] = []
    kept: set[str] = set()
    for link in article.links:
        target = resolve(link.title)
        if target is None:
            continue
        is_removable = link.in_running_text and link.start >= end and link.label.strip()
        if not (is_removable and is_wanted(target)):
            kept.add(target)
            continue
        pieces += [wikitext[end : link.start], link.label]
        end = link.end
        removed.append((target, link))
    return UnlinkedArticle("".join([*pieces, wikitext[end:]]), removed, kept)


def _masks_target(scheme: MaskingScheme, title: str, target: str) -> bool:
    if scheme not in (MaskingScheme.HALF, MaskingScheme.REST):
        return True
    # Seeded by article and target, so that all links to a target get the same answer in every run.
    in_half = random.Random(f"{title}|{target}").random() < 0.5  # noqa: S311 - not used for security
    return in_half is (scheme is MaskingScheme.HALF)


def _texts(wikitext: str, link: Wikilink) -> frozenset[str]:
    """Return the label, and the other texts of the same word that a link to the target may have.

    They are the label with the letters and the joined parts next to the link, and the label without its own parts.
    """
    prefix_start, after = link.start, _TRAIL.match(wikitext, link.end)
    while prefix_start and _LETTER.match(wikitext, prefix_start - 1):
        prefix_start -= 1
    prefix, trail, label = wikitext[prefix_start : link.start], after.group() if after else "", link.label
    texts = {label, label + trail, prefix + label, prefix + label + trail}
    texts.add(label + part_after(wikitext, link.end))
    texts.add(part_before(wikitext, link.start) + label)
    for offset, character in enumerate(label):
        if character in JOINERS and 0 < offset < len(label) - 1 and is_joined(label, offset):
            texts |= {label[:offset], label[offset + 1 :]}
    return frozenset(text.strip().casefold() for text in texts)


def first_sentence(article: Article) -> str | None:
    """Return the wikitext of the first sentence of running text that contains a link, or None if there is none."""
    for line in "".join(_running_wikitext(article)).split("\n"):
        start = line.lstrip()
        if not start or (start.startswith(_MARKUP_LINE) and not start.startswith("[[")):
            continue
        for sentence in _SENTENCE_END.split(line):
            if "[[" in sentence and len(_LINK.sub("", sentence)) > _MIN_SENTENCE:
                return sentence.strip()
    return None


def _running_wikitext(article: Article) -> Iterator[str]:
    """Yield the running text with its links as wikitext, and list marks, by which the caller recognises list items."""
    parts = [(run.start, run.text) for run in article.runs]
    parts += [(link.start, article.wikitext[link.start : link.end]) for link in article.links if link.in_running_text]
    end = 0
    for start, text in sorted(parts):
        if _LIST_MARKS.fullmatch(article.wikitext, end, start):
            yield article.wikitext[end:start]
        end = start + len(text)
        yield text
