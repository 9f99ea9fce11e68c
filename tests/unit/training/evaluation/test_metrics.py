"""Trials: what came back of the links that were taken out."""

from __future__ import annotations

import pickle
from dataclasses import dataclass, field

import numpy as np
import pytest

from linking.recommender import Answer, Recommendation, Request
from linking.text.titles import Site
from tests.helpers.training.trials import make_suggested, make_trial
from training.corpus.chunks import ChunkArticle
from training.corpus.plain_text import PlainText
from training.evaluation.metrics import Bin, Figures, merge, run_trial
from training.evaluation.suggestion_sample import SHOWN
from training.learning.link_masking import View

SITE = Site("testwiki", "en", "first-letter", {})
TITLES = {"London", "River", "England"}
MIXED = [(0.95, True), (0.8, True), (0.8, False), (0.6, True), (0.3, False), (0.05, False)]


@dataclass
class FakeRecommender:
    """Recommends what the test says: (text, target, score), at the text's first place."""

    links: list[tuple[str, str, float]]
    site: Site = SITE
    requests: list[Request] = field(default_factory=list)

    def recommend(self, request):
        self.requests.append(request)
        found = [
            Recommendation(text, target, 0, request.wikitext.index(text), score, "", "", index)
            for index, (text, target, score) in enumerate(self.links)
            if text in request.wikitext
        ]
        return Answer(tuple(found))


def article(title: str, wikitext: str) -> ChunkArticle:
    return ChunkArticle(title, 0, wikitext, PlainText("", (), ()))


def tried(recommender, *articles, protocol=View.ARTICLE, seed=0):
    return run_trial(protocol, articles, recommender, lambda t: t if t in TITLES else None, seed=seed)


def test_precision_and_recall_count_what_scores_at_least_the_threshold():
    trial = make_trial(MIXED, gold=4)
    assert trial.at(0.8) == Figures(0.8, hits=2, returned=3, gold=4)
    assert trial.at(0.8).precision == pytest.approx(2 / 3)
    assert trial.at(0.8).recall == 0.5


def test_where_nothing_is_suggested_or_to_be_found_figures_are_defined():
    nothing = make_trial([], gold=0).at(0.5)
    assert (nothing.precision, nothing.recall) == (1.0, 0.0)
    assert make_trial([], gold=0).average_precision() == 0.0
    assert make_trial([], gold=0).calibration() == []
    assert make_trial([], gold=0).calibration_error() == 0.0
    assert make_trial([], gold=3).at_recall(0.1) is None
    assert make_trial([], gold=3).at_precision(0.1) is None


@pytest.mark.parametrize(("recall", "threshold"), [(0.25, 0.95), (0.5, 0.8), (0.75, 0.6), (0.0, 0.95)])
def test_figures_at_a_recall_are_those_of_the_highest_threshold_that_gives_it(recall, threshold):
    assert make_trial(MIXED, gold=4).at_recall(recall) == make_trial(MIXED, gold=4).at(threshold)


def test_a_recall_that_is_never_reached_has_no_figures():
    assert make_trial(MIXED, gold=4).at_recall(0.8) is None


@pytest.mark.parametrize(("precision", "threshold"), [(1.0, 0.95), (0.75, 0.6), (0.7, 0.6), (0.5, 0.05), (0.6, 0.3)])
def test_figures_at_a_precision_are_those_with_the_highest_recall(precision, threshold):
    assert make_trial(MIXED, gold=4).at_precision(precision) == make_trial(MIXED, gold=4).at(threshold)


def test_suggestions_of_the_same_score_are_taken_together():
    trial = make_trial([(0.8, True), (0.8, False)], gold=1)
    assert trial.at_precision(1.0) is None
    assert trial.at_precision(0.5) == trial.at(0.8)


def test_average_precision_of_a_ranking_by_hand():
    # right ones at places 1, 2 and 4: precisions 1, 1 and 3/4; a fourth link is never found
    assert make_trial(MIXED, gold=4).average_precision() == pytest.approx((1 + 1 + 0.75) / 4)


