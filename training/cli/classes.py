"""The `classes` command: take the classes of all wikis' pages from Wikidata's entity dump."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from linking.bundle.names import is_wiki_name
from training.cli import arguments
from training.cli.fetch import dump_date
from training.dumps.compression import stored_size
from training.dumps.file_names import INSTANCE_OF
from training.dumps.wikidata_entities import Row, entity_batches, entity_rows
from training.dumps.wikidata_instance_of import instance_of_writer
from training.runtime.progress import Progress
from training.runtime.worker_pool import worker_pool

NAME, HELP = "classes", "take the classes of all wikis' pages from Wikidata's entity dump"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument(
        "--wikidata", required=True, metavar="FILE", help="Wikidata's entity dump: .json, .json.bz2 or .json.gz"
    )
    parser.add_argument("--to", required=True, type=Path, metavar="DIR", help="directory for the tables")
    parser.add_argument("--date", required=True, type=dump_date, metavar="YYYYMMDD", help="date of the wikis' dumps")
    arguments.add_wikis(parser)
    parser.add_argument(
        "--jobs", type=arguments.positive, default=os.cpu_count() or 1, help="worker processes (default: one per core)"
    )


def run(args: argparse.Namespace) -> int:
    """Write one table for each wiki, all of them or none.

    Raises:
        DumpError: The dump cannot be read, or is no dump of entities.
    """
    size = stored_size(args.wikidata)
    args.to.mkdir(parents=True, exist_ok=True)
    unfinished = args.to / ".classes.unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir()
    try:
        with Progress("read Wikidata", size, unit="bytes") as progress, worker_pool(args.jobs) as pool:
            batches = entity_batches(args.wikidata, progress)
            rows = (row for found in pool.map(entity_rows, batches) for row in found)
            _write_tables(rows, frozenset(args.wiki), unfinished, args.date)
        for path in sorted(unfinished.iterdir()):
            path.replace(args.to / path.name)
            sys.stdout.write(f"{args.to / path.name}\n")
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return 0


def _write_tables(rows: Iterator[Row], wikis: frozenset[str], directory: Path, date: str) -> None:
    """Write the rows to a table for each wiki."""
    with ExitStack() as stack:
        tables: dict[str, Callable[[Sequence[str]], object]] = {}
        for wiki, *row in rows:
            if (wikis and wiki not in wikis) or not is_wiki_name(wiki):
                continue
            if wiki not in tables:
                path = directory / f"{wiki}-{date}-{INSTANCE_OF}"
                tables[wiki] = stack.enter_context(instance_of_writer(path))
            tables[wiki](row)
