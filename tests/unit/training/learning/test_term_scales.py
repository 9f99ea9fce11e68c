"""The scales of terms are those of a wiki's suggestions, or close to the default ones if it has few of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from linking.acceptance import LINK_LOG_ODDS, TERMS, TermScale
from tests.helpers.linking.acceptance_models import LINK_SCORES
from tests.helpers.training.boosters import constant_booster
from tests.helpers.training.counted import CountedWiki
from training.corpus.chunks import bucket_of
from training.learning.term_scales import PRIOR_PAIRS, TermSums, TermTask, add_up, fit_scales, measure_terms
from training.runtime.worker_pool import worker_pool

PRIOR = (TermScale(1.0, 2.0),) * len(TERMS)
TOWNS = {f"Town {number}": "On the [[Fal]], near the [[Kernow|county]]; the county." for number in range(40)}


def sums_of(*values: float) -> TermSums:
    """The sums of pairs whose terms all have the same value."""
    return TermSums.of(np.array([[value] * len(TERMS) for value in values]))


def test_sums_are_those_of_values_and_squares():
    found = TermSums.of(np.arange(2.0 * len(TERMS)).reshape(2, -1))
    size = len(TERMS)
    assert found.pairs == 2
    assert found.values.tolist() == [number + (number + size) for number in range(size)]
    assert found.squares.tolist() == [number**2 + (number + size) ** 2 for number in range(size)]


def test_sums_of_chunks_are_added_up():
    total = add_up([sums_of(1.0, 2.0), sums_of(4.0), add_up([])])
    assert total.pairs == 3
    assert total.values.tolist() == [7.0] * len(TERMS)
    assert total.squares.tolist() == [21.0] * len(TERMS)


def test_a_wiki_without_suggestions_has_the_default_scales():
    assert fit_scales(add_up([]), PRIOR) == PRIOR


def test_the_default_scales_count_as_much_as_a_hundred_suggestions():
    """Half of the pairs have mean 1 and variance 4; the other half have mean 5 and variance 0."""
    found = fit_scales(sums_of(*[5.0] * PRIOR_PAIRS), PRIOR)
    mean_square = (1 + 4 + 25) / 2
    assert {scale.mean for scale in found} == {3.0}
    assert {scale.deviation for scale in found} == {round(float(np.sqrt(mean_square - 9)), 5)}


def test_many_suggestions_outweigh_the_default_scales():
    found = fit_scales(TermSums(10**7, np.full(len(TERMS), 5e7), np.full(len(TERMS), 34e7)), PRIOR)
    assert found[0].mean == pytest.approx(5, abs=1e-3)
    assert found[0].deviation == pytest.approx(3, abs=1e-3)


def test_a_term_that_never_varies_has_a_deviation_above_0():
    found = fit_scales(sums_of(1.0), (TermScale(1.0, 0.0),) * len(TERMS))
    assert {scale.deviation for scale in found} == {1e-3}


@pytest.fixture(scope="module")
def wiki(tmp_path_factory: pytest.TempPathFactory) -> CountedWiki:
    return CountedWiki(tmp_path_factory.mktemp("wiki"), {"Fal": "A.", "Kernow": "A.", "County": "A.", **TOWNS})


def measure(wiki: CountedWiki, probability: float, path: Path) -> TermSums:
    model = path / f"{probability}.ubj"
    constant_booster(probability).save_model(model)
    (chunk,) = wiki.corpus.chunks
    task = TermTask(chunk=chunk, lookups=wiki.built, model=model, split=wiki.corpus.split, acceptance=LINK_SCORES)
    with worker_pool(1) as pool:
        (found,) = pool.map(measure_terms, [task])
    return found


def test_the_suggestions_on_unchanged_validation_articles_are_measured(wiki, tmp_path):
    """Each town has one: “county” for the article County. What a town links already is not suggested."""
    towns = sum(wiki.corpus.split.is_validation(bucket_of(town)) for town in TOWNS)
    assert 0 < towns < len(TOWNS)
    found = measure(wiki, 0.5, tmp_path)
    assert found.pairs == towns
    assert found.values[TERMS.index("text_length")] == pytest.approx(towns * np.log(6), rel=1e-5)
    assert found.values[TERMS.index(LINK_LOG_ODDS)] == pytest.approx(0.0, abs=1e-5)


def test_pairs_that_no_wiki_would_suggest_are_not_measured(wiki, tmp_path):
    assert measure(wiki, 0.05, tmp_path).pairs == 0
    assert measure(wiki, 0.15, tmp_path).pairs > 0