def test_calibration_puts_scores_into_tenths_and_a_score_of_one_into_the_last():
    trial = make_trial([(0.71, True), (0.79, False), (1.0, True)], gold=2)
    assert trial.calibration() == [
        Bin(0.7, 0.8, pytest.approx(0.75), hits=1, size=2),
        Bin(0.9, 1.0, pytest.approx(1.0), hits=1, size=1),
    ]


def test_calibration_error_weighs_bins_by_their_suggestions():
    trial = make_trial([(0.75, True), (0.75, False), (0.2, False)], gold=2)
    assert trial.calibration_error() == pytest.approx((2 * 0.25 + 1 * 0.2) / 3)
    assert trial.calibration_error(0.5) == pytest.approx(0.25)


def test_a_link_that_was_taken_out_is_right_with_its_text_and_target_alone():
    recommender = FakeRecommender([("London", "London", 0.9), ("river", "River", 0.4), ("south", "England", 0.8)])
    trial = tried(recommender, article("Thames", "A [[River|river]] in [[London]], in the south of [[England]]."))

    assert (trial.gold, trial.articles) == (3, 1)
    assert trial.scores.tolist() == [0.9, 0.4, 0.8]
    assert trial.right.tolist() == [True, True, False]
    assert recommender.requests[0].threshold == 0.0
    assert "[[" not in recommender.requests[0].wikitext


def test_articles_without_a_link_to_take_out_are_not_counted():
    trial = tried(FakeRecommender([("London", "London", 0.9)]), article("A", "London"), article("B", "[[Nowhere]]"))
    assert (trial.gold, trial.articles, len(trial.scores)) == (0, 0, 0)


def test_suggestions_are_drawn_with_sentence_and_what_editors_had_made():
    recommender = FakeRecommender(
        [("London", "London", 0.9), ("river", "England", 0.7), ("long", "River", 0.6), ("isle", "England", 0.4)]
    )
    trial = tried(recommender, article("Thames", "A [[River|river]] in [[London]]. It is long, no isle."))

    shown = {suggested.sentence.text: suggested for suggested in trial.shown}
    assert set(shown) == {"London", "river", "long"}, "those under the threshold are not shown"
    assert (shown["London"].right, shown["London"].made_to) == (True, "London")
    assert (shown["river"].right, shown["river"].made_to) == (False, "River")
    assert (shown["long"].right, shown["long"].made_to) == (False, None)
    assert shown["river"].sentence.before == "A "
    assert shown["river"].sentence.after == " in London."


def many(number: int) -> list[ChunkArticle]:
    return [article(f"Article {i}", f"Number {i} lies in [[London]].") for i in range(number)]


def test_parts_merge_into_the_trial_of_the_whole_in_any_cut():
    recommender, articles = FakeRecommender([("London", "London", 0.9)]), many(50)
    whole = tried(recommender, *articles)
    for cut in (0, 1, 20, 49):
        parts = [tried(recommender, *articles[:cut]), tried(recommender, *articles[cut:])]
        merged = merge(View.ARTICLE, pickle.loads(pickle.dumps(parts)))
        assert merged.shown == whole.shown
        assert np.array_equal(merged.scores, whole.scores)
        assert np.array_equal(merged.right, whole.right)
        assert (merged.gold, merged.articles, merged.protocol) == (whole.gold, whole.articles, whole.protocol)


def test_no_parts_merge_into_an_empty_trial():
    assert merge(View.HALF, []).at(0.5) == Figures(0.5, 0, 0, 0)


def test_the_drawing_is_of_bounded_size_and_changes_with_the_seed_alone():
    recommender = FakeRecommender([("London", "London", 0.9)])
    first, again, other = (tried(recommender, *many(60), seed=seed).shown for seed in (1, 1, 2))
    assert len(first) == SHOWN
    assert first == again
    assert {s.title for s in first} != {s.title for s in other}


def test_a_drawing_keeps_the_lowest_lots():
    parts = [make_trial([], 0, shown=[make_suggested(lot=lot)]) for lot in range(30, 0, -1)]
    assert [suggested.lot for suggested in merge(View.HALF, parts).shown] == list(range(1, SHOWN + 1))
