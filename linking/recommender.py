"""The recommender: wikitext and a wiki's bundle in, recommended links out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from linking.acceptance import ACCEPTANCE, AcceptanceModel, TwoStageScorer
from linking.analysis import (
    AnalyzedArticle,
    ArticleAnalyzer,
    ArticleQuery,
    NothingToLink,
    StageInterval,
    Stages,
    open_analyzer,
)
from linking.bundle.bundle import Bundle
from linking.bundle.errors import FoldingError
from linking.errors import LinkingError
from linking.example_articles import example_titles
from linking.explanations import Explainer, LinkModelExplainer, ScoredPairs, TwoStageExplainer, explain_links
from linking.features.definitions import FEATURES, LINK_FEATURES, Feature, matrix
from linking.features.registry import FEATURE_SETS
from linking.mentions import Mention
from linking.rules.article_names import names_of_article
from linking.rules.compiler import compile_rules
from linking.rules.matcher import CompiledRules
from linking.rules.model import Rule
from linking.rules.page_classes import fetch_page_classes
from linking.rules.suppression import SuppressedLink, SuppressionFilter, select_with_rules
from linking.scoring import Model, Scorer
from linking.selection.link_selection import Link, Suggestion, select_links
from linking.store.lookups import OpenLookups, open_sqlite
from linking.text.folding import FOLDING_VERSION
from linking.text.titles import Site
from linking.wikitext.article import Article

MODEL = "model.ubj"
DEFAULT_THRESHOLD = 0.5
DEFAULT_RECOMMENDATIONS, MAX_RECOMMENDATIONS = 15, 1000


class UnknownFeaturesError(LinkingError):
    """The bundle's model was trained on features that this program does not compute.

    Attributes:
        features: The names that the bundle's manifest records.
    """

    def __init__(self, features: tuple[str, ...]) -> None:
        super().__init__(
            f"this version does not compute the {len(features)} features that the bundle's model was trained on; "
            "train the bundle again"
        )
        self.features = features


@dataclass(frozen=True, slots=True)
class RecommendationQuery(ArticleQuery):
    """An article to recommend links for.

    Attributes:
        threshold: The lowest score of a link, in [0, 1].
        max_recommendations: The highest number of links.
        explain: Whether to explain each link and to list the links that rules suppress.
        rules: Rules whose matches are not recommended, compiled by the same recommender.
    """

    _: KW_ONLY
    threshold: float = DEFAULT_THRESHOLD
    max_recommendations: int = DEFAULT_RECOMMENDATIONS
    explain: bool = False
    rules: CompiledRules | None = None


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A recommended link; docs/client.md defines the fields.

    Attributes:
        link_text: The text to link.
        link_target: Title of the article to link to.
        match_index: How many matches of the text the editor's search finds before this one.
        wikitext_offset: Offset of the text in the wikitext, in code points.
        score: The model's probability, in [0, 1].
        context_before: Up to 10 characters before the text.
        context_after: Up to 10 characters after the text.
        link_index: Position in the answer, from 0.
        explanation: Why the link was recommended (`explanations.explain_links`), if the query asked for it.
    """

    link_text: str
    link_target: str
    match_index: int
    wikitext_offset: int
    score: float
    context_before: str
    context_after: str
    link_index: int
    explanation: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a query.

    Attributes:
        links: The recommendations, in order of offset.
        truncated: Whether the deadline passed before the whole article was analyzed.
        seconds: Time by stage: parse, mentions, lookups, features, score, choose, explain.
        suppressed: Links that reach the threshold but match a rule, in order of offset; None unless the query asked
            for explanations.
        too_complex: Whether the end of the article was not parsed because of its markup. Another attempt would not
            change that.
        intervals: When each stage ran.
    """

    links: tuple[Recommendation, ...]
    truncated: bool = False
    seconds: Mapping[str, float] = field(default_factory=dict)
    suppressed: tuple[SuppressedLink, ...] | None = None
    too_complex: bool = False
    intervals: Sequence[StageInterval] = ()


class Recommender:
    """Recommends links in the articles of one wiki.

    Processes cannot share a recommender: open it after the fork.

    Args:
        analyzer: Analyzes the wiki's articles.
        scorer: Scores the candidate pairs.
        features: The features that the scorer expects, in order.
        explainer: Explains the scores. Without one, links have no explanation.
    """

    def __init__(
        self,
        analyzer: ArticleAnalyzer,
        scorer: Scorer,
        features: Sequence[Feature] = FEATURES,
        explainer: Explainer | None = None,
    ) -> None:
        self._analyzer = analyzer
        self._scorer = scorer
        self._features = features
        self._explainer = explainer

    @classmethod
    def open(cls, bundle: Bundle, open_lookups: OpenLookups = open_sqlite) -> Recommender:
        """Open the lookups of a bundle and load its model.

        Raises:
            LinkingError: If a file cannot be read or does not fit this program.
        """
        features = FEATURE_SETS.get(bundle.manifest.features)
        if features is None:
            raise UnknownFeaturesError(bundle.manifest.features)
        if bundle.manifest.folding != FOLDING_VERSION:
            raise FoldingError(bundle.manifest.wiki, bundle.manifest.folding, FOLDING_VERSION)
        scorer, explainer = _open_models(bundle, features)
        analyzer = open_analyzer(bundle.directory, bundle.manifest.limits.longest_anchor, open_lookups)
        return cls(analyzer, scorer, features, explainer=explainer)

    @property
    def site(self) -> Site:
        """The wiki."""
        return self._analyzer.site

    def recommend(self, query: RecommendationQuery) -> Answer:
        """Recommend links for one article.

        Raises:
            LookupFailedError: If a lookup fails.
        """
        return self.recommend_with(query, (self._scorer,))[0]

    def recommend_with(
        self, query: RecommendationQuery, scorers: Sequence[Scorer], parsed: Article | None = None
    ) -> list[Answer]:
        """Recommend links for one article by several scorers, which share one analysis of the article.

        Args:
            query: The article. Only the recommender's own scorer explains its links.
            scorers: They score the pairs in place of the recommender's own scorer.
            parsed: The wikitext as it is parsed for the language of the wiki, if the caller has parsed it already.

        Returns:
            One answer for each scorer, in order.

        Raises:
            LookupFailedError: If a lookup fails.
        """
        stages = Stages()
        analyzed = self._analyzer.analyze(query, stages, parsed)
        if isinstance(analyzed, NothingToLink):
            answer = Answer(
                links=(),
                truncated=analyzed.truncated,
                seconds=stages.seconds,
                suppressed=() if query.explain else None,
                too_complex=analyzed.article.truncated,
                intervals=stages.intervals,
            )
            return [answer] * len(scorers)
        with stages.time("features"):
            features = matrix(analyzed.context, self._features)
        return [self._answer(query, analyzed, features, scorer, stages) for scorer in scorers]

    def _answer(
        self,
        query: RecommendationQuery,
        analyzed: AnalyzedArticle,
        features: NDArray[np.float32],
        scorer: Scorer,
        stages: Stages,
    ) -> Answer:
        with stages.time("score"):
            scored = ScoredPairs(analyzed.context, features, scorer.score(features))
        with stages.time("choose"):
            links, suppressed = self._select(query, analyzed, scored)
        explanations: Sequence[Mapping[str, Any] | None] = [None] * len(links)
        if query.explain and self._explainer is not None and scorer is self._scorer:
            with stages.time("explain"):
                explanations = explain_links(
                    links,
                    scored,
                    explainer=self._explainer,
                    title=self._analyzer.lookups.tries.titles.restore_key,
                )
        recommendations = tuple(
            _recommendation(link, index, explanation)
            for index, (link, explanation) in enumerate(zip(links, explanations, strict=True))
        )
        return Answer(
            links=recommendations,
            truncated=analyzed.truncated,
            seconds=stages.seconds,
            suppressed=tuple(suppressed) if query.explain else None,
            too_complex=analyzed.article.truncated,
            intervals=stages.intervals,
        )

    def compile_rules(self, rules: Iterable[Rule], parent: CompiledRules | None = None) -> CompiledRules:
        """Compile rules for queries to this recommender; see `rules.compiler.compile_rules`."""
        return compile_rules(rules, self._analyzer.site, self._analyzer.lookups, parent)

    def example_titles(self, count: int) -> list[str]:
        """Return titles of articles to try; see `example_articles.example_titles`."""
        return example_titles(self._analyzer.lookups, count)

    def _select(
        self, query: RecommendationQuery, analyzed: AnalyzedArticle, scored: ScoredPairs
    ) -> tuple[list[Link], list[SuppressedLink]]:
        """The links of the answer, and those that rules suppress."""
        best = [(pair, score) for pair, score in enumerate(scored.scores.tolist()) if score >= query.threshold]
        if not best:
            return [], []
        pairs = scored.context.pairs
        pages = [int(pairs.page[pair]) for pair, _ in best]
        suggestions = [
            self._suggestion(analyzed.mentions.occurrences[pairs.mention[pair]], page, score, pair)
            for (pair, score), page in zip(best, pages, strict=True)
        ]
        threshold, limit, rules = query.threshold, query.max_recommendations, query.rules
        if not rules:
            return select_links(analyzed.article, suggestions, threshold=threshold, limit=limit), []
        classes = fetch_page_classes(self._analyzer.lookups, set(pages)) if rules.tests_classes else {}
        names = names_of_article(self.site, query.title, analyzed.article) if rules.tests_articles else ()
        suppression = SuppressionFilter(rules, analyzed.article, analyzed.folded, frozenset(names))
        classified = [(one, classes.get(page, ())) for one, page in zip(suggestions, pages, strict=True)]
        return select_with_rules(suppression, classified, threshold=threshold, limit=limit)

    def _suggestion(self, occurrences: Sequence[Mention], page: int, score: float, pair: int) -> Suggestion:
        return Suggestion(
            places=tuple((mention.start, mention.end) for mention in occurrences),
            target=self._analyzer.lookups.tries.titles.restore_key(page),
            score=score,
            anchor=occurrences[0].anchor,
            pair=pair,
        )

    def close(self) -> None:
        """Close the lookups."""
        self._analyzer.lookups.close()


def _open_models(bundle: Bundle, features: Sequence[Feature]) -> tuple[Scorer, Explainer]:
    """Load both models, or the link model alone if its features are those of another system, whose scores it keeps."""
    if features is not FEATURES:
        model = Model.load(bundle.path(MODEL), len(features))
        return model, LinkModelExplainer(model, features)
    link_model = Model.load(bundle.path(MODEL), len(LINK_FEATURES))
    scorer = TwoStageScorer(link_model, AcceptanceModel.load(bundle.path(ACCEPTANCE)))
    return scorer, TwoStageExplainer(scorer)


def _recommendation(link: Link, index: int, explanation: Mapping[str, Any] | None) -> Recommendation:
    return Recommendation(
        link_text=link.text,
        link_target=link.target,
        match_index=link.match_index,
        wikitext_offset=link.start,
        score=link.score,
        context_before=link.context_before,
        context_after=link.context_after,
        link_index=index,
        explanation=explanation,
    )
