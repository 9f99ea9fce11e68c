"""`python -m api sync`: copy published bundles to where the service reads them."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from api.settings.config import load_database
from api.settings.config_error import ConfigError
from api.settings.mysql_dsn import SCHEME
from api.sync.database_target import DatabaseTarget
from api.sync.downloads import HttpSource
from api.sync.sources import DirectorySource, Source
from api.sync.targets import PARTIAL_DIRECTORY, DirectoryTarget, Target
from linking.bundle.locks import BusyError
from linking.bundle.names import is_wiki_name
from linking.errors import LinkingError
from linking.job_metrics import JobRun, write_job_metrics

NAME = "sync"
HELP = "copy bundles from where they are published to where they are served"

DONE, SOME_FAILED, NOTHING_DONE, BUSY = 0, 1, 2, 75  # 75 is sysexits.h's EX_TEMPFAIL: try again later


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("--from", dest="source", required=True, help="data directory, or its http(s) address")
    parser.add_argument(
        "--to",
        dest="target",
        default="",
        help="data directory, or mysql://HOST/DATABASE (default: the database that DATA_URL or DATA_HOST and DATA_NAME "
        "name); the account is that of DATA_USER and DATA_PASSWORD or DATA_PASSWORD_FILE unless the address has one",
    )
    parser.add_argument(
        "--wiki", action="append", default=[], help="sync only this wiki; may be repeated (default: all wikis)"
    )
    parser.add_argument(
        "--staging",
        type=Path,
        default=Path(tempfile.gettempdir()) / f"linkrecommendation-sync-{os.getuid()}",
        metavar="DIR",
        help="local directory for files on their way to a database (default: %(default)s)",
    )
    parser.add_argument(
        "--keep", type=int, default=2, metavar="N", help="number of versions of each wiki to keep (default: 2)"
    )
    parser.add_argument(
        "--metrics", type=Path, metavar="FILE", help="write metrics for Prometheus' textfile collector to this .prom"
    )


class AddressError(LinkingError):
    """A source or target cannot be understood. The message does not quote it.

    Attributes:
        option: The option of the command line.
    """

    def __init__(self, option: str, problem: str) -> None:
        super().__init__(f"{option} {problem}")
        self.option = option


@dataclass(frozen=True, slots=True)
class SyncOutcome:
    """The result for one wiki.

    Attributes:
        status: "updated", "current" (there was nothing to do) or "failed".
        version: Version at the source; empty if unknown.
        files: Number of files fetched.
        size: Total size of these files, in bytes.
        error: Why it failed.
    """

    status: str
    version: str = ""
    files: int = 0
    size: int = 0
    error: str = ""

    def to_json(self) -> dict[str, object]:
        """Return the outcome's entry in the summary."""
        facts: dict[str, object] = {"status": self.status, "version": self.version}
        if self.status == "failed":
            return facts | {"error": self.error}
        return facts | {"files_fetched": self.files, "bytes_fetched": self.size}


def run(args: argparse.Namespace) -> int:
    """Run the command and write a JSON summary to standard output.

    Returns:
        The exit code: 0 if all wikis are current, 1 if a wiki failed, 2 if nothing was done, 75 if another process is
        writing to the target.
    """
    summary: dict[str, object] = {}
    started = time.time()
    try:
        target, partial, summary["to"] = _target(args.target, args.staging)
        source, summary["from"] = _source(args.source, partial)
        with target.lock():
            outcomes = _sync_all(source, target, args)
            summary["not_in_source"] = sorted(set(target.wikis()) - set(outcomes)) if not args.wiki else []
        code = SOME_FAILED if any(outcome.status == "failed" for outcome in outcomes.values()) else DONE
        summary["wikis"] = {wiki: outcome.to_json() for wiki, outcome in outcomes.items()}
    except BusyError as error:
        code, summary["error"] = BUSY, str(error)
    except (LinkingError, ConfigError) as error:
        code, summary["error"] = NOTHING_DONE, str(error)
    sys.stdout.write(json.dumps(summary, indent=1) + "\n")
    if args.metrics and code != BUSY:  # the process that is writing reports itself
        write_job_metrics(args.metrics, JobRun({"command": NAME}, started, time.time(), succeeded=code == DONE))
    return code


def _sync_all(source: Source, target: Target, args: argparse.Namespace) -> dict[str, SyncOutcome]:
    wikis: Sequence[str] = args.wiki or source.wikis()
    outcomes = {wiki: _sync(source, target, wiki, max(1, args.keep)) for wiki in wikis}
    target.finish(all_arrived=not any(outcome.status == "failed" for outcome in outcomes.values()))
    return outcomes


def _sync(source: Source, target: Target, wiki: str, keep: int) -> SyncOutcome:
    if not is_wiki_name(wiki):
        return SyncOutcome("failed", error="not a wiki's database name")
    version = ""
    try:
        manifest = source.manifest(wiki)
        version = manifest.version
        fetched = None if target.is_current(manifest) else target.install(source, manifest)
        target.prune(wiki, keep)
    except LinkingError as error:
        return SyncOutcome("failed", version, error=str(error))
    except OSError as error:
        named = error.filename2 or error.filename or f"files of {wiki} {version}"
        return SyncOutcome("failed", version, error=f"{named}: {error.strerror or error}")
    if fetched is None:
        return SyncOutcome("current", version)
    return SyncOutcome("updated", version, fetched.files, fetched.size)


def _source(address: str, partial: Path) -> tuple[Source, str]:
    """Return the source, and its address for messages."""
    if _is_http(address):
        source = HttpSource.at(address, partial)
        return source, source.url
    return DirectorySource(_directory("--from", address)), address


def _target(address: str, staging: Path) -> tuple[Target, Path, str]:
    """Return the target, the directory for unfinished downloads, and the target's address for messages."""
    if address and not address.lower().startswith(f"{SCHEME}:"):
        directory = _directory("--to", address)
        return DirectoryTarget(directory), directory / PARTIAL_DIRECTORY, address
    dsn = load_database(address)
    if dsn is None:
        raise AddressError("--to", "is missing, and no DATA_URL or DATA_HOST names a database")
    return DatabaseTarget(dsn, staging), staging / PARTIAL_DIRECTORY, dsn.redacted


def _is_http(address: str) -> bool:
    """Return True if this is a valid http or https address."""
    try:
        parts = urlsplit(address)
        _ = parts.port  # raises ValueError if it is not a port
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _directory(option: str, address: str) -> Path:
    """Return the path of a directory. What looks like a misspelt address is not shown, as it may have a password."""
    if "://" in address or (":" in address and "@" in address):
        raise AddressError(option, "must be a directory or a valid address, percent-encoded where needed")
    return Path(address)
