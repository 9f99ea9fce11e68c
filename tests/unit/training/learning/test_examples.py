"""Examples: pairs of articles with links taken out, with statistics that their own article went not into."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from linking.features.definitions import NAMES
from tests.helpers.training.counted import Counted
from training.corpus.chunks import bucket_of, read_chunk
from training.knowledge import lookup_builder as lookups
from training.knowledge.lookup_builder import LookupTask
from training.learning import examples
from training.learning.examples import (
    ExampleTask,
    concatenate,
    examples_of,
    no_examples,
    resolver,
    share_of_views,
    take_examples,
)
from training.learning.link_masking import Case, View, make_view
from training.runtime.worker_pool import worker_pool

RIVERS = {"Fal": "A river.", "Tamar": "A river.", "Kernow": "A county."}
TOWNS = {
    f"Town {number}": f"Town {number} is a town on the [[Fal]] in [[Kernow]]. The Tamar is far." for number in range(20)
}


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> Counted:
    return Counted(tmp_path_factory.mktemp("wiki"), {**RIVERS, **TOWNS})


@pytest.fixture(scope="module")
def folds(counted: Counted, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Look-ups without each fold."""
    known, directory = counted.statistics, tmp_path_factory.mktemp("folds")
    built = []
    for fold in range(known.split.folds):
        output = directory / str(fold)
        output.mkdir()
        groups = known.split.groups_without(fold, validation=True)
        built.append(lookups.build(LookupTask(known.sums, known.titles, output, known.site, groups, 0, 256)))
    return built


def task(
    counted: Counted, folds: list[Path], *, validation: bool = True, share: float = 1.0, seed: int = 0
) -> ExampleTask:
    known = counted.statistics
    (chunk,) = known.chunks
    return ExampleTask(chunk, known.titles, folds, known.split, validation, share, seed)


def take(asked: ExampleTask) -> examples.Examples:
    with worker_pool(1) as pool:
        (found,) = pool.map(take_examples, [asked])
    return found


def test_an_example_sees_no_count_that_its_article_went_into(counted, folds):
    """LD of a text that all towns link: all towns but those of the fold."""
    found = take(task(counted, folds))
    split = counted.statistics.split
    sizes = [sum(split.fold(bucket_of(town)) == fold for town in TOWNS) for fold in range(split.folds)]
    linked = np.expm1(found.features[found.labels, NAMES.index("link_articles")])
    assert set(np.rint(linked).astype(int).tolist()) == {len(TOWNS) - size for size in sizes if size}
    assert len(TOWNS) not in np.rint(linked)


def test_positives_are_what_an_editor_linked(counted, folds):
    found = take(task(counted, folds))
    stood_as_link = found.features[:, NAMES.index("link_articles")] > 0
    assert found.labels.any()
    assert not found.labels[~stood_as_link].any()


def test_without_validation_articles_there_are_fewer(counted, folds):
    whole, part = take(task(counted, folds)), take(task(counted, folds, validation=False))
    split = counted.statistics.split
    kept = [town for town in TOWNS if not split.is_validation(bucket_of(town))]
    assert len(kept) < len(TOWNS)
    assert len(part.labels) == pytest.approx(len(whole.labels) * len(kept) / len(TOWNS), rel=0.2)


def test_a_share_of_the_views_is_taken_alike_each_time(counted, folds):
    whole, half = take(task(counted, folds)), take(task(counted, folds, share=0.5))
    assert 0 < len(half.labels) < len(whole.labels)
    again, other = take(task(counted, folds, share=0.5)), take(task(counted, folds, share=0.5, seed=1))
    np.testing.assert_array_equal(half.features, again.features)
    assert half.features.shape != other.features.shape or (half.features != other.features).any()


@pytest.mark.parametrize(
    ("wikitext", "expected"),
    [
        ("The [[Fal]].", {"Fal": True}),
        ("The [[Fal]] and fal.", {"Fal": True}),
        ("The fal and [[Kernow|x]] Kernow. [[Fal]]", {"Fal": True, "Kernow": False}),
    ],
)
def test_another_text_for_the_same_target_is_no_positive(counted, wikitext, expected):
    reader = counted.reader()
    case = make_view("New", wikitext, View.ARTICLE, reader.site, resolver(counted.titles))
    assert isinstance(case, Case)
    found = examples_of(case, reader, counted.titles)
    assert found is not None
    assert sorted(found.labels.tolist()) == sorted(expected.values())


def test_a_view_without_mentions_gives_no_examples(counted):
    assert examples_of(Case("New", "nothing", {"Fal": frozenset({"fal"})}), counted.reader(), counted.titles) is None


def test_examples_are_put_together_in_order(counted, folds):
    found = take(task(counted, folds))
    both = concatenate([no_examples(), found, found])
    assert both.features.shape == (2 * len(found.labels), len(NAMES))
    np.testing.assert_array_equal(both.labels, np.concatenate([found.labels] * 2))
    assert concatenate([]).features.shape == (0, len(NAMES))


def test_of_a_large_wiki_a_smaller_share_of_views_is_taken(counted):
    known = counted.statistics
    assert share_of_views(known.titles, known.split, 10**9) == 1.0
    few, fewer = (share_of_views(known.titles, known.split, pairs) for pairs in (100, 50))
    assert few == pytest.approx(2 * fewer)
    assert 0 < few < 1


def test_titles_are_resolved_to_articles(tmp_path):
    counted = Counted(
        tmp_path, {"Fal": "[[Kernow]]", "Kernow": "K.", "Old": "#REDIRECT [[Fal]]", "Odd": "#REDIRECT [[No]]"}
    )
    resolve = resolver(counted.titles)
    assert [resolve(title) for title in ("Fal", "Old", "Odd", "Nowhere")] == ["Fal", "Fal", None, None]
    assert [article.title for article in read_chunk(counted.statistics.chunks[0])] == ["Fal", "Kernow"]
