"""Draw suggestions to look at: some sentences tell an operator more than figures do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import TypeVar

from linking.recommender import Recommendation
from linking.wikitext.article import parse
from training.evaluation.sentence_context import Sentence, sentence_around
from training.learning.link_masking import Case

SHOWN = 20
SHOWN_FROM = 0.5
"""Least score of those that are drawn: what an editor would be shown at the default threshold."""


@dataclass(frozen=True, slots=True)
class Suggested:
    """A suggestion for a validation article.

    right: an editor had made that link. made_to: where the editors' link of that text led, None where they made none.
    lot: those with the lowest lots are drawn, so parts of a trial merge into the drawing of the whole.
    """

    lot: int
    title: str
    target: str
    score: float
    right: bool
    made_to: str | None
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Ticket:
    """A suggestion that may be drawn; its sentence is made when it is."""

    lot: int
    case: Case
    link: Recommendation
    right: bool

    def shown(self) -> Suggested:
        """The suggestion with its sentence."""
        link = self.link
        end = link.wikitext_offset + len(link.link_text)
        sentence = sentence_around(parse(self.case.wikitext), link.wikitext_offset, end)
        made_to = link.link_target if self.right else _made_to(self.case, link)
        return Suggested(self.lot, self.case.title, link.link_target, link.score, self.right, made_to, sentence)


_Lot = TypeVar("_Lot", Suggested, Ticket)


def tickets(case: Case, links: Sequence[Recommendation], right: Sequence[bool], seed: int) -> Iterator[Ticket]:
    """One for each of an article's suggestions that score enough to be shown."""
    for link, is_right in zip(links, right, strict=True):
        if link.score >= SHOWN_FROM:
            yield Ticket(_lot(seed, case.title, link), case, link, is_right)


def lowest(lots: Iterable[_Lot]) -> list[_Lot]:
    """The SHOWN ones with the lowest lots, in order of lot."""
    return sorted(lots, key=lambda drawn: drawn.lot)[:SHOWN]


def _lot(seed: int, title: str, link: Recommendation) -> int:
    return int.from_bytes(blake2b(f"{seed}|{title}|{link.wikitext_offset}".encode(), digest_size=6).digest(), "big")


def _made_to(case: Case, link: Recommendation) -> str | None:
    text = link.link_text.strip().casefold()
    return next((target for target, texts in case.gold.items() if text in texts), None)
