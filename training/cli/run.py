"""`run`: trains a wiki and publishes its bundle."""

from __future__ import annotations

import argparse
import logging
import os
import shlex
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from linking.bundle.names import REPORT_HTML
from linking.job_metrics import JobRun, write_job_metrics
from training.cli import arguments, engine_arguments
from training.dumps.dump_files import find_dump_files
from training.errors import ConflictingOptionsError, NotPublishableError
from training.pipeline.publication import PRECISION, RECALL, RunResult
from training.pipeline.run import run as run_pipeline
from training.runtime.memory_budget import default_memory, max_jobs
from training.settings import RunSettings

logger = logging.getLogger(__name__)

NAME, HELP = "run", "train a wiki from its dump and publish the bundle"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    arguments.add_wiki(parser)
    arguments.add_data_dir(parser)
    arguments.add_dump(parser)
    parser.add_argument(
        "--changes",
        nargs="+",
        default=[],
        metavar="FILE",
        help="adds-changes dumps (such as kwwiki-20261128-pages-meta-hist-incr.xml.bz2) to apply to the dump; pages"
        " deleted since the dump stay",
    )
    parser.add_argument(
        "--table",
        metavar="NAME",
        help="read the articles from a table like wmf.mediawiki_wikitext_current instead of the dump: a directory with"
        " Parquet files, or with Spark the name of a table; --dump then only provides the namespaces, so any export of"
        " the wiki will do",
    )
    engine_arguments.add_arguments(parser)
    parser.add_argument(
        "--work-dir", type=Path, metavar="DIR", help="directory for checkpoints (default: DATA_DIR/.work)"
    )
    parser.add_argument(
        "--page-props",
        type=Path,
        metavar="FILE",
        help="page_props.sql.gz of the same dump, to exclude disambiguation pages (default: the one beside the dump)",
    )
    parser.add_argument(
        "--instance-of",
        type=Path,
        metavar="FILE",
        help="Wikidata classes of pages, as TSV or Parquet (default: WIKI-DATE-instance-of.tsv.gz beside the dump)",
    )
    parser.add_argument(
        "--decisions",
        nargs="+",
        default=(),
        metavar="FILE",
        help="decisions of the wiki's reviewers (JSON Lines), from which the acceptance model learns",
    )
    parser.add_argument(
        "--decisions-half-life",
        type=arguments.positive_days,
        metavar="DAYS",
        help="let a decision of this age count half as much as a new one (default: all count the same)",
    )
    parser.add_argument("--allow-truncated", action="store_true", help="accept a dump that is cut off")
    parser.add_argument(
        "--strict", action="store_true", help="write no bundle unless the evaluation shows that it is fit"
    )
    publication = parser.add_mutually_exclusive_group()
    publication.add_argument("--no-publish", action="store_true", help="write the bundle without making it current")
    publication.add_argument(
        "--publish-anyway",
        action="store_true",
        help="make the bundle current even if it is unfit, or worse by a fifth than the version before",
    )
    parser.add_argument(
        "--since",
        type=Path,
        metavar="DIR",
        help="read only the articles that have changed since the last run with this option, whose work is kept in"
        " DIR/WIKI; the bundle is the same, byte by byte",
    )
    parser.add_argument("--keep-work", action="store_true", help="keep the checkpoints of a finished run")
    parser.add_argument("--seed", type=int, default=0, help="seed of all random choices (default: %(default)s)")
    parser.add_argument(
        "--jobs", type=arguments.positive, default=os.cpu_count() or 1, help="worker processes (default: one per core)"
    )
    arguments.add_memory(parser)
    parser.add_argument(
        "--metrics", type=Path, metavar="FILE", help="write metrics for Prometheus' textfile collector to this .prom"
    )


def run(args: argparse.Namespace) -> int:
    """Train, evaluate and publish. The errors are those of training.pipeline.run."""
    if args.metrics is None:
        return _run(args)
    started, code = time.time(), 1
    try:
        code = _run(args)
    finally:
        labels = {"command": NAME, "wiki": args.wiki}
        write_job_metrics(args.metrics, JobRun(labels, started, time.time(), succeeded=code == 0))
    return code


def _run(args: argparse.Namespace) -> int:
    for option in ("since", "changes"):
        if args.table and getattr(args, option):
            raise ConflictingOptionsError([f"--{option}", "--table"], "only the pages of a dump are compared")
    memory_bytes = args.memory or default_memory(args.jobs)
    jobs = min(args.jobs, max_jobs(memory_bytes))
    files = find_dump_files(args.dump, args.wiki, needs_page_props=args.page_props is None)
    if jobs < args.jobs:
        logger.warning("%d MB of memory are enough for %d jobs, not for %d", memory_bytes >> 20, jobs, args.jobs)
    settings = RunSettings(
        wiki=args.wiki,
        dumps=files.articles,
        data_dir=args.data_dir,
        table=args.table,
        cluster=engine_arguments.chosen_cluster(args),
        work_dir=args.work_dir,
        page_props=args.page_props or files.page_props,
        instance_of=args.instance_of or files.instance_of,
        decisions=tuple(args.decisions),
        decisions_half_life=args.decisions_half_life,
        allow_other_dbname=args.allow_other_dbname,
        allow_truncated=args.allow_truncated,
        strict=args.strict,
        publish=not args.no_publish,
        publish_anyway=args.publish_anyway,
        changes=tuple(args.changes),
        since=args.since,
        keep_work=args.keep_work,
        seed=args.seed,
        jobs=jobs,
        memory=memory_bytes,
    )
    result = run_pipeline(settings)
    sys.stdout.writelines(f"{line}\n" for line in summary(result, settings.data_dir))
    return 0 if result.is_current or not settings.publish else NotPublishableError.exit_code


def summary(result: RunResult, data_dir: Path) -> Iterator[str]:
    """Yield the last lines of a run: what became of the bundle, its verdict and figures, and where the report is."""
    found, manifest = result.assessment, result.bundle.manifest
    state = "is current" if result.is_current else "is written but not published"
    yield f"{manifest.wiki}: {manifest.version} {state} in {data_dir}"
    yield f"verdict: {found.words}"
    yield f"quality: {_quality(found.figures, result.threshold)}"
    if result.decisions:
        yield f"decisions: {result.decisions.summary}"
    changes = ", ".join(map(str, found.changes)) or "nothing to compare"
    yield f"changes against {found.previous}: {changes}" if found.previous else "changes: there is no version before"
    yield f"report: {result.bundle.directory / REPORT_HTML}"
    if found.objections and not result.is_current:
        where = f"--data-dir {shlex.quote(str(data_dir))} --wiki {manifest.wiki} --version {manifest.version}"
        yield f"to publish it all the same: python -m training publish {where}"


def _quality(figures: Mapping[str, float], threshold: float) -> str:
    if PRECISION not in figures:
        return "unknown: nothing to evaluate in first sentences"
    shown = f"precision {figures[PRECISION]:.3f}, recall {figures[RECALL]:.3f}"
    return f"{shown} on first sentences, at threshold {threshold:.2g}"
