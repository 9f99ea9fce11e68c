"""The answers for some articles of a dump, which a worker process computes."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from linking import response
from linking.bundle.bundle import open_version
from linking.errors import LinkingError
from linking.recommender import RecommendationQuery, Recommender
from linking.rules.model import Rule
from linking.text.titles import Site, normalise
from linking.wikitext.article import parse
from training.dumps.xml_export import Page
from training.pipeline.bulk_settings import RecommendationOptions
from training.pipeline.underlinked import measure, to_meta
from training.runtime.worker_pool import worker_cache

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkTask:
    """Pages for one worker.

    Attributes:
        pages: The pages.
        data_dir: The directory with all bundles.
        wiki: The wiki's database name.
        version: The version of the bundle.
        rules: The community's rules.
        exclusions: A rule about articles in which nothing is recommended in this run.
        options: What to recommend.
    """

    pages: Sequence[Page]
    data_dir: Path
    wiki: str
    version: str
    rules: tuple[Rule, ...]
    exclusions: tuple[Rule, ...]
    options: RecommendationOptions


@dataclass(slots=True)
class BulkResult:
    """The answers for some articles, and counts.

    Attributes:
        articles: The number of articles with an answer.
        links: The number of links in the answers.
        failed: The number of articles without an answer because of an error.
        lines: The answers, one line each.
    """

    articles: int = 0
    links: int = 0
    failed: int = 0
    lines: list[bytes] = field(default_factory=list)


def answer_batch(task: BulkTask) -> BulkResult:
    """Return the answers for a task's articles, as the service writes them but without the `meta` that all share.

    Raises:
        LinkingError: The bundle cannot be used.
    """
    recommender = open_recommender(task.data_dir, task.wiki, task.version)
    rules = recommender.compile_rules(task.rules) if task.rules else None
    if task.exclusions:
        rules = recommender.compile_rules(task.exclusions, rules)
    result = BulkResult()
    options = task.options
    for page in task.pages:
        title = normalise(recommender.site, page.title)
        request = RecommendationQuery(
            title,
            page.text,
            threshold=options.threshold,
            max_recommendations=options.max_recommendations,
            sections_to_exclude=options.sections_to_exclude,
            rules=rules,
        )
        try:
            answer = recommender.recommend(request)
        except LinkingError:
            raise
        except Exception:
            logger.exception("no answer for %r", title)
            result.failed += 1
            continue
        if not options.underlinked_first and len(answer.links) < options.min_links:
            continue
        answered = response.Page(title, page.id, page.revision, page.text)
        own_meta = _own_meta(page, recommender.site) if options.underlinked_first else {}
        result.lines.append(response.write_answer(answered, answer, common=own_meta) + b"\n")
        result.articles += 1
        result.links += len(answer.links)
    return result


def _own_meta(page: Page, site: Site) -> dict[str, object]:
    return to_meta(measure(parse(page.text, site.language), site))


@worker_cache
def open_recommender(data_dir: Path, wiki: str, version: str) -> Recommender:
    """Open the recommender of a version, once in each worker."""
    return Recommender.open(open_version(data_dir, wiki, version))
