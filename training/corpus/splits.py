"""Which articles statistics are taken from, which become examples and which are kept for validation.

An article's statistics must not be seen by its own training rows (docs/decisions/learning.md). In a small wiki every
article is an example: five folds, each with statistics of the other four. In a large one a sample is enough, and the
statistics without it are as good as all: one fold, and most articles in none.
"""

from __future__ import annotations

from dataclasses import dataclass

from training.corpus.chunks import BUCKETS

LARGE = 30_000
"""Articles from which on a sample stands for all."""
FOLDS = 5
NO_FOLD = -1
VALIDATION_ARTICLES, EXAMPLE_ARTICLES = 3_000, 6_000


@dataclass(frozen=True, slots=True)
class Split:
    """How buckets fall into groups. validation, examples: numbers of buckets; folds: of the examples."""

    validation: int
    examples: int
    folds: int

    @classmethod
    def of(cls, articles: int) -> Split:
        """The split for a wiki of so many articles."""
        if articles < LARGE:
            return cls(BUCKETS // 10, BUCKETS, FOLDS)
        return cls(_buckets(VALIDATION_ARTICLES, articles), _buckets(EXAMPLE_ARTICLES, articles), 1)

    def is_validation(self, bucket: int) -> bool:
        """Whether articles of the bucket are kept for validation while the model is judged."""
        return bucket < self.validation

    def fold(self, bucket: int) -> int:
        """The fold that the bucket's articles are examples of, or NO_FOLD."""
        # taken from the far end: in a large wiki no article is both for validation and an example
        place = BUCKETS - 1 - bucket
        return place % self.folds if place < self.examples else NO_FOLD

    def group(self, bucket: int) -> int:
        """A number for all articles that are in the same fold and on the same side of the validation split."""
        return 2 * (self.fold(bucket) + 1) + self.is_validation(bucket)

    def groups_without(self, fold: int | None, *, validation: bool) -> list[int]:
        """The groups left without a fold (None: with all) and, where `validation` is False, without validation."""
        folds = [other for other in range(NO_FOLD, self.folds) if other != fold or fold is None]
        sides = (0, 1) if validation else (0,)
        return sorted(2 * (other + 1) + side for other in folds for side in sides)


def _buckets(articles: int, total: int) -> int:
    return min(BUCKETS // 10, max(1, round(BUCKETS * articles / total)))
