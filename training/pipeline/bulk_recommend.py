"""Recommends links for every article of a dump, with the same answers as the service."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path

from linking import response
from linking.analysis import SITE
from linking.bundle.bundle import open_bundle, open_version
from linking.dataset_checksums import dataset_checksums
from linking.errors import LinkingError
from linking.recommender import RecommendationQuery, Recommender
from linking.rules.model import Rule
from linking.rules.yaml_loader import load_wiki_rules
from linking.text.titles import TEMPLATE, Site, category_name, normalise, template_name
from linking.wikitext.article import parse
from training.corpus.extraction import batches
from training.dumps.dump import Dump
from training.dumps.wiki_identity import check_dumps, check_stream
from training.dumps.xml_export import WIKITEXT, Page
from training.engines.factory import open_engine
from training.errors import OtherWikiError, PageNotInDumpError, TrainingError
from training.pipeline.underlinked import measure, to_meta, write_in_order
from training.runtime.output_files import write_text
from training.runtime.progress import Progress
from training.runtime.resumable_jsonl import RUN_RECORD, ResumableFile
from training.runtime.worker_pool import worker_cache
from training.settings import Cluster, file_identity

logger = logging.getLogger(__name__)

BATCH_PAGES = 250
_MAX_REDIRECTS = 4


class StandardInputError(TrainingError):
    """Redirects of templates are sought before the articles, so the dump is read twice."""

    exit_code = 64  # EX_USAGE

    def __init__(self) -> None:
        super().__init__("--exclude-template reads the dump twice, which standard input does not allow; name a file")


@dataclass(frozen=True, slots=True)
class RecommendationOptions:
    """What to recommend for each article.

    Attributes:
        threshold: The lowest score, in [0, 1].
        max_recommendations: The largest number of links in an article.
        sections_to_exclude: The titles of sections without recommendations.
        application_version: The version to name in the answers.
        min_links: Articles with fewer links get no line.
        exclude_categories: Categories of articles in which nothing is recommended.
        exclude_templates: Templates of such articles. Redirects to them in the dump count too.
        underlinked_first: Whether the articles that need links most come first. Articles without links get no line.
    """

    threshold: float
    max_recommendations: int
    sections_to_exclude: tuple[str, ...]
    application_version: str
    min_links: int = 0
    exclude_categories: tuple[str, ...] = ()
    exclude_templates: tuple[str, ...] = ()
    underlinked_first: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkSettings:
    """A bulk run with the wiki's current bundle.

    Attributes:
        wiki: The wiki's database name.
        dumps: The files of the dump.
        data_dir: The directory with all bundles.
        out: The file to write.
        options: What to recommend.
        jobs: The number of worker processes.
        allow_truncated: Whether to accept a dump that is cut off.
        allow_other_dbname: Whether to accept a dump of another wiki.
        cluster: The Spark cluster to run on, or None for this machine.
    """

    wiki: str
    dumps: tuple[str, ...]
    data_dir: Path
    out: Path
    options: RecommendationOptions
    jobs: int
    allow_truncated: bool = False
    allow_other_dbname: bool = False
    cluster: Cluster | None = None

    @property
    def unordered(self) -> Path:
        """The file with all answers in the order of the dump, which is `out` unless they are put in another order."""
        return self.out.with_name(self.out.name + ".unordered") if self.options.underlinked_first else self.out

    @property
    def meta_file(self) -> Path:
        """The file with the `meta` that all answers have in common."""
        return self.out.with_name(self.out.name + ".meta.json")

    def fingerprint(self, version: str, rules: Sequence[Rule], meta: Mapping[str, object]) -> dict[str, object]:
        """Return everything that the output depends on."""
        return {
            "meta": meta,
            "wiki": self.wiki,
            "version": version,
            "rules": [asdict(rule) for rule in rules],
            "dumps": [file_identity(dump) for dump in self.dumps],
            "threshold": self.options.threshold,
            "max_recommendations": self.options.max_recommendations,
            "sections_to_exclude": list(self.options.sections_to_exclude),
            "min_links": self.options.min_links,
            "exclude": [list(self.options.exclude_categories), list(self.options.exclude_templates)],
            "underlinked_first": self.options.underlinked_first,
        }


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


def recommend_dump(settings: BulkSettings) -> BulkResult:
    """Write one line per article, and the `meta` that the answers share to a file beside it.

    Returns:
        The counts of this run, without lines.

    Raises:
        LinkingError: The bundle or the rules cannot be used.
        TrainingError: The dump cannot be read, or the output belongs to another run.
        OSError: The output cannot be written.
    """
    bundle = open_bundle(settings.data_dir, settings.wiki)
    exclusions = _exclusions(settings, Site.from_json(json.loads(bundle.path(SITE).read_text(encoding="utf-8"))))
    Recommender.open(bundle).close()  # a bundle that does not fit this program is an error before there is output
    version = bundle.manifest.version
    check_dumps(settings.dumps, settings.wiki, allow_other=settings.allow_other_dbname)
    rules = load_wiki_rules(settings.data_dir, settings.wiki).rules
    meta = response.common_meta(dataset_checksums(bundle.manifest, rules), settings.options.application_version)
    total = BulkResult()
    with (
        open_articles(
            settings.dumps,
            settings.wiki,
            allow_truncated=settings.allow_truncated,
            allow_other_dbname=settings.allow_other_dbname,
        ) as dump,
        ResumableFile.begin(settings.unordered, settings.fingerprint(version, rules, meta)) as out,
        open_engine(settings.cluster, settings.jobs) as engine,
        Progress("recommend", dump.size, unit="bytes") as progress,
    ):
        write_text(settings.meta_file, json.dumps(meta, ensure_ascii=False) + "\n")
        articles = _skip_answered(out, (page for page in dump if page.redirect is None and page.model == WIKITEXT))
        tasks = (
            BulkTask(
                pages=pages,
                data_dir=settings.data_dir,
                wiki=settings.wiki,
                version=version,
                rules=rules,
                exclusions=exclusions,
                options=settings.options,
            )
            for pages in batches(articles, BATCH_PAGES)
        )
        answer = partial(engine.map, answer_batch)
        for result in progress.follow(answer, tasks, lambda: dump.consumed):
            out.append(b"".join(result.lines))
            total.articles += result.articles
            total.links += result.links
            total.failed += result.failed
    if settings.options.underlinked_first:
        total.articles = write_in_order(settings.unordered, settings.out, max(1, settings.options.min_links))
        settings.unordered.unlink()
        settings.unordered.with_name(settings.unordered.name + RUN_RECORD).unlink(missing_ok=True)
    return total


def _exclusions(settings: BulkSettings, site: Site) -> tuple[Rule, ...]:
    """Return a rule about the articles to exclude, which names redirects to their templates too."""
    options = settings.options
    if not (options.exclude_categories or options.exclude_templates):
        return ()
    if options.exclude_templates and "-" in settings.dumps:
        raise StandardInputError
    templates = {template_name(site, raw) for raw in options.exclude_templates}
    redirects = _template_redirects(settings, site) if templates else {}
    targets = {_target(name, redirects) for name in templates}
    names = sorted(templates | targets | {name for name in redirects if _target(name, redirects) in targets})
    categories = (category_name(site, raw) or normalise(site, raw) for raw in options.exclude_categories)
    articles = (*(f"Category:{name}" for name in categories), *(f"Template:{name}" for name in names))
    return (Rule("recommend --exclude", "request", articles=articles),)


def _template_redirects(settings: BulkSettings, site: Site) -> Mapping[str, str]:
    """Return the redirects between templates. This reads the dump once."""
    logger.info("looking for redirects to the excluded templates in the dump")
    with Dump(settings.dumps, namespaces=[TEMPLATE], allow_truncated=settings.allow_truncated) as dump:
        return {
            template_name(site, page.title): template_name(site, page.redirect)
            for page in dump
            if page.redirect is not None
        }


def _target(name: str, redirects: Mapping[str, str]) -> str:
    for _ in range(_MAX_REDIRECTS):
        name = redirects.get(name, name)
    return name


def open_articles(
    dumps: Sequence[str], wiki: str, *, allow_truncated: bool = False, allow_other_dbname: bool = False
) -> Dump:
    """Open a dump for its pages in namespace 0, after a check that it is the wiki's.

    Raises:
        DumpError: The dump cannot be used.
    """
    dump = Dump(dumps, namespaces=[0], allow_truncated=allow_truncated)
    try:
        check_stream(dumps, dump.header, wiki, allow_other=allow_other_dbname)
    except OtherWikiError:
        dump.close()
        raise
    return dump


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


def _skip_answered(out: ResumableFile, pages: Iterable[Page]) -> Iterator[Page]:
    """Yield the pages after the one that the last line of the file is for, or all if the file is empty."""
    remaining = iter(pages)
    if out.last:
        last = json.loads(out.last)["pageid"]
        logger.info("resuming after page %d", last)
        if not any(page.id == last for page in remaining):
            raise PageNotInDumpError(last)
    yield from remaining
