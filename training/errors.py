"""Errors that end a training command with a one-line message and an exit code from sysexits.h."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from linking.errors import PortableError
from linking.rules.model import Problem


class TrainingError(PortableError):
    """An error that the operator can fix. The message says what is wrong, where, and what to do."""

    exit_code = 1


class DumpError(TrainingError):
    """An input file cannot be used.

    Attributes:
        source: Its path, or "-" for standard input.
        reason: What is wrong with it.
    """

    exit_code = 65  # EX_DATAERR

    def __init__(self, source: str, reason: str) -> None:
        super().__init__(f"{source}: {reason}")
        self.source = source
        self.reason = reason


class UnreadableDumpError(DumpError):
    """The file does not exist, or permission to read it is denied."""

    exit_code = 66  # EX_NOINPUT


class NotADumpError(DumpError):
    """The input is not a MediaWiki XML export."""


class DamagedDumpError(DumpError):
    """The input starts as an export, but its compression or its XML is damaged later on."""


class TruncatedDumpError(DumpError):
    """The input ends before the export does.

    Attributes:
        pages: Number of complete pages before the end.
    """

    def __init__(self, source: str, pages: int) -> None:
        super().__init__(
            source,
            f"truncated after {pages} pages; download it again, or use what is there with --allow-truncated",
        )
        self.pages = pages


class MixedDumpsError(DumpError):
    """The input files belong to different wikis.

    Attributes:
        expected: Database name in the first file.
        found: Database name in this file.
    """

    def __init__(self, source: str, expected: str, found: str) -> None:
        super().__init__(source, f"is a dump of {found}, but the files before it are of {expected}")
        self.expected = expected
        self.found = found


class OtherWikiError(DumpError):
    """An input file belongs to another wiki than the command is for.

    Attributes:
        found: Database name that the file names.
        wiki: Database name of the wiki that the command is for.
    """

    exit_code = 2

    def __init__(self, source: str, found: str, wiki: str) -> None:
        super().__init__(
            source,
            f"is of {found}, not of {wiki}; pass the right --wiki or file, or accept it with --allow-other-dbname",
        )
        self.found, self.wiki = found, wiki


class RepeatedPagesError(DumpError):
    """Two of the files of a dump hold the same pages."""

    exit_code = 2

    def __init__(self, source: str, reason: str) -> None:
        super().__init__(source, f"{reason}; to use the newest complete dump of a directory, pass the directory alone")


class NoDumpFoundError(DumpError):
    """A directory has no complete dump of the wiki.

    Attributes:
        wiki: Database name.
    """

    exit_code = 66

    def __init__(self, source: str, wiki: str, found: Sequence[str]) -> None:
        details = f" ({'; '.join(found)})" if found else ""
        super().__init__(
            source,
            f"there is no complete dump of {wiki}{details}; download one with `fetch`, or pass the files themselves",
        )
        self.wiki = wiki


class ConflictingOptionsError(TrainingError):
    """Two options of a command cannot be used together.

    Attributes:
        options: The options.
        reason: Why not.
    """

    exit_code = 2

    def __init__(self, options: Sequence[str], reason: str) -> None:
        super().__init__(f"{' and '.join(options)} cannot be used together: {reason}")
        self.options, self.reason = tuple(options), reason


class WikisFileError(TrainingError):
    """The file of wikis for a fleet run is invalid.

    Attributes:
        path: The file.
        problems: Everything that is wrong with it, in order.
    """

    exit_code = 65

    def __init__(self, path: Path, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(f"{path}: {problem}" for problem in problems))
        self.path, self.problems = path, tuple(problems)


class UnknownWikisError(TrainingError):
    """Wikis are named that are not among those of the run.

    Attributes:
        source: The file or directory with the wikis of the run.
        wikis: The database names.
    """

    exit_code = 2

    def __init__(self, source: Path, wikis: Sequence[str]) -> None:
        super().__init__(f"{source} does not have {', '.join(wikis)}")
        self.source, self.wikis = source, tuple(wikis)


class UnreadableTableError(DumpError):
    """A table that accompanies a dump (page properties, Wikidata classes) is invalid."""


class FetchError(TrainingError):
    """A file cannot be downloaded.

    Attributes:
        address: Its URL.
        reason: Why it cannot be downloaded.
    """

    exit_code = 69  # EX_UNAVAILABLE

    def __init__(self, address: str, reason: str) -> None:
        super().__init__(f"{address}: {reason}")
        self.address = address
        self.reason = reason


class NoCompleteDumpError(FetchError):
    """The mirror has no complete dump of the wiki.

    Attributes:
        dates: The dates of the incomplete dumps.
    """

    def __init__(self, address: str, dates: Sequence[str]) -> None:
        found = f"none of the dumps of {', '.join(dates)} is complete" if dates else "there are no dumps"
        super().__init__(address, f"{found}; check the database name")
        self.dates = tuple(dates)


class ChecksumMismatchError(FetchError):
    """A downloaded file does not have the checksum that the mirror lists. The file has been removed.

    Attributes:
        expected: SHA-1 in the mirror's list.
        found: SHA-1 of the file.
    """

    def __init__(self, address: str, expected: str, found: str) -> None:
        super().__init__(address, f"the downloaded file has the SHA-1 {found}, expected {expected}; try again later")
        self.expected = expected
        self.found = found


class NoArticlesError(TrainingError):
    """The dump is complete, but holds nothing to learn from.

    Attributes:
        source: Name of the dump.
        articles: Number of its articles, none of which has a link.
        found: What it holds, in words.
    """

    exit_code = 65

    def __init__(self, source: str, articles: int = 0) -> None:
        found = f"none of its {articles} articles has a link" if articles else "it holds no articles"
        super().__init__(f"{source}: {found}; training needs a dump with the texts of the pages in namespace 0")
        self.source, self.articles, self.found = source, articles, found


class NotPublishableError(TrainingError):
    """The bundle is not fit to publish: `run` does not make it current, or with --strict does not write it.

    Attributes:
        wiki: Database name.
        reasons: The findings of the evaluation.
    """

    exit_code = 3

    def __init__(self, wiki: str, reasons: Sequence[str]) -> None:
        super().__init__(f"{wiki}: the bundle should not be published: {'; '.join(reasons)}")
        self.wiki, self.reasons = wiki, tuple(reasons)


class NothingToReviewError(TrainingError):
    """No article has a suggestion that reaches the threshold, so there is no sample to judge.

    Attributes:
        wiki: Database name.
        articles: Number of articles.
    """

    exit_code = 65

    def __init__(self, wiki: str, articles: int, threshold: float) -> None:
        super().__init__(
            f"{wiki}: none of the {articles} articles has a suggestion that scores at least {threshold:g};"
            " choose a lower --threshold"
        )
        self.wiki, self.articles = wiki, articles


class StrataError(TrainingError):
    """A bound of --stratify is not above the threshold and below 1.

    Attributes:
        bound: The bound.
    """

    exit_code = 2

    def __init__(self, bound: float, threshold: float) -> None:
        super().__init__(
            f"--stratify {bound:g}: the bounds of bands are above the threshold, which is {threshold:g}, and below 1"
        )
        self.bound = bound


class WorkerLostError(TrainingError):
    """A worker process died during a task.

    Attributes:
        how: The signal that killed it or its exit code, as far as it is known.
    """

    exit_code = 70  # EX_SOFTWARE

    def __init__(self, how: str = "") -> None:
        by = f" ({how})" if how else ""
        super().__init__(
            f"a worker process was killed{by}, possibly for lack of memory; try fewer --jobs or less --memory"
        )
        self.how = how


class WorkFailedError(TrainingError):
    """A step failed for a reason that the operator cannot fix.

    Attributes:
        work: Name of the step.
        cause: Type and message of the original error.
        place: Where it was raised.
    """

    exit_code = 70

    def __init__(self, work: str, cause: str, place: str) -> None:
        super().__init__(f"{work} failed: {cause} ({place})")
        self.work, self.cause, self.place = work, cause, place


class OutputMismatchError(TrainingError):
    """The output file exists, but was not written by an earlier part of the same run.

    Attributes:
        path: The output file.
    """

    exit_code = 73  # EX_CANTCREAT

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} exists, but belongs to another dump, bundle or other settings;"
            " remove it, or choose another file with --out"
        )
        self.path = path


class PageNotInDumpError(TrainingError):
    """A run cannot be resumed, because its last page is not in the dump.

    Attributes:
        page: Page id in the last line of the output.
    """

    exit_code = 65

    def __init__(self, page: int) -> None:
        super().__init__(
            f"cannot resume after page {page}, the last one in the output, because it is not in the dump;"
            " remove the output to start over"
        )
        self.page = page


class ArticleNotInDumpError(TrainingError):
    """The dump does not have an article.

    Attributes:
        title: Its title.
    """

    exit_code = 65

    def __init__(self, title: str) -> None:
        super().__init__(f"the dump has no article {title!r}; titles are those of the wiki, with their case")
        self.title = title


class NoArticlesToCompareError(TrainingError):
    """The dump has no articles.

    Attributes:
        wiki: Database name of the wiki.
    """

    exit_code = 65

    def __init__(self, wiki: str) -> None:
        super().__init__(f"the dump of {wiki} has no articles to compare")
        self.wiki = wiki
        self.wiki = wiki


class ClusterFailedError(TrainingError):
    """The cluster cannot be reached, or a task failed on it.

    Attributes:
        reason: Spark's message.
    """

    exit_code = 69  # EX_UNAVAILABLE

    def __init__(self, reason: str) -> None:
        super().__init__(f"Spark: {reason}"[:2000])
        self.reason = reason


class EngineMissingError(TrainingError):
    """The requirements of the chosen engine are not installed.

    Attributes:
        module: The missing module.
    """

    exit_code = 69

    def __init__(self, module: str) -> None:
        super().__init__(
            f"--engine spark needs the module {module}; install it with"
            " `pip install --require-hashes -r requirements-spark.txt`"
        )
        self.module = module
