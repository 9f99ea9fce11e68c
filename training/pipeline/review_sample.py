"""Draws a sample of suggestions for reviewers from a dump: the file that the review page opens.

The first pass over the dump draws the suggestions. The second finds the articles that they lead to.
"""

from __future__ import annotations

import errno
import json
import logging
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from linking.bundle.bundle import open_bundle
from linking.errors import LinkingError
from linking.recommender import RecommendationQuery, Recommender
from linking.rules.model import Rule
from linking.rules.yaml_loader import load_wiki_rules
from linking.text.text_direction import direction
from linking.text.titles import Site, normalise
from linking.wikitext.article import parse
from linking.wikitext.excerpts import article_start, paragraph_around
from training.corpus.extraction import batches
from training.dumps.dump import Dump
from training.dumps.wiki_identity import check_dumps
from training.dumps.xml_export import WIKITEXT, Page
from training.engines.local import local_engine
from training.errors import DumpError, NothingToReviewError
from training.evaluation.review_drawing import (
    MAX_ARTICLES,
    Drawing,
    DrawnArticle,
    ReviewDrawing,
    ReviewSuggestion,
    article_key,
)
from training.evaluation.suggestion_sample import hash_key
from training.evaluation.unmasked_articles import CLIENT_MAX_LINKS
from training.pipeline.bulk_answers import open_recommender
from training.pipeline.bulk_recommend import open_articles
from training.runtime.output_files import replace_file
from training.runtime.progress import Progress

logger = logging.getLogger(__name__)

FORMAT_VERSION = 1
"""The version of the sample file (spec/review-sample.schema.json)."""
BATCH_PAGES = 50
MAX_REDIRECTS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleSettings:
    """A sample of the suggestions of the wiki's current bundle.

    Attributes:
        wiki: The wiki's database name.
        dumps: The files of the dump.
        data_dir: The directory with all bundles.
        out: The file to write.
        count: The number of suggestions.
        threshold: The lowest score of a suggestion, in [0, 1].
        bounds: The lowest score of each band from which equally many are drawn, ascending; the first is the threshold.
        sections_to_exclude: The titles of sections without recommendations.
        seed: The same seed draws the same sample.
        max_articles: The number of articles to draw from at most.
        jobs: The number of worker processes.
        allow_truncated: Whether to accept a dump that is cut off.
        allow_other_dbname: Whether to accept a dump of another wiki.
    """

    wiki: str
    dumps: tuple[str, ...]
    data_dir: Path
    out: Path
    count: int
    threshold: float
    bounds: tuple[float, ...]
    sections_to_exclude: tuple[str, ...] = ()
    seed: int = 0
    max_articles: int = MAX_ARTICLES
    jobs: int = 1
    allow_truncated: bool = False
    allow_other_dbname: bool = False


@dataclass(frozen=True, slots=True)
class SampleTask:
    """Articles for one worker.

    Attributes:
        pages: The articles.
        version: The version of the bundle.
        rules: The community's rules.
        settings: The settings.
    """

    pages: Sequence[Page]
    version: str
    rules: tuple[Rule, ...]
    settings: SampleSettings


def sample_suggestions(settings: SampleSettings) -> Drawing:
    """Draw a sample and write it.

    Raises:
        LinkingError: The bundle or the rules cannot be used.
        NothingToReviewError: No article has a suggestion.
        TrainingError: The dump cannot be read, or not twice.
        OSError: The output cannot be written.
    """
    if "-" in settings.dumps:
        raise DumpError("-", "standard input can be read only once, but this command reads the dump twice; pass files")
    _check_output(settings.out)
    bundle = open_bundle(settings.data_dir, settings.wiki)
    recommender = Recommender.open(bundle)
    site = recommender.site
    recommender.close()
    check_dumps(settings.dumps, settings.wiki, allow_other=settings.allow_other_dbname)
    drawing = _draw(settings, site, bundle.manifest.version)
    if not drawing.suggestions:
        raise NothingToReviewError(settings.wiki, drawing.articles, settings.threshold)
    starts = _target_starts(settings, site, {one.link_target for one in drawing.suggestions})
    content = _content(settings, site, bundle.manifest.version, drawing, starts)
    replace_file(settings.out, (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode())
    return drawing


def _check_output(path: Path) -> None:
    """Find out before the work that the file could not be written after it."""
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if not path.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path.parent))


