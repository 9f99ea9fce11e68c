"""`fleet`: trains and publishes many wikis in one run."""

from __future__ import annotations

import argparse
import logging
import os
import sys
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from linking.job_metrics import JobRun, write_job_metrics
from training.cli import arguments, engine_arguments, log_setup
from training.cli.fetch import MIRROR_VARIABLE, USER_AGENT, WIKIMEDIA
from training.dumps import dump_files
from training.errors import NotPublishableError, UnknownWikisError
from training.fleet.directory import find_wikis
from training.fleet.fleet import run_fleet
from training.fleet.fleet_metrics import fleet_metrics
from training.fleet.options import Download, FleetOptions, WikiOptions
from training.fleet.results import Outcome, WikiResult
from training.fleet.summary import HTML_FILE, JSON_FILE, FleetSummary, table, write_summary
from training.fleet.wikis_file import WikisFile, read_wikis_file
from training.runtime.memory_budget import default_memory

NAME, HELP = "fleet", "train and publish many wikis in one run"

EXIT_FAILED = 1
_STATE = ".fleet"
_FAIL_ON: Mapping[str, Mapping[Outcome, int]] = {
    "error": {Outcome.FAILED: EXIT_FAILED},
    "withheld": {Outcome.FAILED: EXIT_FAILED, Outcome.WITHHELD: NotPublishableError.exit_code},
    "never": {},
}
"""The exit code for an outcome, by policy. The first outcome that a wiki has decides."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--wikis", type=Path, metavar="FILE", help="YAML file with the wikis and their options")
    source.add_argument(
        "--all-in",
        type=Path,
        metavar="DIR",
        help="train all wikis with a dump in this directory, in DIR/WIKI or in DIR/WIKI/DATE",
    )
    arguments.add_data_dir(parser)
    parser.add_argument(
        "--wiki", type=arguments.wiki, action="append", default=[], help="only this wiki of them; may be repeated"
    )
    parser.add_argument(
        "--jobs",
        type=arguments.positive,
        default=os.cpu_count() or 1,
        help="processes at a time: as many wikis, or fewer if a large one gets several (default: one per core)",
    )
    arguments.add_memory(parser)
    parser.add_argument(
        "--keep",
        type=arguments.positive,
        metavar="N",
        help="remove old versions of a wiki but for the N newest, unless its options say otherwise (default: keep all)",
    )
    parser.add_argument(
        "--state-dir",
        type=Path,
        metavar="DIR",
        help=f"directory for results, logs and the summary (default: DATA_DIR/{_STATE})",
    )
    parser.add_argument(
        "--work-dir", type=Path, metavar="DIR", help="directory for checkpoints (default: DATA_DIR/.work)"
    )
    parser.add_argument(
        "--since",
        type=Path,
        metavar="DIR",
        help="read only the articles that have changed since the last run with this option, as `run --since` does",
    )
    parser.add_argument(
        "--again", action="store_true", help="train also the wikis that are finished with the same dump and options"
    )
    parser.add_argument(
        "--fail-on",
        choices=list(_FAIL_ON),
        default="error",
        help="when to end with an exit code that is not 0: error (1 if a wiki failed), withheld (also 3 if a bundle was"
        " not published because something speaks against it), or never (default: %(default)s)",
    )
    parser.add_argument(
        "--metrics", type=Path, metavar="FILE", help="write metrics for Prometheus' textfile collector to this .prom"
    )
    engine_arguments.add_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Train the wikis, print a table of what became of them, and return the exit code of the policy.

    Raises:
        WikisFileError: The file of wikis is invalid.
        UnknownWikisError: --wiki names a wiki that is not among them.
        DumpError: The directory of --all-in has no dumps.
        BusyError: Another fleet run uses the state directory.
        OSError: A file cannot be read or written.
    """
    # Of hundreds of wikis nobody reads which files were found. The log of each wiki names them.
    logging.getLogger(dump_files.__name__).setLevel(logging.WARNING)
    options = fleet_options(args)
    codes = _FAIL_ON[args.fail_on]
    started, results = time.time(), list[WikiResult]()
    try:
        results = run_fleet(options, log_setup.configure)
    finally:
        ended = time.time()
        summary = FleetSummary(_rfc3339(started), _rfc3339(ended), ended - started, results)
        code = next((code for outcome, code in codes.items() if summary.counts[outcome]), 0)
        if args.metrics:
            succeeded = bool(results) and code == 0
            more = tuple(fleet_metrics(summary))
            write_job_metrics(args.metrics, JobRun({"command": NAME}, started, ended, succeeded, more))
    write_summary(options.state_dir, summary)
    sys.stdout.writelines(f"{line}\n" for line in table(summary))
    sys.stdout.write(f"summary: {options.state_dir / HTML_FILE}, {options.state_dir / JSON_FILE}\n")
    return code


def fleet_options(args: argparse.Namespace) -> FleetOptions:
    """Return the options for the arguments. The errors are those of `run`."""
    source = _read_source(args)
    known = {wiki.wiki for wiki in source.wikis}
    unknown = sorted(set(args.wiki) - known)
    if unknown:
        raise UnknownWikisError(args.wikis or args.all_in, unknown)
    chosen = [wiki for wiki in source.wikis if wiki.wiki in (args.wiki or known)]
    return FleetOptions(
        wikis=[replace(wiki, keep=args.keep) if wiki.keep is None else wiki for wiki in chosen],
        data_dir=args.data_dir,
        state_dir=args.state_dir or args.data_dir / _STATE,
        download=Download(
            mirror=source.mirror or os.environ.get(MIRROR_VARIABLE) or WIKIMEDIA,
            user_agent=source.user_agent or USER_AGENT,
        ),
        jobs=args.jobs,
        memory=args.memory or default_memory(args.jobs),
        work_dir=args.work_dir,
        since=args.since,
        cluster=engine_arguments.chosen_cluster(args),
        again=args.again,
    )


def _read_source(args: argparse.Namespace) -> WikisFile:
    if args.wikis:
        return read_wikis_file(args.wikis)
    found = find_wikis(args.all_in)
    return WikisFile(tuple(WikiOptions(wiki=wiki, dump=(str(directory),)) for wiki, directory in found.items()))


def _rfc3339(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
