"""`run`: trains a wiki and publishes its bundle."""

from __future__ import annotations

import argparse
import logging
import math
import os
import re
import sys
from pathlib import Path

from training.cli import arguments, engine_arguments
from training.pipeline.run import run as run_pipeline
from training.runtime.memory_budget import default_memory, max_jobs
from training.settings import RunSettings

logger = logging.getLogger(__name__)

NAME, HELP = "run", "train a wiki from its dump and publish the bundle"

_SIZE = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*(KB|MB|GB|K|M|G)?", re.IGNORECASE)
_UNITS = {"": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30}
_MIN_MEMORY = 512 << 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    arguments.add_wiki(parser)
    arguments.add_data_dir(parser)
    arguments.add_dump(parser)
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
        help="page_props.sql.gz of the same dump, to exclude disambiguation pages",
    )
    parser.add_argument("--instance-of", type=Path, metavar="FILE", help="Wikidata classes of pages, as TSV or Parquet")
    parser.add_argument("--allow-truncated", action="store_true", help="accept a dump that is cut off")
    parser.add_argument("--strict", action="store_true", help="fail if the bundle should not be published")
    parser.add_argument("--no-publish", action="store_true", help="write the bundle without making it current")
    parser.add_argument("--keep-work", action="store_true", help="keep the checkpoints of a finished run")
    parser.add_argument("--seed", type=int, default=0, help="seed of all random choices (default: %(default)s)")
    parser.add_argument(
        "--jobs", type=arguments.positive, default=os.cpu_count() or 1, help="worker processes (default: one per core)"
    )
    parser.add_argument(
        "--memory",
        type=memory,
        metavar="SIZE",
        help="memory of all processes together, such as 4GB (default: 2GB, or more for more than two jobs)",
    )


def run(args: argparse.Namespace) -> int:
    """Train, evaluate and publish. The errors are those of training.pipeline.run."""
    memory_bytes = args.memory or default_memory(args.jobs)
    jobs = min(args.jobs, max_jobs(memory_bytes))
    if jobs < args.jobs:
        logger.warning("%d MB of memory are enough for %d jobs, not for %d", memory_bytes >> 20, jobs, args.jobs)
    settings = RunSettings(
        wiki=args.wiki,
        dumps=tuple(args.dump),
        data_dir=args.data_dir,
        table=args.table,
        cluster=engine_arguments.chosen_cluster(args),
        work_dir=args.work_dir,
        page_props=args.page_props,
        instance_of=args.instance_of,
        allow_truncated=args.allow_truncated,
        strict=args.strict,
        publish=not args.no_publish,
        keep_work=args.keep_work,
        seed=args.seed,
        jobs=jobs,
        memory=memory_bytes,
    )
    bundle = run_pipeline(settings)
    state = "is current" if settings.publish else "is written but not published"
    sys.stdout.write(f"{bundle.manifest.wiki}: {bundle.manifest.version} {state} in {settings.data_dir}\n")
    return 0


def memory(text: str) -> int:
    """Parse an amount of memory, such as 2GB. Returns bytes."""
    match = _SIZE.fullmatch(text.strip())
    size = float(match.group(1)) * _UNITS[(match.group(2) or "")[:1].lower()] if match else 0
    if not _MIN_MEMORY <= size < math.inf:
        raise argparse.ArgumentTypeError(f"not an amount of at least 512MB, such as 2GB: {text!r}")
    return int(size)
