"""Errors that end a training command with one clear line and an exit code (sysexits.h) of their own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from linking.errors import PortableError


class TrainingError(PortableError):
    """Something the operator can act on: the message says what is wrong and what to do."""

    exit_code = 1


class DumpError(TrainingError):
    """An input file that cannot be used; `source` is its path, or "-" for standard input."""

    exit_code = 65  # EX_DATAERR

    def __init__(self, source: str, reason: str) -> None:
        super().__init__(f"{source}: {reason}")
        self.source = source
        self.reason = reason


class UnreadableDump(DumpError):
    """The file is missing, or may not be read."""

    exit_code = 66  # EX_NOINPUT


class NotADump(DumpError):
    """The input is not a MediaWiki XML export."""


class DamagedDump(DumpError):
    """The input begins as a dump, but its compression or its XML is broken further on."""


class TruncatedDump(DumpError):
    """The input ends in the middle of the export; `pages` is how many whole pages were read before."""

    def __init__(self, source: str, pages: int) -> None:
        super().__init__(
            source,
            f"cut off in the middle, after {pages} pages (fetch it again, or give --allow-truncated)",
        )
        self.pages = pages


class MixedDumps(DumpError):
    """Files of different wikis were given together."""

    def __init__(self, source: str, expected: str, found: str) -> None:
        super().__init__(source, f"is a dump of {found}, but the files before it are of {expected}")
        self.expected = expected
        self.found = found


class UnreadableTable(DumpError):
    """A table that goes with a dump (page properties, Wikidata classes) is not what it should be."""


class FetchError(TrainingError):
    """Something could not be downloaded; `address` says what."""

    exit_code = 69  # EX_UNAVAILABLE

    def __init__(self, address: str, reason: str) -> None:
        super().__init__(f"{address}: {reason}")
        self.address = address
        self.reason = reason


class NoCompleteDump(FetchError):
    """The mirror has no dump of the wiki that is complete; `dates` are those it has."""

    def __init__(self, address: str, dates: Sequence[str]) -> None:
        seen = f"none of {', '.join(dates)} is complete" if dates else "no dumps there"
        super().__init__(address, f"{seen} (is the wiki's name right?)")
        self.dates = tuple(dates)


class ChecksumMismatch(FetchError):
    """A file was downloaded whole and is not what the mirror's list of checksums says; it was removed."""

    def __init__(self, address: str, expected: str, found: str) -> None:
        super().__init__(address, f"SHA-1 is {found}, but should be {expected}")
        self.expected = expected
        self.found = found


class NoArticles(TrainingError):
    """The dump is whole, and there is nothing in it to learn from. articles: how many there are, without links."""

    exit_code = 65

    def __init__(self, source: str, articles: int = 0) -> None:
        what = f"no links in its {articles} articles" if articles else "no articles in it"
        super().__init__(f"{source}: {what} (is it a dump with pages of namespace 0 and their texts?)")
        self.source, self.articles = source, articles


class NotPublishable(TrainingError):
    """The bundle is too bad to be shown to editors, and the run was told to be strict."""

    exit_code = 3

    def __init__(self, wiki: str, reasons: Sequence[str]) -> None:
        super().__init__(f"{wiki}: the bundle should not be published: {'; '.join(reasons)}")
        self.wiki, self.reasons = wiki, tuple(reasons)


class WorkerLost(TrainingError):
    """A worker process ended in the middle of its work."""

    exit_code = 70  # EX_SOFTWARE

    def __init__(self) -> None:
        super().__init__("a worker process was killed, perhaps for want of memory (try fewer --jobs or less --memory)")


class WorkFailed(TrainingError):
    """A step met something that it was not written for; `cause` is the error, `place` where it was raised."""

    exit_code = 70

    def __init__(self, work: str, cause: str, place: str) -> None:
        super().__init__(f"{work} failed: {cause} ({place})")
        self.work, self.cause, self.place = work, cause, place


class OutputOfAnotherRun(TrainingError):
    """The file to write holds something else than the beginning of this run's lines."""

    exit_code = 73  # EX_CANTCREAT

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} is there already, and not from the same dump, bundle and settings; remove it or give another --out"
        )
        self.path = path


class NotInDump(TrainingError):
    """The page that a run stopped after is not in the dump that it is to go on with."""

    exit_code = 65

    def __init__(self, page: int) -> None:
        super().__init__(f"page {page}, the last of the output, is not in the dump; remove the output to start anew")
        self.page = page


class ClusterFailed(TrainingError):
    """The cluster cannot be reached, or gave up on a task."""

    exit_code = 69  # EX_UNAVAILABLE

    def __init__(self, reason: str) -> None:
        super().__init__(f"Spark: {reason}"[:2000])
        self.reason = reason


class EngineMissing(TrainingError):
    """The engine that was asked for is an extra that is not installed; `module` is what it lacks."""

    exit_code = 69

    def __init__(self, module: str) -> None:
        super().__init__(f"--engine spark needs {module} (pip install --require-hashes -r requirements-spark.txt)")
        self.module = module
