"""Recommend links for every article of a dump, on all cores: the service's answers, without the service."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from linking import response as answers
from linking.bundle.bundle import open_bundle, open_version
from linking.errors import LinkingError
from linking.recommender import Recommender, Request
from linking.rules.model import Rule
from linking.rules.yaml_loader import rules_in
from linking.text.titles import normalise
from training.corpus.extraction import batches
from training.dumps.dump import Dump
from training.dumps.xml_export import WIKITEXT, Page
from training.engines.factory import opened
from training.errors import NotInDump
from training.runtime.progress import Progress
from training.runtime.resumable_jsonl import LineFile
from training.runtime.worker_pool import worker_cache
from training.settings import Cluster, identity

logger = logging.getLogger(__name__)

BATCH_PAGES = 250


@dataclass(frozen=True, slots=True)
class Wish:
    """What to ask for each article. threshold, max_recommendations, sections_to_exclude: as linking's Request."""

    threshold: float
    max_recommendations: int
    sections_to_exclude: tuple[str, ...]
    application_version: str


@dataclass(frozen=True, slots=True)
class BulkSettings:
    """A bulk run: the articles of `dumps`, by the wiki's current bundle, into the file `out`.

    cluster: where to work; None: in `jobs` processes of this machine.
    """

    wiki: str
    dumps: tuple[str, ...]
    data_dir: Path
    out: Path
    wish: Wish
    jobs: int
    allow_truncated: bool = False
    cluster: Cluster | None = None

    def fingerprint(self, version: str, rules: Sequence[Rule]) -> dict[str, object]:
        """What decides the lines."""
        return {
            "wiki": self.wiki,
            "version": version,
            "rules": [asdict(rule) for rule in rules],
            "dumps": [identity(dump) for dump in self.dumps],
            "threshold": self.wish.threshold,
            "max_recommendations": self.wish.max_recommendations,
            "sections_to_exclude": list(self.wish.sections_to_exclude),
            "application_version": self.wish.application_version,
        }


@dataclass(frozen=True, slots=True)
class BulkTask:
    """Pages for one worker. rules: of the community."""

    pages: Sequence[Page]
    data_dir: Path
    wiki: str
    version: str
    rules: tuple[Rule, ...]
    wish: Wish


@dataclass(slots=True)
class Answered:
    """lines: an answer each; links: in all of them; failed: articles that could not be answered, which have no line."""

    articles: int = 0
    links: int = 0
    failed: int = 0
    lines: list[bytes] = field(default_factory=list)


def recommend_dump(settings: BulkSettings) -> Answered:
    """Write a line for every article, in the order of the dump; returns this run's sums, without the lines.

    Raises LinkingError, TrainingError, OSError.
    """
    version = open_bundle(settings.data_dir, settings.wiki).manifest.version
    rules = rules_in(settings.data_dir, settings.wiki).rules
    total = Answered()
    with (
        LineFile.begin(settings.out, settings.fingerprint(version, rules)) as out,
        Dump(settings.dumps, namespaces=[0], allow_truncated=settings.allow_truncated) as dump,
        opened(settings.cluster, settings.jobs) as engine,
        Progress("recommend", dump.size, unit="bytes") as progress,
    ):
        articles = _after(out, (page for page in dump if page.redirect is None and page.model == WIKITEXT))
        tasks = (
            BulkTask(pages, settings.data_dir, settings.wiki, version, rules, settings.wish)
            for pages in batches(articles, BATCH_PAGES)
        )
        for found in engine.map(answer, tasks):
            out.append(b"".join(found.lines))
            total.articles += found.articles
            total.links += found.links
            total.failed += found.failed
            progress.move_to(dump.consumed)
    return total


def answer(task: BulkTask) -> Answered:
    """The answers of a task's articles, as the service writes them. Raises LinkingError for an unusable bundle."""
    recommender, checksums = _opened(task.data_dir, task.wiki, task.version)
    book = recommender.rule_book(task.rules) if task.rules else None
    answered = Answered()
    wish = task.wish
    for page in task.pages:
        title = normalise(recommender.site, page.title)
        asked = Request(
            title,
            page.text,
            threshold=wish.threshold,
            max_recommendations=wish.max_recommendations,
            sections_to_exclude=wish.sections_to_exclude,
            rules=book,
        )
        try:
            found = recommender.recommend(asked)
        except LinkingError:
            raise
        except Exception:
            logger.exception("no answer for %r", title)
            answered.failed += 1
            continue
        shown = answers.Page(title, page.id, page.revision, page.text)
        answered.lines.append(answers.write_answer(shown, found, checksums, wish.application_version) + b"\n")
        answered.articles += 1
        answered.links += len(found.links)
    return answered


@worker_cache
def _opened(data_dir: Path, wiki: str, version: str) -> tuple[Recommender, Mapping[str, str]]:
    bundle = open_version(data_dir, wiki, version)
    return Recommender.open(bundle), answers.checksums(bundle)


def _after(out: LineFile, pages: Iterable[Page]) -> Iterator[Page]:
    """The pages behind the one that the file's last line is about; all of a new file."""
    remaining = iter(pages)
    if out.last:
        last = json.loads(out.last)["pageid"]
        logger.info("going on after page %d", last)
        if not any(page.id == last for page in remaining):
            raise NotInDump(last)
    yield from remaining
