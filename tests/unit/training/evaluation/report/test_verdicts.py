"""The verdict says whether to publish, and cautions say what else an operator should know."""

from __future__ import annotations

import pytest

from tests.helpers.training.evaluations import make_evaluation, make_result
from tests.helpers.training.reports import BAD, BASELINE, GOOD
from training.evaluation.report.verdicts import cautions, verdict
from training.evaluation.results import EVALUATION_SCHEMES
from training.learning.link_masking import MaskingScheme


@pytest.mark.parametrize(
    ("correct", "wrong", "gold_links", "reasons"),
    [
        (75, 25, 100, []),
        (74, 26, 100, ["precision"]),
        (20, 0, 100, []),
        (19, 0, 100, ["recall"]),
        (10, 90, 100, ["precision", "recall"]),
        (0, 0, 100, ["recall"]),
    ],
)
def test_a_bundle_is_publishable_from_the_minimum_precision_and_recall_on(correct, wrong, gold_links, reasons):
    scores = [(0.5, True)] * correct + [(0.5, False)] * wrong + [(0.49, False)] * 500
    found = verdict([make_result(scores, gold_links)])
    assert found.publishable is (not reasons)
    assert [reason.split()[0] for reason in found.reasons] == reasons


def test_first_sentences_alone_decide():
    others = [make_result(BAD, 1000, MaskingScheme.ARTICLE), make_result(BAD, 1000, MaskingScheme.HALF)]
    assert verdict([make_result(GOOD, 400), *others]).publishable
    assert not verdict([make_result(BAD, 400), *others]).publishable


@pytest.mark.parametrize(
    "results",
    [[], [make_result([], 0, scheme) for scheme in EVALUATION_SCHEMES], [make_result(GOOD, 400, MaskingScheme.HALF)]],
)
def test_a_model_of_unknown_quality_is_not_publishable(results):
    found = verdict(results)
    assert not found.publishable
    assert len(found.reasons) == 1


@pytest.mark.parametrize(
    ("correct", "wrong", "gold_links", "reasons", "doubts"),
    [
        (1, 1, 2, [], ["precision"]),
        (35, 15, 49, [], ["precision"]),
        (35, 15, 50, ["precision"], []),
        (0, 20, 20, ["precision", "recall"], []),
        (0, 0, 10, [], ["recall"]),
        (2, 0, 2, [], []),
    ],
)
def test_a_figure_of_few_links_is_a_doubt_unless_chance_can_hardly_explain_it(
    correct, wrong, gold_links, reasons, doubts
):
    found = verdict([make_result([(0.5, True)] * correct + [(0.5, False)] * wrong, gold_links)])
    assert found.publishable is (not reasons)
    assert [reason.split()[0] for reason in found.reasons] == reasons
    assert [doubt.split()[0] for doubt in found.doubts] == doubts
    assert all(f"only {gold_links} links were evaluated" in doubt for doubt in found.doubts)


def test_a_doubt_is_a_caution():
    doubt, few, *_ = cautions_of([(0.5, True), (0.5, False)], [], 2)
    assert doubt.startswith("Precision on first sentences is 0.500")
    assert "few links" in few


def cautions_of(model, baseline, gold_links, *, default_model=False):
    return list(cautions(make_evaluation(model, baseline, gold_links), default_model=default_model))


def test_a_good_model_needs_no_caution():
    assert cautions_of(GOOD, BASELINE, 400) == []


def test_there_is_a_caution_for_the_default_model():
    (caution,) = cautions_of(GOOD, BASELINE, 400, default_model=True)
    assert "too small to train a model" in caution


def test_there_is_a_caution_for_few_gold_links():
    (caution,) = cautions_of(GOOD[:150], BASELINE[:100], 150)
    assert "150 on first sentences, 150 on whole articles" in caution


def test_there_is_a_caution_for_a_model_below_the_baseline():
    worse = [(0.9, True)] * 100 + [(0.9, False)] * 100 + [(0.4, True)] * 100
    never = [(0.9, True)] * 100
    assert "the baseline is better than the model" in cautions_of(worse, BASELINE, 400)[0]
    assert "finds fewer links than the baseline" in cautions_of(never, BASELINE, 400)[0]
