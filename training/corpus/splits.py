"""The split of a wiki's articles: cross-validation folds for training examples, and a validation set.

The statistics that a training example is read with must not include its own article (docs/decisions/learning.md). In a
small wiki, every article yields examples, in five folds, each read with the statistics of the other four. In a large
wiki, a sample of the articles is enough, and statistics without that sample are as good as statistics of all articles:
there is one fold, and most articles are in none.
"""

from __future__ import annotations

from dataclasses import dataclass

from training.corpus.chunks import BUCKETS

MIN_ARTICLES_TO_SAMPLE = 30_000
"""Wikis with at least this many articles take examples from a sample."""
CV_FOLDS = 5
NO_FOLD = -1
VALIDATION_ARTICLES, EXAMPLE_ARTICLES = 3_000, 6_000


@dataclass(frozen=True, slots=True)
class Split:
    """Assigns buckets to folds and to the validation set.

    Attributes:
        validation: The number of buckets in the validation set.
        examples: The number of buckets that examples are taken from.
        cv_folds: The number of cross-validation folds among the examples.
    """

    validation: int
    examples: int
    cv_folds: int

    @classmethod
    def for_wiki(cls, articles: int) -> Split:
        """Return the split for a wiki with this number of articles."""
        if articles < MIN_ARTICLES_TO_SAMPLE:
            return cls(BUCKETS // 10, BUCKETS, CV_FOLDS)
        return cls(_buckets(VALIDATION_ARTICLES, articles), _buckets(EXAMPLE_ARTICLES, articles), 1)

    def is_validation(self, bucket: int) -> bool:
        """Return True if the bucket's articles are reserved for validation while the model is evaluated."""
        return bucket < self.validation

    def cv_fold(self, bucket: int) -> int:
        """Return the cross-validation fold of the bucket's examples, or NO_FOLD."""
        # Examples come from the high buckets and validation from the low ones, so they do not overlap in a large wiki.
        place = BUCKETS - 1 - bucket
        return place % self.cv_folds if place < self.examples else NO_FOLD

    def group(self, bucket: int) -> int:
        """Return the number shared by all articles of the same fold and the same side of the validation split."""
        return 2 * (self.cv_fold(bucket) + 1) + self.is_validation(bucket)

    def groups_excluding(self, cv_fold: int | None, *, include_validation: bool) -> list[int]:
        """Return the groups to compute statistics from.

        Args:
            cv_fold: The fold to leave out, or None to include all folds.
            include_validation: Whether to include the validation articles.
        """
        folds = [fold for fold in range(NO_FOLD, self.cv_folds) if cv_fold is None or fold != cv_fold]
        sides = (0, 1) if include_validation else (0,)
        return sorted(2 * (fold + 1) + side for fold in folds for side in sides)


def _buckets(articles: int, total: int) -> int:
    return min(BUCKETS // 10, max(1, round(BUCKETS * articles / total)))
