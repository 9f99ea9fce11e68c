"""The figures of the report."""

from __future__ import annotations

from dataclasses import asdict

import pytest

from linking.features.definitions import LINK_FEATURES
from linking.wikitext.excerpts import Excerpt
from tests.helpers.training.evaluations import make_evaluation, make_sampled
from tests.helpers.training.reports import BASELINE, GOOD, report_input
from training.evaluation.report.content import content


def test_the_figures_are_those_of_the_evaluation():
    report = content(report_input())
    sentence = report.protocols[0]
    assert [protocol.protocol for protocol in report.protocols] == ["sentence", "article", "half"]
    assert (sentence.at_threshold.precision, sentence.at_threshold.recall) == (260 / 300, 260 / 400)
    assert [row.threshold for row in sentence.by_threshold] == [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]
    assert (sentence.reference.precision, sentence.reference.recall) == (0.75, 150 / 400)
    assert sentence.precision_at_rules_recall == 1.0
    assert sentence.recall_at_rules_precision == 260 / 400
    assert sum(row.suggestions for row in sentence.calibration) == len(GOOD)
    assert sentence.link_model.at_threshold == sentence.at_threshold
    assert sentence.link_model.recall_at_rules_precision == 260 / 400
    assert report.feature_count == len(LINK_FEATURES)


def test_the_figures_of_the_link_model_are_its_own():
    link_model = [(0.9, True)] * 300 + [(0.9, False)] * 100
    evaluation = make_evaluation(GOOD, BASELINE, 400, link_model=link_model)
    sentence = content(report_input(evaluation=evaluation)).protocols[0]
    assert sentence.link_model.at_threshold.precision == sentence.link_model.precision_at_rules_recall == 0.75
    assert sentence.link_model.calibration_error == pytest.approx(0.15)
    assert sentence.at_threshold.precision == 260 / 300


def test_newcomers_are_counted_on_the_articles_as_they_are():
    report = content(report_input())
    assert (report.newcomers.articles, report.newcomers.wiki_articles) == (300, 12345)
    assert report.counts["validation_articles"] == 300


def test_precision_is_unknown_without_recommendations():
    report = content(report_input(evaluation=make_evaluation([(0.05, True)], BASELINE, 400)))
    assert report.protocols[0].at_threshold.precision is None
    assert report.protocols[0].precision_at_rules_recall is None


def test_a_suggestion_is_shown_in_its_sentence_under_the_keys_of_the_file():
    sampled = make_sampled(correct=False, editors_target="Ouse", sample_key=3)
    evaluation = make_evaluation(GOOD, BASELINE, 400, [sampled])
    (suggestion,) = content(report_input(evaluation=evaluation, boundaries=lambda text: [len(text) - 3])).suggestions
    assert asdict(suggestion) == {
        "lot": 3,
        "title": "Thames",
        "target": "River",
        "score": 0.75,
        "right": False,
        "made_to": "Ouse",
        "sentence": asdict(Excerpt("The ", "river", " is lo")),
    }


def test_features_and_groups_are_in_order_of_importance():
    report = content(report_input())
    assert report.features[0].name == LINK_FEATURES[-1].name
    assert report.groups[0].share >= report.groups[-1].share
