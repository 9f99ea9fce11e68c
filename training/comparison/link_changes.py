"""What differs between two lists of recommended links for the same text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from linking.recommender import Recommendation

SAME_SCORE = 0.05
"""A smaller difference of scores is no change."""

KEPT, RESCORED, MOVED, RETARGETED, GONE, NEW = "kept", "score", "place", "target", "gone", "new"
KINDS = (GONE, NEW, RETARGETED, MOVED, RESCORED, KEPT)


@dataclass(frozen=True, slots=True)
class ComparedLink:
    """A link of one of the lists.

    Attributes:
        text: The text to link.
        target: The article to link to.
        offset: Offset of the text in the wikitext, in code points.
        score: The score.
        before: The text before it, without line breaks.
        after: The text after it.
    """

    text: str
    target: str
    offset: int
    score: float
    before: str = ""
    after: str = ""

    @property
    def end(self) -> int:
        """The offset of the end of the text."""
        return self.offset + len(self.text)


@dataclass(frozen=True, slots=True)
class LinkChange:
    """A link of the first list, its counterpart in the second, or both.

    Attributes:
        kind: One of KINDS.
        first: The link in the first list; None if it is new.
        second: The link in the second list; None if it is gone.
    """

    kind: str
    first: ComparedLink | None
    second: ComparedLink | None

    @property
    def shift(self) -> float | None:
        """By how much the score rose; None if one of the lists does not have the link."""
        return None if self.first is None or self.second is None else self.second.score - self.first.score


def compared_links(links: Sequence[Recommendation]) -> list[ComparedLink]:
    """Return the links as a comparison needs them."""
    return [
        ComparedLink(
            link.link_text, link.link_target, link.wikitext_offset, link.score, link.context_before, link.context_after
        )
        for link in links
    ]


def compare_links(first: Sequence[ComparedLink], second: Sequence[ComparedLink]) -> list[LinkChange]:
    """Pair the links of two lists, in order of their places.

    Links to the same target are the same link, whether its place has changed or its score. Of the others, two whose
    texts overlap are a link that has got another target. The rest is gone or new.

    Args:
        first: Links with different targets, whose texts do not overlap.
        second: The same.
    """
    return sorted(_changes(first, second), key=_place)


def _changes(first: Sequence[ComparedLink], second: Sequence[ComparedLink]) -> Iterator[LinkChange]:
    by_target = {link.target: link for link in second}
    rest = []
    for link in first:
        same = by_target.pop(link.target, None)
        if same is None:
            rest.append(link)
        else:
            yield LinkChange(_kind(link, same), link, same)
    left = sorted(by_target.values(), key=lambda link: link.offset)
    for link in rest:
        overlapping = next((one for one in left if one.offset < link.end and link.offset < one.end), None)
        if overlapping is None:
            yield LinkChange(GONE, link, None)
        else:
            left.remove(overlapping)
            yield LinkChange(RETARGETED, link, overlapping)
    yield from (LinkChange(NEW, None, link) for link in left)


def _kind(first: ComparedLink, second: ComparedLink) -> str:
    if (first.offset, first.text) != (second.offset, second.text):
        return MOVED
    return KEPT if abs(second.score - first.score) < SAME_SCORE else RESCORED


def _place(change: LinkChange) -> tuple[int, int]:
    link = change.first or change.second
    assert link is not None, "a change has at least one link"
    return link.offset, change.first is None
