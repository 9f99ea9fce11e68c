"""The evaluation masks links, asks for recommendations and compares them with the gold links."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pytest

from linking.recommender import Recommendation, RecommendationQuery
from linking.wikitext.article import parse
from linking.wikitext.excerpts import Excerpt
from tests.helpers.training.counted import CountedWiki
from training.corpus.chunks import ChunkArticle
from training.corpus.plain_text import PlainText
from training.evaluation.evaluation_tasks import EvaluationTask, evaluate, evaluate_chunk
from training.evaluation.results import EVALUATION_SCHEMES, merge_evaluations
from training.evaluation.suggestion_sample import SAMPLE_SIZE
from training.learning import default_acceptance, default_model
from training.runtime.worker_pool import worker_pool

TITLES = {"London", "River", "England"}
ARTICLE = EVALUATION_SCHEMES.index("article")


@dataclass
class FakeRecommender:
    """The model recommends the links of the test, (text, target, score).

    The link model recommends the first two of them, and the baseline the first one.
    """

    links: list[tuple[str, str, float]]
    requests: list[RecommendationQuery] = field(default_factory=list)

    def __call__(self, request, parsed):
        assert parsed == parse(request.wikitext, "en")
        self.requests.append(request)
        found = [
            Recommendation(text, target, 0, request.wikitext.index(text), score, "", "", index)
            for index, (text, target, score) in enumerate(self.links)
            if text in request.wikitext
        ]
        found = [link for link in found if link.score >= request.threshold]
        return found, found[:2], found[:1]


def article(title: str, wikitext: str) -> ChunkArticle:
    return ChunkArticle(title, 0, wikitext, PlainText("", (), ()))


def evaluated(recommend, *articles, seed=0):
    resolve = {title: title for title in TITLES}.get
    return evaluate(articles, recommend, resolve, lambda _: (), language="en", seed=seed)


def test_a_recommendation_is_correct_if_text_and_target_are_those_of_a_masked_link():
    recommend = FakeRecommender([("London", "London", 0.9), ("river", "River", 0.4), ("south", "England", 0.8)])
    evaluation = evaluated(recommend, article("Thames", "A [[River|river]] in [[London]], south of [[England]]."))

    model, baseline = evaluation.model[ARTICLE], evaluation.baseline[ARTICLE]
    assert (model.gold_links, model.articles) == (baseline.gold_links, baseline.articles) == (3, 1)
    assert model.scores.tolist() == [0.9, 0.4, 0.8]
    assert model.correct.tolist() == [True, True, False]
    assert evaluation.link_model[ARTICLE].scores.tolist() == [0.9, 0.4]
    assert baseline.scores.tolist() == [0.9]
    assert baseline.correct.tolist() == [True]


def test_all_recommendations_for_the_masked_article_are_asked_for():
    recommend = FakeRecommender([])
    evaluated(recommend, article("Thames", "A [[River|river]] in [[London]], south of [[England]]."))
    masked = [request for request in recommend.requests if request.threshold == 0.0]
    assert len(masked) == len(EVALUATION_SCHEMES)
    assert "A river in London, south of England." in {request.wikitext for request in masked}


def test_each_article_is_also_evaluated_as_it_is():
    text = "A [[River|river]] in London, south of England."
    recommend = FakeRecommender([("London", "London", 0.9), ("England", "England", 0.05), ("south", "River", 0.4)])
    unmasked = evaluated(recommend, article("Thames", text), article("Empty", "Nothing.")).unmasked
    assert unmasked.articles == 2
    assert unmasked.links_per_article(0.3).tolist() == [2, 0]
    assert [(one.title, one.target, one.score) for one in unmasked.sample] == [("Thames", "London", 0.9)]
    assert unmasked.sample[0].paragraph == Excerpt("A river in ", "London", ", south of England.")


def test_articles_without_gold_links_do_not_count():
    recommend = FakeRecommender([("London", "London", 0.9)])
    evaluation = evaluated(recommend, article("A", "London"), article("B", "[[Nowhere]]"))
    assert [(one.gold_links, one.articles, len(one.scores)) for one in evaluation.model] == [(0, 0, 0)] * 3


def many(number: int) -> list[ChunkArticle]:
    return [article(f"Article {i}", f"Number {i} is a suburb of [[London]].") for i in range(number)]


@pytest.mark.parametrize("cut", [0, 1, 20, 49])
def test_parts_merge_into_the_evaluation_of_the_whole(cut):
    recommend, articles = FakeRecommender([("London", "London", 0.9)]), many(50)
    whole = evaluated(recommend, *articles)
    merged = merge_evaluations([evaluated(recommend, *articles[:cut]), evaluated(recommend, *articles[cut:])])
    assert merged.sample == whole.sample
    assert merged.unmasked == whole.unmasked
    results = zip(
        (*merged.model, *merged.link_model, *merged.baseline),
        (*whole.model, *whole.link_model, *whole.baseline),
        strict=True,
    )
    for one, other in results:
        np.testing.assert_array_equal(one.scores, other.scores)
        np.testing.assert_array_equal(one.correct, other.correct)
        assert (one.gold_links, one.articles, one.scheme) == (other.gold_links, other.articles, other.scheme)


def test_the_sample_is_bounded_and_depends_on_the_seed_alone():
    recommend = FakeRecommender([("London", "London", 0.9)])
    first, again, other = (evaluated(recommend, *many(100), seed=seed).sample for seed in (1, 1, 2))
    assert len(first) == SAMPLE_SIZE
    assert first == again
    assert {one.title for one in first} != {one.title for one in other}


def test_a_chunk_is_evaluated_with_its_validation_articles_alone(tmp_path):
    towns = {f"Town {number}": f"Town {number} is a town on the [[Fal]] in [[Kernow]]." for number in range(60)}
    wiki = CountedWiki(tmp_path, {"Fal": "A river.", "Kernow": "A county.", **towns})
    (chunk,) = wiki.corpus.chunks
    acceptance = tmp_path / "acceptance.json"
    acceptance.write_bytes(default_acceptance.load().to_json())
    task = EvaluationTask(
        chunk=chunk,
        titles=wiki.corpus.titles,
        lookups=wiki.built,
        model=default_model.PATH,
        acceptance=acceptance,
        split=wiki.corpus.split,
        seed=0,
    )
    with worker_pool(1) as pool:
        (evaluation,) = pool.map(evaluate_chunk, [task])
    assert 0 < evaluation.model[ARTICLE].articles < len(towns) / 2
    assert evaluation.baseline[ARTICLE].at(0.5).precision == 1.0
    assert len(evaluation.model[ARTICLE].scores) >= len(evaluation.baseline[ARTICLE].scores) > 0
    assert len(evaluation.link_model[ARTICLE].scores) == len(evaluation.model[ARTICLE].scores)
    assert evaluation.link_model[ARTICLE].scores.tolist() != evaluation.model[ARTICLE].scores.tolist()
    assert evaluation.unmasked.articles >= evaluation.model[ARTICLE].articles
