"""Explanations: why these links, and what else their mentions could mean."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from linking.analysis import Question, Stages
from linking.explanations import Explanations
from linking.features.definitions import FEATURES, NAMES, matrix
from linking.selection.link_selection import Link, Suggestion
from tests.helpers.linking.hand_made import Anchor, Candidate, Page, make_reader

TEXT = "On the Fal in Kernow."
ANCHORS = {
    "fal": Anchor(3, 4, [Candidate("Fal", 2), Candidate("Fal (god)", 1)]),
    "kernow": Anchor(5, 5, [Candidate("Kernow", 5)]),
}
READER = make_reader(ANCHORS, dict.fromkeys(("Fal", "Fal (god)", "Kernow"), Page()))


class Shares:
    """Gives the first feature 1, the second -2, the others nothing; bias -3."""

    def __init__(self) -> None:
        self.asked: list[NDArray[np.float32]] = []

    def contributions(self, rows: NDArray[np.float32]) -> NDArray[np.float32]:
        self.asked.append(rows)
        shares = np.zeros((len(rows), len(FEATURES) + 1), np.float32)
        shares[:, 0], shares[:, 1], shares[:, -1] = 1, -2, -3
        return shares


def link(text: str, target: str) -> Link:
    start = TEXT.index(text)
    anchor = READER.dictionary.trie[text.lower()]
    suggestion = Suggestion(((start, start + len(text)),), target, 0.5, anchor)
    return Link(start, start + len(text), text, target, 0.5, 0, "", "", suggestion)


@pytest.fixture
def explained():
    reading = READER.read(Question("New", TEXT), Stages())
    features = matrix(reading.context)
    scores = np.array([0.25, 0.75, 0.5], np.float32)
    explanations = Explanations(reading.context, features, scores, FEATURES, READER.lookups.tries.titles.restore_key)
    shares = Shares()
    links = [link("Fal", "Fal (god)"), link("Kernow", "Kernow")]
    found = explanations.of(links, [mention.anchor for mention in reading.scored.mentions], shares)
    return found, features, shares


def test_each_link_is_explained_by_its_own_pair(explained):
    found, features, shares = explained
    assert len(found) == 2
    np.testing.assert_array_equal(shares.asked[0], features[[1, 2]])
    values = {feature["name"]: feature["value"] for feature in found[0]["features"]}
    assert values == pytest.approx(dict(zip(NAMES, features[1].tolist(), strict=True)), abs=1e-4)


def test_features_come_strongest_first_with_what_they_mean(explained):
    first, second = explained[0][0]["features"][:2]
    assert (first["name"], first["share"]) == (NAMES[1], -2)
    assert (second["name"], second["share"]) == (NAMES[0], 1)
    assert (first["group"], first["meaning"]) == (FEATURES[1].group, FEATURES[1].meaning)
    assert explained[0][0]["bias"] == -3


def test_other_candidates_come_with_their_scores_best_first(explained):
    assert explained[0][0]["candidates"] == [{"target": "Fal (god)", "score": 0.75}, {"target": "Fal", "score": 0.25}]
    assert explained[0][1]["candidates"] == [{"target": "Kernow", "score": 0.5}]
