"""Examples are labelled pairs, whose statistics do not include their own article."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from linking.analysis import AnalyzedArticle, ArticleQuery, Stages
from linking.features.definitions import LINK_FEATURES, NAMES
from linking.wikitext.article import parse
from tests.helpers.training.counted import CountedWiki
from training.corpus.chunks import ChunkArticle, bucket_of
from training.corpus.plain_text import PlainText
from training.learning.examples import (
    Examples,
    ExampleTask,
    TrainingSet,
    concatenate,
    label_pairs,
    link_resolver,
    sample_masked_articles,
    sampling_rate,
    take_examples,
)
from training.learning.link_masking import MaskingScheme, mask_links
from training.runtime.worker_pool import worker_pool

RIVERS = {"Fal": "A river.", "Tamar": "A river.", "Kernow": "A county."}
TOWNS = {
    f"Town {number}": f"Town {number} is a town on the [[Fal]] in [[Kernow]]. The Tamar is far." for number in range(20)
}


@pytest.fixture(scope="module")
def wiki(tmp_path_factory: pytest.TempPathFactory) -> CountedWiki:
    return CountedWiki(tmp_path_factory.mktemp("wiki"), {**RIVERS, **TOWNS})


@pytest.fixture(scope="module")
def lookups(wiki: CountedWiki) -> list[Path]:
    """The lookups without each cross-validation fold."""
    split = wiki.corpus.split
    return [
        wiki.build(split.groups_excluding(fold, include_validation=True), str(fold)) for fold in range(split.cv_folds)
    ]


def take(
    wiki: CountedWiki, lookups: list[Path], *include_validation: bool, rate: float = 1.0, seed: int = 0
) -> list[Examples]:
    """Take the examples of a training set for each value of `include_validation`."""
    (chunk,) = wiki.corpus.chunks
    task = ExampleTask(
        chunk=chunk,
        titles=wiki.corpus.titles,
        training_sets=[TrainingSet(lookups, included) for included in include_validation],
        split=wiki.corpus.split,
        sampling_rate=rate,
        seed=seed,
    )
    with worker_pool(1) as pool:
        (found,) = pool.map(take_examples, [task])
    return found


def test_the_counts_of_an_example_exclude_its_own_fold(wiki, lookups):
    """All towns link the same text, so LD is their number without those of the fold."""
    (found,) = take(wiki, lookups, True)
    split = wiki.corpus.split
    sizes = [sum(split.cv_fold(bucket_of(town)) == fold for town in TOWNS) for fold in range(split.cv_folds)]
    linked = np.rint(np.expm1(found.features[found.labels, NAMES.index("link_articles")]))
    assert set(linked.astype(int).tolist()) == {len(TOWNS) - size for size in sizes if size}
    assert len(TOWNS) not in linked


def test_a_pair_is_positive_if_an_editor_made_the_link(wiki, lookups):
    (found,) = take(wiki, lookups, True)
    linked_elsewhere = found.features[:, NAMES.index("link_articles")] > 0
    assert found.labels.any()
    assert not found.labels[~linked_elsewhere].any()


def test_validation_articles_can_be_left_out(wiki, lookups):
    every, part = take(wiki, lookups, True, False)
    others = [town for town in TOWNS if not wiki.corpus.split.is_validation(bucket_of(town))]
    assert len(others) < len(TOWNS)
    assert len(part.labels) == pytest.approx(len(every.labels) * len(others) / len(TOWNS), rel=0.2)


def test_the_sample_depends_on_the_seed_alone(wiki, lookups):
    (every,), (half,) = take(wiki, lookups, True), take(wiki, lookups, True, rate=0.5)
    assert 0 < len(half.labels) < len(every.labels)
    (again,), (other,) = take(wiki, lookups, True, rate=0.5), take(wiki, lookups, True, rate=0.5, seed=1)
    np.testing.assert_array_equal(half.features, again.features)
    assert half.features.shape != other.features.shape or (half.features != other.features).any()


def test_training_sets_do_not_affect_each_other(wiki, lookups):
    """An article is parsed once for all of them."""
    together = take(wiki, lookups, False, True, False)
    alone = [take(wiki, lookups, included)[0] for included in (False, True, False)]
    for one, other in zip(together, alone, strict=True):
        np.testing.assert_array_equal(one.features, other.features)
        np.testing.assert_array_equal(one.labels, other.labels)


def test_examples_are_read_as_they_were_written(wiki, lookups, tmp_path):
    (found,) = take(wiki, lookups, True)
    found.save(tmp_path)
    read = Examples.load(tmp_path)
    np.testing.assert_array_equal(read.features, found.features)
    np.testing.assert_array_equal(read.labels, found.labels)
    assert (read.features.dtype, read.labels.dtype) == (np.float32, np.bool_)


def test_each_scheme_is_sampled_by_itself():
    wikitext = "The river [[Fal]] is in [[Kernow]], near [[Looe]], [[Truro]] and [[Bude]]."
    article = ChunkArticle("Here", 0, wikitext, PlainText("", (), ()))
    counts = {len(list(sample_masked_articles(article, str, lambda _: (), 0.5, seed))) for seed in range(99)}
    assert counts == {0, 1, 2, 3, 4}
    assert list(sample_masked_articles(article, str, lambda _: (), 0.0, 0)) == []


@pytest.mark.parametrize(
    ("wikitext", "labels"),
    [
        ("The [[Fal]].", {"Fal": True}),
        ("The [[Fal]] and fal.", {"Fal": True}),
        ("The fal and [[Kernow|x]] Kernow. [[Fal]]", {"Fal": True, "Kernow": False}),
    ],
)
def test_the_same_target_under_another_text_is_negative(wiki, wikitext, labels):
    analyzer = wiki.reader()
    resolve = link_resolver(wiki.titles, analyzer.site)
    masked = mask_links("New", parse(wikitext), MaskingScheme.ARTICLE, resolve, lambda _: ())
    assert masked is not None
    analyzed = analyzer.analyze(ArticleQuery("New", masked.wikitext), Stages())
    assert isinstance(analyzed, AnalyzedArticle)
    found = label_pairs(masked, analyzed, wiki.titles)
    assert sorted(found.labels.tolist()) == sorted(labels.values())


def test_examples_are_concatenated_in_order(wiki, lookups):
    (found,) = take(wiki, lookups, True)
    both = concatenate([found, found])
    assert both.features.shape == (2 * len(found.labels), len(LINK_FEATURES))
    np.testing.assert_array_equal(both.labels, np.concatenate([found.labels] * 2))
    assert concatenate([]).features.shape == (0, len(LINK_FEATURES))


def test_the_sampling_rate_bounds_the_number_of_pairs(wiki):
    titles, split = wiki.corpus.titles, wiki.corpus.split
    assert sampling_rate(titles, split, 10**9) == 1.0
    few, fewer = (sampling_rate(titles, split, pairs) for pairs in (100, 50))
    assert few == pytest.approx(2 * fewer)
    assert 0 < few < 1


def test_links_are_resolved_to_articles(tmp_path):
    pages = {"Fal": "[[Kernow]]", "Kernow": "K.", "Old": "#REDIRECT [[Fal]]", "Odd": "#REDIRECT [[No]]"}
    wiki = CountedWiki(tmp_path, pages)
    resolve = link_resolver(wiki.titles, wiki.corpus.site)
    titles = ("Fal", "fal", "Old", "Fal#Mouth", "Odd", "Nowhere", "Restren:Fal", "[")
    assert [resolve(title) for title in titles] == ["Fal", "Fal", "Fal", "Fal", None, None, None, None]
