"""The work on one wiki: its dump is fetched, or its bundle trained, judged, published and old versions pruned."""

from __future__ import annotations

import logging
import resource
import sqlite3
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from linking.bundle.atomic_files import describe_os_error
from linking.bundle.bundle import open_bundle
from linking.bundle.errors import BundleError
from linking.bundle.names import REPORT_HTML
from linking.errors import LinkingError
from training.dumps.download import FetchOptions, fetch
from training.errors import NoArticlesError, NotPublishableError, TrainingError
from training.fleet.results import Outcome, WikiResult
from training.pipeline.bundle_versions import prune
from training.pipeline.publication import RunResult
from training.pipeline.run import run
from training.settings import RunSettings

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class FetchWork:
    """Downloads a dump.

    Attributes:
        options: What to download.
    """

    options: FetchOptions

    @property
    def wiki(self) -> str:
        """The wiki's database name."""
        return self.options.wiki

    def run(self) -> None:
        """Download the dump. The errors are those of `fetch`."""
        fetch(self.options)


@dataclass(frozen=True, slots=True)
class TrainWork:
    """Trains a wiki.

    Attributes:
        settings: The settings of the training.
        keep: How many versions to keep, or None for all.
    """

    settings: RunSettings
    keep: int | None = None

    @property
    def wiki(self) -> str:
        """The wiki's database name."""
        return self.settings.wiki

    def run(self) -> WikiResult:
        """Train the wiki and remove old versions. The errors are those of `training.pipeline.run`."""
        settings = self.settings
        try:
            result = self._result(run(settings))
        except NotPublishableError as error:
            result = self._without_bundle(Outcome.WITHHELD, f"do not publish: {'; '.join(error.reasons)}")
        except NoArticlesError as error:
            result = self._nothing_to_learn(error)
        if self.keep is None:
            return result
        return replace(result, pruned=tuple(prune(settings.data_dir, settings.wiki, self.keep)))

    def _result(self, trained: RunResult) -> WikiResult:
        found = trained.assessment
        outcome = Outcome.PUBLISHED
        if not trained.is_current:
            outcome = Outcome.WITHHELD if found.objections else Outcome.WRITTEN
        return WikiResult(
            wiki=self.wiki,
            outcome=outcome,
            verdict=found.words,
            version=trained.bundle.manifest.version,
            previous=found.previous or "",
            dump=self.settings.source,
            report=str(trained.bundle.directory / REPORT_HTML),
            figures=found.figures,
            changes=tuple(found.changes),
        )

    def _nothing_to_learn(self, error: NoArticlesError) -> WikiResult:
        """Return the result of a wiki without links. It is suspicious if the wiki had some before."""
        try:
            before = open_bundle(self.settings.data_dir, self.wiki).manifest.version
        except BundleError:
            return self._without_bundle(Outcome.EMPTY, f"nothing to learn from: {error.found}")
        return self._without_bundle(
            Outcome.WITHHELD, f"nothing to learn from: {error.found}; version {before} stays current"
        )

    def _without_bundle(self, outcome: Outcome, verdict: str) -> WikiResult:
        return WikiResult(wiki=self.wiki, outcome=outcome, verdict=verdict, dump=self.settings.source)


def failure(wiki: str, error: BaseException) -> WikiResult:
    """Return the result of a wiki whose work raised an error, in words."""
    if isinstance(error, TrainingError | LinkingError):
        reason = str(error)
    elif isinstance(error, OSError):
        reason = describe_os_error(error, "a file cannot be read or written")
    elif isinstance(error, duckdb.Error | sqlite3.Error):
        reason = f"the work directory cannot be used: {str(error).splitlines()[0]}"
    else:
        logger.exception("the work on %s failed", wiki, exc_info=error)
        reason = f"unexpected error, see the log: {type(error).__name__}: {error}".splitlines()[0]
    return WikiResult(wiki=wiki, outcome=Outcome.FAILED, verdict=reason)


def measured(result: WikiResult, started: float, log: Path) -> WikiResult:
    """Add what the work of this process has taken since a time of the monotonic clock."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return replace(
        result,
        seconds=round(time.monotonic() - started, 2),
        cpu_seconds=round(sum(usage.ru_utime + usage.ru_stime for usage in used), 2),
        peak_mb=max(usage.ru_maxrss for usage in used) >> 10,
        ended=now(),
        log=str(log),
    )


def now() -> str:
    """Return the current time in RFC 3339."""
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