def _draw(settings: SampleSettings, site: Site, version: str) -> Drawing:
    rules = load_wiki_rules(settings.data_dir, settings.wiki).rules
    drawing = ReviewDrawing(settings.count, settings.bounds, settings.max_articles)

    def may_be_drawn(page: Page) -> bool:
        is_article = page.redirect is None and page.model == WIKITEXT
        return is_article and article_key(settings.seed, normalise(site, page.title)) < drawing.limit

    with (
        _open(settings) as dump,
        local_engine(settings.jobs) as engine,
        Progress("draw suggestions", dump.size, unit="bytes") as progress,
    ):
        tasks = (
            SampleTask(pages, version, rules, settings) for pages in batches(filter(may_be_drawn, dump), BATCH_PAGES)
        )
        draw = partial(engine.map, draw_batch)
        for articles in progress.follow(draw, tasks, lambda: dump.consumed):
            for article in articles:
                drawing.add(article)
    return drawing.result()


def _open(settings: SampleSettings) -> Dump:
    return open_articles(
        settings.dumps,
        settings.wiki,
        allow_truncated=settings.allow_truncated,
        allow_other_dbname=settings.allow_other_dbname,
    )


def draw_batch(task: SampleTask) -> list[DrawnArticle]:
    """Return the articles of a task with their suggestions, but those with an error.

    Raises:
        LinkingError: The bundle cannot be used.
    """
    settings = task.settings
    recommender = open_recommender(settings.data_dir, settings.wiki, task.version)
    rules = recommender.compile_rules(task.rules) if task.rules else None
    articles = []
    for page in task.pages:
        title = normalise(recommender.site, page.title)
        query = RecommendationQuery(
            title,
            page.text,
            threshold=settings.threshold,
            max_recommendations=CLIENT_MAX_LINKS,
            sections_to_exclude=settings.sections_to_exclude,
            rules=rules,
        )
        try:
            suggestions = _suggestions(recommender, query, page.revision, settings.seed)
        except LinkingError:
            raise
        except Exception:
            logger.exception("no suggestions for %r", title)
            continue
        articles.append(DrawnArticle(article_key(settings.seed, title), suggestions))
    return articles


def _suggestions(
    recommender: Recommender, query: RecommendationQuery, revid: int, seed: int
) -> tuple[ReviewSuggestion, ...]:
    """Return the suggestions for an article, in the order of their keys."""
    links = recommender.recommend(query).links
    if not links:
        return ()
    article = parse(query.wikitext, recommender.site.language)
    site = recommender.site
    start = article_start(article, site)
    suggestions = (
        ReviewSuggestion(
            key=hash_key(seed, query.title, link.wikitext_offset),
            title=query.title,
            revid=revid,
            link_text=link.link_text,
            link_target=link.link_target,
            wikitext_offset=link.wikitext_offset,
            score=link.score,
            paragraph=paragraph_around(article, link.wikitext_offset, link.wikitext_offset + len(link.link_text), site),
            article_start=start,
        )
        for link in links
    )
    return tuple(sorted(suggestions, key=lambda one: one.key))


def _target_starts(settings: SampleSettings, site: Site, titles: set[str]) -> Mapping[str, str]:
    """Return the start of each article that the dump has. A title that became a redirect leads to its target."""
    wanted = {title: {title} for title in titles}  # title in the dump -> the titles that lead to it
    starts: dict[str, str] = {}
    for _ in range(1 + MAX_REDIRECTS):
        redirects: dict[str, set[str]] = {}
        with _open(settings) as dump, Progress("find their targets", dump.size, unit="bytes") as progress:
            for page in dump:
                leading = wanted.get(normalise(site, page.title))
                progress.move_to(dump.consumed)
                if leading is None:
                    continue
                if page.redirect is None:
                    starts |= dict.fromkeys(leading, article_start(parse(page.text, site.language), site))
                else:
                    redirects.setdefault(normalise(site, page.redirect.partition("#")[0]), set()).update(leading)
            progress.move_to(dump.consumed)
        if not redirects:
            break
        wanted = redirects
    return starts


def _content(
    settings: SampleSettings, site: Site, version: str, drawing: Drawing, starts: Mapping[str, str]
) -> Mapping[str, Any]:
    """Return what the file contains. Nothing in it depends on the time, so that the same seed writes the same file."""
    return {
        "format_version": FORMAT_VERSION,
        "wiki": site.wiki,
        "language": site.language,
        "direction": direction(site.language),
        "main_page": site.base,
        "bundle_version": version,
        "threshold": settings.threshold,
        "sections_to_exclude": list(settings.sections_to_exclude),
        "seed": settings.seed,
        "articles": drawing.articles,
        "articles_with_suggestions": drawing.articles_with_suggestions,
        "strata": [asdict(stratum) for stratum in drawing.strata] if len(drawing.strata) > 1 else None,
        "suggestions": [_member(suggestion, starts) for suggestion in drawing.suggestions],
    }


def _member(suggestion: ReviewSuggestion, starts: Mapping[str, str]) -> Mapping[str, Any]:
    members = asdict(suggestion)
    del members["key"]
    return {**members, "target_start": starts.get(suggestion.link_target)}
