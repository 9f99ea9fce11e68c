"""Recommends links for every article of a dump, with the same answers as the service."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from linking import response
from linking.analysis import SITE
from linking.bundle.bundle import open_bundle
from linking.dataset_checksums import dataset_checksums
from linking.recommender import Recommender
from linking.rules.yaml_loader import load_wiki_rules
from linking.text.titles import Site
from training.corpus.extraction import batches
from training.dumps.dump import Dump
from training.dumps.wiki_identity import check_dumps, check_stream
from training.dumps.xml_export import WIKITEXT, Page
from training.engines.factory import open_engine
from training.errors import OtherWikiError, PageNotInDumpError
from training.pipeline.bulk_answers import BulkResult, BulkTask, answer_batch
from training.pipeline.bulk_exclusions import find_exclusions
from training.pipeline.bulk_settings import BulkSettings
from training.pipeline.underlinked import write_in_order
from training.runtime.output_files import write_text
from training.runtime.progress import Progress
from training.runtime.resumable_jsonl import RUN_RECORD, ResumableFile

logger = logging.getLogger(__name__)

BATCH_PAGES = 250


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
    exclusions = find_exclusions(settings, Site.from_json(json.loads(bundle.path(SITE).read_text(encoding="utf-8"))))
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


def _skip_answered(out: ResumableFile, pages: Iterable[Page]) -> Iterator[Page]:
    """Yield the pages after the one that the last line of the file is for, or all if the file is empty."""
    remaining = iter(pages)
    if out.last:
        last = json.loads(out.last)["pageid"]
        logger.info("resuming after page %d", last)
        if not any(page.id == last for page in remaining):
            raise PageNotInDumpError(last)
    yield from remaining
