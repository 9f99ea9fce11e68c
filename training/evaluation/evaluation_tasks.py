"""Evaluates the model and the baseline on masked validation articles, chunk by chunk in worker processes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from linking.features.definitions import NAMES
from linking.recommender import Recommendation, RecommendationQuery, Recommender
from linking.scoring import Model
from linking.wikitext.article import parse
from training.corpus.chunks import ChunkArticle, read_chunk
from training.corpus.splits import Split
from training.evaluation.baseline import BaselineRule
from training.evaluation.metrics import EvaluationResult, merge_results
from training.evaluation.results import EVALUATION_SCHEMES, Evaluation
from training.evaluation.suggestion_sample import SampleCandidate, reservoir_sample, sample_candidates
from training.learning.examples import cached_analyzer, cached_titles, link_resolver
from training.learning.link_masking import LinkResolver, MaskedArticle, MaskingScheme, TemplateLinks, mask_links
from training.runtime.worker_pool import worker_cache

RecommendBoth = Callable[[RecommendationQuery], tuple[Sequence[Recommendation], Sequence[Recommendation]]]
"""Returns the recommendations of the model and those of the baseline for an article."""

MAX_LINKS = 1_000
SAMPLED_SCHEME = MaskingScheme.HALF
"""A half-masked article is closest to what editors see."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationTask:
    """A chunk whose validation articles are to be evaluated.

    Attributes:
        chunk: The file with the articles.
        titles: The directory with the titles.
        lookups: The directory with lookups built without validation articles.
        model: The file of a model trained without validation articles.
        split: Says which articles are validation articles.
        seed: The seed of the sample of suggestions.
    """

    chunk: Path
    titles: Path
    lookups: Path
    model: Path
    split: Split
    seed: int


def evaluate_chunk(task: EvaluationTask) -> Evaluation:
    """Evaluate on the chunk's validation articles."""
    analyzer = cached_analyzer(task.lookups)
    resolve = link_resolver(cached_titles(task.titles), analyzer.site)
    template_links = partial(analyzer.link_parameters.linked_titles, analyzer.site)
    articles = read_chunk(task.chunk, task.split.is_validation)
    return evaluate(articles, _recommend_both(task.lookups, task.model), resolve, template_links, seed=task.seed)


@worker_cache
def _recommend_both(lookups: Path, model: Path) -> RecommendBoth:
    scorers = (Model.load(model, len(NAMES)), BaselineRule())
    recommender = Recommender(cached_analyzer(lookups), scorers[0])

    def recommend(request: RecommendationQuery) -> tuple[Sequence[Recommendation], Sequence[Recommendation]]:
        by_model, by_baseline = recommender.recommend_with(request, scorers)
        return by_model.links, by_baseline.links

    return recommend


def evaluate(
    articles: Iterable[ChunkArticle],
    recommend: RecommendBoth,
    resolve: LinkResolver,
    template_links: TemplateLinks,
    *,
    seed: int = 0,
) -> Evaluation:
    """Mask each article by each scheme, and compare what is recommended with the gold links.

    Args:
        articles: The articles, which training must not have seen.
        recommend: Makes recommendations by the model and by the baseline.
        resolve: Finds the article that a link leads to.
        template_links: Finds the titles that templates link to.
        seed: The seed of the sample of suggestions.
    """
    model: list[EvaluationResult] = []
    baseline: list[EvaluationResult] = []
    sample: list[SampleCandidate] = []
    for article in articles:
        parsed = parse(article.wikitext)
        for scheme in EVALUATION_SCHEMES:
            masked = mask_links(article.title, parsed, scheme, resolve, template_links)
            if masked is None:
                continue
            # A threshold of 0 returns every recommendation, so that the figures at any threshold can be computed.
            request = RecommendationQuery(masked.title, masked.wikitext, threshold=0.0, max_recommendations=MAX_LINKS)
            by_model, by_baseline = recommend(request)
            model.append(_compare(scheme, masked, by_model))
            baseline.append(_compare(scheme, masked, by_baseline))
            if scheme is SAMPLED_SCHEME:
                sample = reservoir_sample([*sample, *sample_candidates(masked, by_model, seed)])
    return Evaluation(
        [merge_results(scheme, [one for one in model if one.scheme is scheme]) for scheme in EVALUATION_SCHEMES],
        [merge_results(scheme, [one for one in baseline if one.scheme is scheme]) for scheme in EVALUATION_SCHEMES],
        [candidate.render() for candidate in sample],
    )


def _compare(scheme: MaskingScheme, masked: MaskedArticle, links: Sequence[Recommendation]) -> EvaluationResult:
    scores = np.array([link.score for link in links], np.float64)
    correct = np.array([masked.is_gold(link.link_text, link.link_target) for link in links], np.bool_)
    return EvaluationResult(scheme, scores, correct, len(masked.gold_links), articles=1)
