"""`decisions import`: makes decisions from the log of MediaWiki's extension GrowthExperiments."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from training.cli import arguments
from training.decisions.reading import DecisionsError
from training.decisions.reviewer_names import hashed_name, load_key
from training.decisions.submission_log import read_submissions
from training.decisions.submission_placing import CAUSES, ImportCounts, place_submissions, placed_decisions
from training.decisions.submission_tables import load_dump, load_pools, load_submissions
from training.decisions.suggestion_pool import Pool
from training.dumps.dump import Dump
from training.dumps.dump_files import find_dump_files
from training.dumps.wiki_identity import check_dumps, check_stream, check_table
from training.runtime.counts import counted
from training.runtime.database import temporary_database
from training.runtime.output_files import replacing_file
from training.runtime.progress import Progress

NAME = "import"
HELP = "make decisions from MediaWiki's own log, the table growthexperiments_link_submissions"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    arguments.add_wiki(parser)
    parser.add_argument(
        "--growth",
        type=Path,
        required=True,
        metavar="FILE",
        help="the table as `mysql --batch` writes it, with the names of the columns in the first line, or as mysqldump"
        " does; plain or compressed",
    )
    arguments.add_dump(parser)
    parser.add_argument(
        "--pool",
        nargs="+",
        default=[],
        metavar="FILE.jsonl",
        help="the suggestions that were loaded into the wiki, as `recommend` wrote them, oldest first; without them,"
        " decisions on articles that were edited since are dropped, and no decision has a score",
    )
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.jsonl", help="decisions to write")
    parser.add_argument(
        "--users",
        choices=("drop", "hash"),
        default="drop",
        help="drop the user ids, or turn them into names by a keyed hash (default: %(default)s)",
    )
    parser.add_argument(
        "--salt",
        type=Path,
        metavar="FILE",
        help="file with the secret key of the hash, created if it does not exist: the same file gives the same names"
        " (default: a new key, so that names of two imports differ)",
    )
    parser.add_argument("--allow-truncated", action="store_true", help="accept a dump that is cut off")


def run(args: argparse.Namespace) -> int:
    """Import the log.

    Raises:
        TrainingError: A file cannot be used, or no row can be placed.
        OSError: A file cannot be read or written.
    """
    check_table(args.growth, args.wiki, allow_other=args.allow_other_dbname)
    pools = [Pool.open(path, args.wiki) for path in args.pool]
    reviewer_of = _reviewers(args)
    with temporary_database() as connection:
        rows = load_submissions(connection, read_submissions(str(args.growth)))
        load_pools(connection, pools)
        with _open_dump(args) as dump, Progress("read dump", dump.size, unit="bytes") as progress:
            load_dump(connection, dump, progress.move_to)
        counts = place_submissions(connection)
        if not counts.placed:
            reasons = "; ".join(_reasons(counts)) or "it has no rows"
            raise DecisionsError(f"{args.growth}: nothing of its {counted(rows, 'row')} can be placed: {reasons}")
        with replacing_file(args.out) as out:
            out.writelines(one.to_line() for one in placed_decisions(connection, args.wiki, pools, reviewer_of))
    sys.stdout.writelines(f"{line}\n" for line in _summary(args, rows, counts))
    return 0


def _reviewers(args: argparse.Namespace) -> Callable[[int], str | None]:
    if args.users == "drop":
        if args.salt:
            raise DecisionsError("--salt needs --users hash")
        return lambda _: None
    return partial(hashed_name, load_key(args.salt))


def _open_dump(args: argparse.Namespace) -> Dump:
    files = find_dump_files(args.dump, args.wiki).articles
    check_dumps(files, args.wiki, allow_other=args.allow_other_dbname)
    dump = Dump(files, namespaces=[0], allow_truncated=args.allow_truncated)
    check_stream(files, dump.header, args.wiki, allow_other=args.allow_other_dbname)
    return dump


def _summary(args: argparse.Namespace, rows: int, counts: ImportCounts) -> Iterator[str]:
    yield f"{args.wiki}: {counted(counts.placed, 'decision')} of {counted(rows, 'row')} written to {args.out}"
    yield from (f"{one.verdict}: {one.placed} of {one.rows}" for one in counts.verdicts)
    yield from (f"dropped: {reason}" for reason in _reasons(counts))
    if counts.redirected:
        decisions = counted(counts.redirected, "decision")
        yield f"{decisions} with a target that became a redirect, replaced by the article that it leads to"
    if counts.unscored:
        yield f"{counted(counts.unscored, 'decision')} without a score, because no --pool file has the suggestion"
    shares = {one.verdict: one.placed / one.rows for one in counts.verdicts}
    if shares.get("accept", 1.0) < shares.get("reject", 0.0) / 2:
        yield (
            "warning: far fewer accepted than rejected suggestions could be placed, because accepting one edits the"
            " article; do not compute acceptance from this file, but pass --pool"
        )


def _reasons(counts: ImportCounts) -> Iterator[str]:
    return (f"{counts.dropped[cause]}: {words}" for cause, words in CAUSES.items() if cause in counts.dropped)
