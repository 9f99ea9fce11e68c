"""Every article is in one group, and no example is read with statistics of its own fold."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from training.corpus.chunks import BUCKETS
from training.corpus.splits import CV_FOLDS, MIN_ARTICLES_TO_SAMPLE, NO_FOLD, Split

SIZES = st.one_of(st.integers(1, MIN_ARTICLES_TO_SAMPLE * 2), st.integers(MIN_ARTICLES_TO_SAMPLE, 10_000_000))


@given(SIZES)
def test_the_groups_of_a_fold_can_be_excluded(articles):
    split = Split.for_wiki(articles)
    everything = split.groups_excluding(None, include_validation=True)
    assert len(set(everything)) == len(everything)
    for fold in range(split.cv_folds):
        without = split.groups_excluding(fold, include_validation=True)
        assert set(without) < set(everything)
        for bucket in range(0, BUCKETS, 7):
            assert (split.group(bucket) in without) == (split.cv_fold(bucket) != fold)


@given(SIZES, st.integers(0, BUCKETS - 1))
def test_an_evaluated_model_has_seen_no_validation_article(articles, bucket):
    split = Split.for_wiki(articles)
    for fold in (None, *range(split.cv_folds)):
        seen = split.group(bucket) in split.groups_excluding(fold, include_validation=False)
        assert seen == (not split.is_validation(bucket) and (fold is None or split.cv_fold(bucket) != fold))


def test_in_a_small_wiki_every_article_is_an_example():
    split = Split.for_wiki(1000)
    assert split.cv_folds == CV_FOLDS
    assert {split.cv_fold(bucket) for bucket in range(BUCKETS)} == set(range(CV_FOLDS))
    sizes = [sum(split.cv_fold(bucket) == fold for bucket in range(BUCKETS)) for fold in range(CV_FOLDS)]
    assert max(sizes) - min(sizes) <= 1


@given(st.integers(MIN_ARTICLES_TO_SAMPLE, 10_000_000))
def test_in_a_large_wiki_examples_and_validation_are_disjoint_samples(articles):
    split = Split.for_wiki(articles)
    folds = [split.cv_fold(bucket) for bucket in range(BUCKETS)]
    examples = {bucket for bucket, fold in enumerate(folds) if fold != NO_FOLD}
    validation = {bucket for bucket in range(BUCKETS) if split.is_validation(bucket)}
    assert 0 < len(examples) <= BUCKETS // 10
    assert 0 < len(validation) <= BUCKETS // 10
    assert not examples & validation
