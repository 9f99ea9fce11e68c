"""Samples suggestions for the report, because an operator learns more from some sentences than from figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Protocol, TypeVar

from linking.recommender import Recommendation
from linking.wikitext.article import Article
from linking.wikitext.excerpts import Excerpt, paragraph_around
from training.learning.link_masking import MaskedArticle

SAMPLE_SIZE = 20
MIN_SAMPLED_SCORE = 0.5
"""The service's default threshold."""


class Sampled(Protocol):
    """Something that may become part of a sample."""

    @property
    def sample_key(self) -> int:
        """A hash. Those with the lowest keys make up the sample."""
        ...


_Sampled = TypeVar("_Sampled", bound=Sampled)


@dataclass(frozen=True, slots=True)
class SampledSuggestion:
    """A suggestion for a validation article, with its context.

    Attributes:
        sample_key: A hash. The suggestions with the lowest keys make up the sample.
        title: The title of the article.
        target: The suggested target.
        score: The model's score.
        correct: Whether an editor had made this link.
        editors_target: The article that editors linked this text to, or None if they did not link it.
        paragraph: The text in its paragraph.
    """

    sample_key: int
    title: str
    target: str
    score: float
    correct: bool
    editors_target: str | None
    paragraph: Excerpt


@dataclass(frozen=True, slots=True)
class SampleCandidate:
    """A suggestion that may become part of the sample. Its paragraph is not rendered yet."""

    sample_key: int
    masked: MaskedArticle
    article: Article
    link: Recommendation

    def render(self) -> SampledSuggestion:
        """Return the suggestion with its paragraph."""
        link, masked = self.link, self.masked
        end = link.wikitext_offset + len(link.link_text)
        correct = masked.is_gold(link.link_text, link.link_target)
        linked_to = (target for target in masked.gold_links if masked.is_gold(link.link_text, target))
        return SampledSuggestion(
            sample_key=self.sample_key,
            title=masked.title,
            target=link.link_target,
            score=link.score,
            correct=correct,
            editors_target=link.link_target if correct else next(linked_to, None),
            paragraph=paragraph_around(self.article, link.wikitext_offset, end),
        )


def sample_candidates(
    masked: MaskedArticle, article: Article, links: Sequence[Recommendation], seed: int
) -> Iterator[SampleCandidate]:
    """Yield the suggestions for an article that reach the service's default threshold.

    Args:
        masked: The article.
        article: Its parsed wikitext.
        links: What was recommended for it.
        seed: The seed of the sample.
    """
    for link in links:
        if link.score >= MIN_SAMPLED_SCORE:
            yield SampleCandidate(hash_key(seed, masked.title, link.wikitext_offset), masked, article, link)


def hash_key(seed: int, title: str, offset: int) -> int:
    """Return the sample key of the suggestion at an offset of an article."""
    return int.from_bytes(blake2b(f"{seed}|{title}|{offset}".encode(), digest_size=6).digest(), "big")


def reservoir_sample(suggestions: Iterable[_Sampled], size: int = SAMPLE_SIZE) -> list[_Sampled]:
    """Return the suggestions with the lowest keys, at most `size` of them, in order of key.

    Sampling by hash makes the result independent of the order: the sample of the whole is the sample of the samples of
    its parts.
    """
    return sorted(suggestions, key=lambda suggestion: suggestion.sample_key)[:size]
