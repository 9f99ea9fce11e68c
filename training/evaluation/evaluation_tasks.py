"""Evaluates the recommender on validation articles, masked and as they are, chunk by chunk in worker processes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from linking.acceptance import AcceptanceModel, TwoStageScorer
from linking.features.definitions import LINK_FEATURES
from linking.recommender import Recommendation, RecommendationQuery, Recommender
from linking.scoring import Model
from linking.wikitext.article import Article, parse
from training.corpus.chunks import ChunkArticle, read_chunk
from training.corpus.splits import Split
from training.evaluation.baseline import BaselineRule
from training.evaluation.metrics import EvaluationResult
from training.evaluation.results import EVALUATION_SCHEMES, Evaluation, merge_by_scheme
from training.evaluation.suggestion_sample import SampleCandidate, reservoir_sample, sample_candidates
from training.evaluation.unmasked_articles import UnmaskedCollector, unmasked_query
from training.learning.examples import cached_analyzer, cached_titles, link_resolver
from training.learning.link_masking import LinkResolver, MaskedArticle, MaskingScheme, TemplateLinks, mask_links
from training.runtime.worker_pool import worker_cache

RecommendEach = Callable[[RecommendationQuery, Article], Sequence[Sequence[Recommendation]]]
"""Returns the recommendations for an article, which is parsed already, by the model, by the link model alone, and by
the baseline."""

MAX_LINKS = 1_000
SAMPLED_SCHEME = MaskingScheme.HALF
"""The scheme whose suggestions are shown with what editors had linked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationTask:
    """A chunk whose validation articles are to be evaluated.

    Attributes:
        chunk: The file with the articles.
        titles: The directory with the titles.
        lookups: The directory with lookups built without validation articles.
        model: The file of a link model trained without validation articles.
        acceptance: The file of the acceptance model.
        split: Says which articles are validation articles.
        seed: The seed of the sample of suggestions.
    """

    chunk: Path
    titles: Path
    lookups: Path
    model: Path
    acceptance: Path
    split: Split
    seed: int


def evaluate_chunk(task: EvaluationTask) -> Evaluation:
    """Evaluate on the chunk's validation articles."""
    analyzer = cached_analyzer(task.lookups)
    resolve = link_resolver(cached_titles(task.titles), analyzer.site)
    template_links = partial(analyzer.link_parameters.linked_titles, analyzer.site)
    articles = read_chunk(task.chunk, task.split.is_validation)
    each = _recommend_each(task.lookups, task.model, task.acceptance)
    return evaluate(articles, each, resolve, template_links, language=analyzer.site.language, seed=task.seed)


class _LinkModelScorer:
    """A Scorer that predicts whether an editor would make the link."""

    def __init__(self, scorer: TwoStageScorer) -> None:
        self.score = scorer.link_probability


@worker_cache
def _recommend_each(lookups: Path, model: Path, acceptance: Path) -> RecommendEach:
    scorer = TwoStageScorer(Model.load(model, len(LINK_FEATURES)), AcceptanceModel.load(acceptance))
    scorers = (scorer, _LinkModelScorer(scorer), BaselineRule())
    recommender = Recommender(cached_analyzer(lookups), scorer)

    def recommend(request: RecommendationQuery, parsed: Article) -> list[Sequence[Recommendation]]:
        return [answer.links for answer in recommender.recommend_with(request, scorers, parsed)]

    return recommend


def evaluate(
    articles: Iterable[ChunkArticle],
    recommend: RecommendEach,
    resolve: LinkResolver,
    template_links: TemplateLinks,
    *,
    language: str,
    seed: int = 0,
) -> Evaluation:
    """Mask each article by each scheme, and compare what is recommended with the gold links.

    Each article is also given to the recommender as it is. An article, masked or not, is parsed once.

    Args:
        articles: The articles, which training must not have seen.
        recommend: Makes recommendations by the model, by the link model alone, and by the baseline.
        resolve: Finds the article that a link leads to.
        template_links: Finds the titles that templates link to.
        language: The language of the wiki.
        seed: The seed of the sample of suggestions.
    """
    results: list[list[EvaluationResult]] = []
    sample: list[SampleCandidate] = []
    unmasked = UnmaskedCollector(seed)
    for article in articles:
        parsed = parse(article.wikitext, language)
        by_model, *_ = recommend(unmasked_query(article.title, article.wikitext), parsed)
        unmasked.add(article.title, parsed, by_model)
        for scheme in EVALUATION_SCHEMES:
            masked = mask_links(article.title, parsed, scheme, resolve, template_links)
            if masked is None:
                continue
            # A threshold of 0 returns every recommendation, so that the figures at any threshold can be computed.
            request = RecommendationQuery(masked.title, masked.wikitext, threshold=0.0, max_recommendations=MAX_LINKS)
            without_links = parse(masked.wikitext, language)
            by_each = recommend(request, without_links)
            results.append([_compare(scheme, masked, links) for links in by_each])
            if scheme is SAMPLED_SCHEME:
                sample = reservoir_sample([*sample, *sample_candidates(masked, without_links, by_each[0], seed)])
    model, link_model, baseline = (
        merge_by_scheme([of_article[scorer] for of_article in results]) for scorer in range(3)
    )
    return Evaluation(
        model=model,
        link_model=link_model,
        baseline=baseline,
        sample=[candidate.render() for candidate in sample],
        unmasked=unmasked.result(),
    )


def _compare(scheme: MaskingScheme, masked: MaskedArticle, links: Sequence[Recommendation]) -> EvaluationResult:
    scores = np.array([link.score for link in links], np.float64)
    correct = np.array([masked.is_gold(link.link_text, link.link_target) for link in links], np.bool_)
    return EvaluationResult(scheme, scores, correct, len(masked.gold_links), articles=1)
