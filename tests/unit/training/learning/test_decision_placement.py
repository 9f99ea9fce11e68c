"""Judged suggestions are found in the dump's texts, in which accepted ones are links by now."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from linking.acceptance import TERMS
from tests.helpers.linking.acceptance_models import LINK_SCORES
from tests.helpers.training.boosters import constant_booster
from tests.helpers.training.counted import CountedWiki
from training.corpus.chunks import bucket_of
from training.learning.decision_placement import (
    NOT_SUGGESTED,
    TEXT_GONE,
    PlacedSuggestions,
    PlacementTask,
    concatenate,
    place_decisions,
    write_judged,
)
from training.learning.grouped_decisions import JudgedSuggestion
from training.runtime.worker_pool import worker_pool

QUOTED, LENGTH, LINKED = (TERMS.index(name) for name in ("quoted", "text_length", "use_share"))

PAGES = {
    "Fal": "A river.",
    "Kernow": "A county.",
    "Tamar": "A river.",
    **{f"Town {number}": "On the [[Fal]], in [[Kernow]]." for number in range(30)},
    "Bare": "It is in Kernow, and Kernow is wide. The “Fal” is near.",
    "Edited": "Some new words. It is in [[Kernow]], near the [[Fal|river Fal]].",
    "Twice": "[[Kernow]] is here. The county of [[Kernow|kernow]] is wide.",
    "Templated": "{{in|[[Kernow]]}} Kernow is wide.",
}


@pytest.fixture(scope="module")
def wiki(tmp_path_factory: pytest.TempPathFactory) -> CountedWiki:
    return CountedWiki(tmp_path_factory.mktemp("wiki"), PAGES)


@pytest.fixture(scope="module")
def lookups(wiki: CountedWiki, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with lookups, which are the same for all folds, and a model."""
    directory = tmp_path_factory.mktemp("lookups")
    for name in ("all", *map(str, range(wiki.corpus.split.cv_folds))):
        (directory / name).symlink_to(wiki.built)
    constant_booster(0.5).save_model(directory / "model.ubj")
    return directory


def place(wiki: CountedWiki, lookups: Path, path: Path, **judged: list[JudgedSuggestion]) -> PlacedSuggestions:
    file = path / "judged.json"
    write_judged(file, judged)
    tasks = [
        PlacementTask(
            chunk=chunk,
            titles=wiki.corpus.titles,
            lookups=lookups,
            model=lookups / "model.ubj",
            split=wiki.corpus.split,
            acceptance=LINK_SCORES,
            judged=file,
        )
        for chunk in wiki.corpus.chunks
    ]
    with worker_pool(1) as pool:
        return concatenate(pool.map(place_decisions, tasks))


def judged(text: str, target: str, offset: int = 0, accepted: float = 1.0, weight: float = 1.0) -> JudgedSuggestion:
    return JudgedSuggestion(text, target, offset, accepted, weight)


def test_suggestions_are_found_with_their_terms(wiki, lookups, tmp_path):
    suggestions = [judged("Kernow", "Kernow", 9, 1.0, 0.5), judged("Fal", "Fal", 42, 0.25)]
    found = place(wiki, lookups, tmp_path, Bare=suggestions)
    assert found.articles == ["Bare", "Bare"]
    assert (found.accepted.tolist(), found.weights.tolist()) == ([1.0, 0.25], [0.5, 1.0])
    np.testing.assert_allclose(found.terms[:, LENGTH], np.log([6, 3]), rtol=1e-6)
    assert found.terms[:, QUOTED].tolist() == [0.0, 1.0]
    assert found.missing == {}


def test_accepted_suggestions_are_found_where_they_are_links_by_now(wiki, lookups, tmp_path):
    found = place(wiki, lookups, tmp_path, Edited=[judged("Kernow", "Kernow", 9), judged("Fal", "Fal", 30)])
    assert found.articles == ["Edited", "Edited"]
    both = place(wiki, lookups, tmp_path, Twice=[judged("Kernow", "Kernow", 9), judged("kernow", "Kernow", 33)])
    assert len(both.articles) == 2


def test_other_links_of_the_article_stay_links(wiki, lookups, tmp_path):
    """The Fal is linked, and no suggestion to it was judged: another text does not lead to it any more."""
    found = place(wiki, lookups, tmp_path, Edited=[judged("Kernow", "Kernow", 9)])
    linked = place(wiki, lookups, tmp_path, Edited=[judged("Kernow", "Kernow", 9), judged("Fal", "Fal", 30)])
    assert len(found.articles) == 1
    assert len(linked.articles) == 2


def test_what_is_not_found_is_counted_by_reason(wiki, lookups, tmp_path):
    found = place(
        wiki,
        lookups,
        tmp_path,
        Bare=[judged("Aval", "Fal"), judged("Kernow", "Tamar"), judged("Kernow", "Nowhere"), judged("Fal", "Fal")],
        Templated=[judged("Kernow", "Kernow")],
        Kernow=[judged("Fal", "Fal")],
    )
    assert found.articles == ["Bare"]
    assert found.missing == {TEXT_GONE: 2, NOT_SUGGESTED: 3}


def test_lookups_lack_the_article_or_its_fold(wiki, lookups, tmp_path):
    """Otherwise the links of a judged article would show in the terms what was decided."""
    split = wiki.corpus.split
    task = PlacementTask(
        chunk=wiki.corpus.chunks[0],
        titles=wiki.corpus.titles,
        lookups=lookups,
        model=lookups / "model.ubj",
        split=split,
        acceptance=LINK_SCORES,
        judged=tmp_path,
    )
    for title in PAGES:
        bucket = bucket_of(title)
        name = task.lookups_without(bucket).name
        assert name == ("all" if split.is_validation(bucket) else str(split.cv_fold(bucket)))
