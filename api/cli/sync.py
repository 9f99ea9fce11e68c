"""The command: arguments, one wiki after the other, exit code and JSON summary."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from api.settings.mysql_dsn import SCHEME, Address
from api.sync.database_target import DatabaseTarget
from api.sync.downloads import HttpSource
from api.sync.sources import DirectorySource, Source
from api.sync.targets import PARTIAL, DirectoryTarget, Target
from linking.bundle.atomic_files import BusyError
from linking.bundle.names import is_wiki
from linking.errors import LinkingError

NAME = "sync"
HELP = "bring bundles from where they are published to where they are served"

DONE, SOME_FAILED, NOTHING_DONE, BUSY = 0, 1, 2, 75  # the last is sysexits.h's "try again later"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("--from", dest="source", required=True, help="data directory, or its http(s) address")
    parser.add_argument("--to", dest="target", required=True, help="data directory, or mysql://USER:PASSWORD@HOST/DB")
    parser.add_argument("--wiki", action="append", default=[], help="only this wiki; may be repeated (default: all)")
    parser.add_argument(
        "--staging",
        type=Path,
        default=Path(tempfile.gettempdir()) / f"linkrecommendation-sync-{os.getuid()}",
        metavar="DIR",
        help="local directory for files on their way into a database (default: %(default)s)",
    )
    parser.add_argument("--keep", type=int, default=2, metavar="N", help="versions to keep of each wiki (default: 2)")


@dataclass(frozen=True, slots=True)
class Outcome:
    """How it went with one wiki. status: updated, current (nothing to do) or failed."""

    status: str
    version: str = ""
    files: int = 0
    size: int = 0
    error: str = ""

    def to_json(self) -> dict[str, object]:
        """The outcome as it stands in the summary."""
        facts: dict[str, object] = {"status": self.status, "version": self.version}
        if self.status == "failed":
            return facts | {"error": self.error}
        return facts | {"files_fetched": self.files, "bytes_fetched": self.size}


def run(args: argparse.Namespace) -> int:
    """Sync and write the JSON summary to stdout. 0: all is current, 1: a wiki failed, 2: nothing was done, 75: busy."""
    summary: dict[str, object] = {"from": _shown(args.source), "to": _shown(args.target)}
    try:
        target, partial = _target(args.target, args.staging)
        source = _source(args.source, partial)
        with target.lock():
            outcomes = _sync_all(source, target, args)
            summary["not_in_source"] = sorted(set(target.wikis()) - set(outcomes)) if not args.wiki else []
        code = SOME_FAILED if any(outcome.status == "failed" for outcome in outcomes.values()) else DONE
        summary["wikis"] = {wiki: outcome.to_json() for wiki, outcome in outcomes.items()}
    except BusyError as error:
        code, summary["error"] = BUSY, str(error)
    except LinkingError as error:
        code, summary["error"] = NOTHING_DONE, str(error)
    sys.stdout.write(json.dumps(summary, indent=1) + "\n")
    return code


def _sync_all(source: Source, target: Target, args: argparse.Namespace) -> dict[str, Outcome]:
    wikis: Sequence[str] = args.wiki or source.wikis()
    outcomes = {wiki: _sync(source, target, wiki, max(1, args.keep)) for wiki in wikis}
    target.finish(all_arrived=not any(outcome.status == "failed" for outcome in outcomes.values()))
    return outcomes


def _sync(source: Source, target: Target, wiki: str, keep: int) -> Outcome:
    if not is_wiki(wiki):
        return Outcome("failed", error="not a wiki's database name")
    version = ""
    try:
        manifest = source.manifest(wiki)
        version = manifest.version
        fetched = None if target.is_current(manifest) else target.install(source, manifest)
        target.prune(wiki, keep)
    except (LinkingError, OSError) as error:
        return Outcome("failed", version, error=str(error))
    if fetched is None:
        return Outcome("current", version)
    return Outcome("updated", version, fetched.files, fetched.size)


def _source(text: str, partial: Path) -> Source:
    if urlsplit(text).scheme in ("http", "https"):
        return HttpSource.at(text, partial)
    return DirectorySource(Path(text))


def _target(text: str, staging: Path) -> tuple[Target, Path]:
    """The target, and where unfinished downloads for it are kept."""
    if urlsplit(text).scheme == SCHEME:
        return DatabaseTarget(Address.parse(text), staging), staging / PARTIAL
    return DirectoryTarget(Path(text)), Path(text) / PARTIAL


def _shown(address: str) -> str:
    """The address without name and password."""
    parts = urlsplit(address)
    return address if not parts.hostname else parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
