"""The verdict says whether to publish, and cautions say what else an operator should know."""

from __future__ import annotations

import pytest

from tests.helpers.training.evaluations import GOOD_POOL, make_evaluation, make_result
from tests.helpers.training.reports import BAD, BASELINE, GOOD
from training.evaluation.metrics import EvaluationResult
from training.evaluation.report.newcomers import newcomer_content
from training.evaluation.report.verdicts import Verdict, cautions, verdict
from training.evaluation.results import EVALUATION_SCHEMES, Evaluation
from training.evaluation.unmasked_articles import UnmaskedResult
from training.learning.link_masking import MaskingScheme


def verdict_of(results: list[EvaluationResult], unmasked: UnmaskedResult = GOOD_POOL) -> Verdict:
    return verdict(Evaluation(model=results, link_model=results, baseline=[], unmasked=unmasked))


@pytest.mark.parametrize(
    ("correct", "wrong", "gold_links", "reasons"),
    [
        (65, 35, 100, []),
        (64, 36, 100, ["precision"]),
        (20, 0, 100, []),
        (19, 0, 100, ["recall"]),
        (10, 90, 100, ["precision", "recall"]),
        (0, 0, 100, ["recall"]),
    ],
)
def test_a_bundle_is_publishable_from_the_minimum_precision_and_recall_on(correct, wrong, gold_links, reasons):
    scores = [(0.5, True)] * correct + [(0.5, False)] * wrong + [(0.49, False)] * 500
    found = verdict_of([make_result(scores, gold_links)])
    assert found.publishable is (not reasons)
    assert [reason.split()[0] for reason in found.reasons] == reasons


def test_first_sentences_alone_decide():
    others = [make_result(BAD, 1000, MaskingScheme.ARTICLE), make_result(BAD, 1000, MaskingScheme.HALF)]
    assert verdict_of([make_result(GOOD, 400), *others]).publishable
    assert not verdict_of([make_result(BAD, 400), *others]).publishable


@pytest.mark.parametrize(
    "results",
    [[], [make_result([], 0, scheme) for scheme in EVALUATION_SCHEMES], [make_result(GOOD, 400, MaskingScheme.HALF)]],
)
def test_a_model_of_unknown_quality_is_not_publishable(results):
    found = verdict_of(results)
    assert not found.publishable
    assert len(found.reasons) == 1


@pytest.mark.parametrize(
    ("correct", "wrong", "gold_links", "reasons", "doubts"),
    [
        (1, 1, 2, [], ["precision"]),
        (27, 23, 49, [], ["precision"]),
        (27, 23, 50, ["precision"], []),
        (0, 20, 20, ["precision", "recall"], []),
        (0, 0, 10, [], ["recall"]),
        (2, 0, 2, [], []),
    ],
)
def test_a_figure_of_few_links_is_a_doubt_unless_chance_can_hardly_explain_it(
    correct, wrong, gold_links, reasons, doubts
):
    found = verdict_of([make_result([(0.5, True)] * correct + [(0.5, False)] * wrong, gold_links)])
    assert found.publishable is (not reasons)
    assert [reason.split()[0] for reason in found.reasons] == reasons
    assert [doubt.split()[0] for doubt in found.doubts] == doubts
    assert all(f"measured on only {gold_links} link" in doubt for doubt in found.doubts)


def test_a_doubt_is_a_caution():
    doubt, few, *_ = cautions_of([(0.5, True), (0.5, False)], [], 2)
    assert doubt.startswith("Precision on first sentences is 0.500")
    assert "few links" in few


def nothing_above(score: float, articles: int) -> UnmaskedResult:
    return UnmaskedResult([[score]] * articles)


def test_a_bundle_that_suggests_nothing_on_enough_articles_is_not_publishable():
    good = [make_result(GOOD, 400)]
    found = verdict_of(good, nothing_above(0.59, 300))
    assert not found.publishable
    assert found.reasons[0].startswith("none of 300 articles as they are gets a suggestion at MediaWiki's default")
    assert verdict_of(good, UnmaskedResult([[0.6], *[[]] * 299])).publishable, "one article has a suggestion"
    assert verdict_of(good, nothing_above(0.59, 299)).publishable, "the articles are too few to judge"
    assert verdict_of(good, UnmaskedResult()).publishable


def cautions_of(model, baseline, gold_links, *, default_model=False, articles=3000, **others):
    evaluation = make_evaluation(model, baseline, gold_links, **others)
    newcomers = newcomer_content(evaluation.unmasked, articles, lambda _: [])
    return list(cautions(evaluation, newcomers, default_model=default_model))


@pytest.mark.parametrize(
    ("scores", "words"),
    [
        ([[0.7, 0.6]] * 14 + [[0.55, 0.55]] * 2 + [[]] * 284, ["about 140 of 3,000", "minimumLinkScore to 0.5", "160"]),
        ([[0.7, 0.6]] * 14 + [[0.2, 0.2]] * 286, ["about 140 of 3,000", "No threshold", "about 140 tasks"]),
        ([[0.7]] * 14 + [[]] * 286, ["about 0 of 3,000", "No threshold", "minimumLinksPerTask to 1", "140 tasks"]),
        ([[]] * 30, ["about 0 of 3,000", "No threshold"]),
    ],
)
def test_there_is_a_caution_with_advice_for_a_pool_that_is_too_small(scores, words):
    (caution,) = cautions_of(GOOD, BASELINE, 400, unmasked=UnmaskedResult(scores))
    assert [word for word in words if word not in caution] == []


@pytest.mark.parametrize(("two_or_more", "articles"), [(15, 3000), (5, 30_000), (0, 0)])
def test_there_is_no_caution_for_a_usable_pool(two_or_more, articles):
    unmasked = UnmaskedResult([[0.9, 0.6]] * two_or_more + [[]] * (300 - two_or_more) if articles else [])
    assert cautions_of(GOOD, BASELINE, 400, unmasked=unmasked, articles=articles) == []


def test_a_score_below_the_baseline_needs_no_caution():
    assert cautions_of([(0.9, True)] * 100 + [(0.9, False)] * 50, BASELINE, 400, link_model=GOOD) == []


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
    assert "the baseline finds editors' links better than the link model" in cautions_of(worse, BASELINE, 400)[0]
    assert "finds fewer links than the baseline" in cautions_of(never, BASELINE, 400)[0]
