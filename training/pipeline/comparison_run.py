"""Compares two bundles on a random sample of a dump's articles, or on one of them."""

from __future__ import annotations

import heapq
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from linking.errors import LinkingError
from linking.recommender import RecommendationQuery
from linking.rules.model import Rule
from linking.rules.yaml_loader import load_wiki_rules
from linking.text.titles import Site, normalise
from training.comparison.comparison import ComparedArticle, Comparison, ComparisonCounts, Settings
from training.comparison.link_changes import compare_links, compared_links
from training.comparison.sides import Side, find_side
from training.corpus.extraction import batches
from training.dumps.dump import Dump
from training.dumps.wiki_identity import check_dumps
from training.dumps.xml_export import WIKITEXT, Page
from training.engines.local import local_engine
from training.errors import ArticleNotInDumpError, NoArticlesToCompareError
from training.evaluation.review_drawing import article_key
from training.pipeline.bulk_answers import open_recommender
from training.pipeline.bulk_recommend import open_articles
from training.runtime.progress import Progress

logger = logging.getLogger(__name__)

BATCH_PAGES = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonSettings:
    """A comparison to make.

    Attributes:
        wiki: The wiki of the dump.
        data_dir: The directory with all bundles.
        names: The two bundles, as `sides.find_side` reads them.
        dumps: The files of the dump.
        title: The only article to compare; empty for a sample.
        sample: The number of articles in the sample.
        seed: The same seed draws the same sample.
        shown: The number of articles to list, those that changed most.
        threshold: The lowest score of a link, in [0, 1].
        max_recommendations: The largest number of links in an article.
        sections_to_exclude: The titles of sections without recommendations.
        jobs: The number of worker processes.
        allow_truncated: Whether to accept a dump that is cut off.
        allow_other_dbname: Whether to accept a dump of another wiki.
    """

    wiki: str
    data_dir: Path
    names: tuple[str, str]
    dumps: tuple[str, ...]
    title: str
    sample: int
    seed: int
    shown: int
    threshold: float
    max_recommendations: int
    sections_to_exclude: tuple[str, ...] = ()
    jobs: int = 1
    allow_truncated: bool = False
    allow_other_dbname: bool = False


@dataclass(frozen=True, slots=True)
class ComparisonTask:
    """Articles for one worker. rules: those in force on the wiki of each side."""

    pages: Sequence[Page]
    sides: tuple[Side, Side]
    rules: tuple[tuple[Rule, ...], tuple[Rule, ...]]
    settings: ComparisonSettings


def compare(settings: ComparisonSettings) -> Comparison:
    """Compare two bundles.

    Raises:
        TrainingError: A name or the dump cannot be used, or the dump does not have the article.
        LinkingError: A bundle or its rules cannot be used.
    """
    first, second = (find_side(settings.data_dir, settings.wiki, name) for name in settings.names)
    rules = tuple(load_wiki_rules(settings.data_dir, side.wiki).rules for side in (first, second))
    check_dumps(settings.dumps, settings.wiki, allow_other=settings.allow_other_dbname)
    site = _site(settings.data_dir, first)
    pages = [_find(settings, site)] if settings.title else _sample(settings, site)
    counts = ComparisonCounts(settings.shown)
    tasks = (
        ComparisonTask(some, (first, second), (rules[0], rules[1]), settings) for some in batches(pages, BATCH_PAGES)
    )
    with (
        local_engine(min(settings.jobs, len(pages))) as engine,
        Progress("compare", len(pages), unit="articles") as progress,
    ):
        done = 0
        for articles in partial(engine.map, compare_batch)(tasks):
            for title, article in articles:
                counts.fail(title) if article is None else counts.add(article)
            done += len(articles)
            progress.move_to(done)
    sample = None if settings.title else settings.sample
    return counts.result(
        first, second, Settings(settings.threshold, settings.max_recommendations, sample, settings.seed)
    )


def compare_batch(task: ComparisonTask) -> list[tuple[str, ComparedArticle | None]]:
    """Compare the articles of a task.

    Returns:
        By title, each article, or None if one of the bundles failed on it.

    Raises:
        LinkingError: A bundle cannot be used.
    """
    settings = task.settings
    recommenders = [open_recommender(settings.data_dir, side.wiki, side.version) for side in task.sides]
    compiled = [
        recommender.compile_rules(rules) if rules else None
        for recommender, rules in zip(recommenders, task.rules, strict=True)
    ]
    articles: list[tuple[str, ComparedArticle | None]] = []
    for page in task.pages:
        links = []
        try:
            for recommender, rules in zip(recommenders, compiled, strict=True):
                query = RecommendationQuery(
                    normalise(recommender.site, page.title),
                    page.text,
                    threshold=settings.threshold,
                    max_recommendations=settings.max_recommendations,
                    sections_to_exclude=settings.sections_to_exclude,
                    rules=rules,
                )
                links.append(compared_links(recommender.recommend(query).links))
        except LinkingError:
            raise
        except Exception:
            logger.exception("no comparison of %r", page.title)
            articles.append((page.title, None))
            continue
        changes = tuple(compare_links(links[0], links[1]))
        articles.append((page.title, ComparedArticle(page.title, page.revision, changes)))
    return articles


def _site(data_dir: Path, side: Side) -> Site:
    return open_recommender(data_dir, side.wiki, side.version).site


def _sample(settings: ComparisonSettings, site: Site) -> list[Page]:
    """Return the articles with the lowest keys, which do not depend on their order in the dump."""
    heap: list[tuple[int, int, Page]] = []  # the key negated, so that the highest is on top; the page's id
    for page in _articles(settings):
        entry = (-article_key(settings.seed, normalise(site, page.title)), page.id, page)
        if len(heap) < settings.sample:
            heapq.heappush(heap, entry)
        elif entry[:2] > heap[0][:2]:
            heapq.heapreplace(heap, entry)
    if not heap:
        raise NoArticlesToCompareError(settings.wiki)
    return [page for _, _, page in sorted(heap, key=lambda entry: entry[:2], reverse=True)]


def _find(settings: ComparisonSettings, site: Site) -> Page:
    wanted = normalise(site, settings.title)
    for page in _articles(settings):
        if normalise(site, page.title) == wanted:
            return page
    raise ArticleNotInDumpError(settings.title)


def _articles(settings: ComparisonSettings) -> Iterator[Page]:
    with _open(settings) as dump, Progress("read the dump", dump.size, unit="bytes") as progress:
        for page in dump:
            progress.move_to(dump.consumed)
            if page.redirect is None and page.model == WIKITEXT:
                yield page


def _open(settings: ComparisonSettings) -> Dump:
    return open_articles(
        settings.dumps,
        settings.wiki,
        allow_truncated=settings.allow_truncated,
        allow_other_dbname=settings.allow_other_dbname,
    )
