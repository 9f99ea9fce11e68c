"""Splits: every article is in one group, and no example sees its own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.corpus.chunks import BUCKETS, bucket_of
from training.corpus.splits import FOLDS, LARGE, NO_FOLD, Split

SIZES = st.one_of(st.integers(1, LARGE * 2), st.integers(LARGE, 10_000_000))


@given(SIZES)
def test_groups_without_a_fold_are_all_but_the_folds_own(articles):
    split = Split.of(articles)
    everything = split.groups_without(None, validation=True)
    assert len(set(everything)) == len(everything)
    for fold in range(split.folds):
        without = split.groups_without(fold, validation=True)
        assert set(without) < set(everything)
        for bucket in range(0, BUCKETS, 7):
            assert (split.group(bucket) in without) == (split.fold(bucket) != fold)


@given(SIZES, st.integers(0, BUCKETS - 1))
def test_a_judged_model_has_seen_no_validation_article(articles, bucket):
    split = Split.of(articles)
    for fold in (None, *range(split.folds)):
        seen = split.group(bucket) in split.groups_without(fold, validation=False)
        assert seen == (not split.is_validation(bucket) and (fold is None or split.fold(bucket) != fold))


def test_in_a_small_wiki_every_article_is_an_example():
    split = Split.of(1000)
    assert split.folds == FOLDS
    assert {split.fold(bucket) for bucket in range(BUCKETS)} == set(range(FOLDS))
    sizes = [sum(split.fold(bucket) == fold for bucket in range(BUCKETS)) for fold in range(FOLDS)]
    assert max(sizes) - min(sizes) <= 1


@given(st.integers(LARGE, 10_000_000))
def test_in_a_large_wiki_examples_and_validation_are_small_samples_apart(articles):
    split = Split.of(articles)
    folds = [split.fold(bucket) for bucket in range(BUCKETS)]
    examples = {bucket for bucket, fold in enumerate(folds) if fold != NO_FOLD}
    validation = {bucket for bucket in range(BUCKETS) if split.is_validation(bucket)}
    assert 0 < len(examples) <= BUCKETS // 10
    assert 0 < len(validation) <= BUCKETS // 10
    assert not examples & validation


@pytest.mark.parametrize(("title", "bucket"), [("Kernow", 9131), ("", 9876)])
def test_a_bucket_is_the_titles_alone(title, bucket):
    assert bucket_of(title) == bucket
