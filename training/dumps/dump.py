"""MediaWiki XML dumps as streams of pages, from one or more .xml, .bz2 and .gz files or from standard input."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterator, Sequence
from types import TracebackType
from typing import Self, TypeVar

from training.dumps.compression import stored_size
from training.dumps.export_file import ExportFile, Known
from training.dumps.page_xml import XmlPart
from training.dumps.siteinfo import DumpHeader
from training.dumps.xml_export import Page
from training.errors import MixedDumpsError, TruncatedDumpError

__all__ = ["Dump", "DumpHeader", "Page", "check_same_wiki", "read_pages", "read_site"]

logger = logging.getLogger(__name__)

Item = TypeVar("Item")


class Dump:
    """The files of one dump, as an iterable of pages that can be read once.

    Attributes:
        header: The header of the first file. Opening the dump reads it.
        pages_read: Number of pages returned so far.
    """

    def __init__(
        self,
        sources: Sequence[str],
        *,
        namespaces: Collection[int] | None = None,
        allow_truncated: bool = False,
        threads: int | None = None,
    ) -> None:
        """Open the dump and read its header. Iterating raises the same errors as opening.

        Args:
            sources: Paths of the files in order, or "-" for standard input.
            namespaces: Numbers of the namespaces to return pages of, or None for all.
            allow_truncated: Whether to log a warning, instead of raising an error, if a file is truncated.
            threads: Number of threads to decompress bzip2 files with. By default, one for each available core.

        Raises:
            UnreadableDumpError: A file cannot be opened.
            NotADumpError: A file is not an export.
            DamagedDumpError: A file is damaged.
            TruncatedDumpError: A file is truncated.
            MixedDumpsError: The files belong to different wikis.
        """
        self._sources = [str(source) for source in sources]
        self._sizes = [stored_size(source) for source in self._sources]
        self._namespaces = namespaces
        self._allow_truncated = allow_truncated
        self._threads = threads
        self._finished = 0
        self.pages_read = 0
        self._newest = ""
        self._file = ExportFile(self._sources[0], namespaces, threads)
        self.header = self._read_header()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def __iter__(self) -> Iterator[Page]:
        return self._pages(ExportFile.pages)

    def new_and_known(self, find: Callable[[XmlPart], Known | None]) -> Iterator[Page | Known]:
        """Yield the pages, without parsing those that are known. The others have a source, if it can be told.

        Args:
            find: Returns the known page with some XML, or None.
        """
        return self._pages(lambda file: file.new_and_known(find))

    def _pages(self, pages_of: Callable[[ExportFile], Iterator[Item]]) -> Iterator[Item]:
        yield from self._pages_of_file(pages_of)
        for source in self._sources[1:]:
            self._file.close()
            self._newest = self.newest
            self._finished += 1
            self._file = ExportFile(source, self._namespaces, self._threads)
            check_same_wiki(source, self.header, self._read_header())
            yield from self._pages_of_file(pages_of)

    @property
    def size(self) -> int | None:
        """Compressed size of all files in bytes, or None if one is standard input or a pipe."""
        sizes = [size for size in self._sizes if size is not None]
        return sum(sizes) if len(sizes) == len(self._sizes) else None

    @property
    def consumed(self) -> int:
        """Number of compressed bytes read so far."""
        return sum(size or 0 for size in self._sizes[: self._finished]) + self._file.consumed

    @property
    def newest(self) -> str:
        """Timestamp of the newest revision so far. At the end, it is close to the date of the dump."""
        return max(self._newest, self._file.newest)

    def close(self) -> None:
        """Close the current file."""
        self._file.close()

    def _read_header(self) -> DumpHeader:
        try:
            return self._file.read_header()
        except BaseException:
            self.close()
            raise

    def _pages_of_file(self, pages_of: Callable[[ExportFile], Iterator[Item]]) -> Iterator[Item]:
        try:
            for page in pages_of(self._file):
                self.pages_read += 1
                yield page
        except EOFError as error:
            if not self._allow_truncated:
                raise TruncatedDumpError(self._file.source, self.pages_read) from error
            logger.warning("%s is truncated; using the %d pages before the end", self._file.source, self.pages_read)


def check_same_wiki(source: str, first: DumpHeader, header: DumpHeader) -> None:
    """Compare the header of a file with that of the first file: the names of the databases, or else of the sites.

    Raises:
        MixedDumpsError: They are of different wikis.
    """
    names = (first.dbname, header.dbname) if first.dbname and header.dbname else (first.sitename, header.sitename)
    if all(names) and names[0] != names[1]:
        raise MixedDumpsError(source, *names)


def read_site(sources: Sequence[str]) -> DumpHeader:
    """Return the header of the first file. This consumes standard input; use `Dump` to read its pages too."""
    with Dump(sources) as dump:
        return dump.header


def read_pages(
    sources: Sequence[str], *, namespaces: Collection[int] | None = None, allow_truncated: bool = False
) -> Iterator[Page]:
    """Yield the pages of a dump. The arguments and the errors are those of `Dump`."""
    with Dump(sources, namespaces=namespaces, allow_truncated=allow_truncated) as dump:
        yield from dump
