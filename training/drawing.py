"""Draw suggestions to look at: some sentences tell an operator more than figures do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from linking.recommend import Recommendation
from linking.wikitext import parse
from training.sentences import Sentence, sentence_around
from training.views import Case

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


def draw(case: Case, links: Sequence[Recommendation], right: Sequence[bool], seed: int) -> list[Suggested]:
    """Of an article's suggestions, those that may be shown."""
    worth = [(link, is_right) for link, is_right in zip(links, right, strict=True) if link.score >= SHOWN_FROM]
    if not worth:
        return []
    article = parse(case.wikitext)
    return lowest(
        Suggested(
            _lot(seed, case.title, link),
            case.title,
            link.link_target,
            link.score,
            is_right,
            link.link_target if is_right else _made_to(case, link),
            sentence_around(article, link.wikitext_offset, link.wikitext_offset + len(link.link_text)),
        )
        for link, is_right in worth
    )


def lowest(drawn: Iterable[Suggested]) -> list[Suggested]:
    """The SHOWN ones with the lowest lots, in order of lot."""
    return sorted(drawn, key=lambda suggested: suggested.lot)[:SHOWN]


def _lot(seed: int, title: str, link: Recommendation) -> int:
    return int.from_bytes(blake2b(f"{seed}|{title}|{link.wikitext_offset}".encode(), digest_size=8).digest(), "big")


def _made_to(case: Case, link: Recommendation) -> str | None:
    text = link.link_text.strip().casefold()
    return next((target for target, texts in case.gold.items() if text in texts), None)
