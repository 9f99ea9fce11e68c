"""MediaWiki XML dumps as streams of pages, from one or more .xml, .bz2 and .gz files or from standard input."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator, Sequence
from types import TracebackType
from typing import Self
from xml.parsers.expat import ExpatError

from training.dumps.compression import open_stream, stored_size
from training.dumps.siteinfo import DumpHeader
from training.dumps.xml_export import ExportParser, ForbiddenXmlError, Page
from training.errors import DamagedDumpError, MixedDumpsError, NotADumpError, TruncatedDumpError

__all__ = ["Dump", "DumpHeader", "Page", "check_same_wiki", "read_pages", "read_site"]

logger = logging.getLogger(__name__)


class Dump:
    """The files of one dump, as an iterable of pages that can be read once.

    Attributes:
        header: The header of the first file. Opening the dump reads it.
        pages_read: Number of pages returned so far.
    """

    def __init__(
        self, sources: Sequence[str], *, namespaces: Collection[int] | None = None, allow_truncated: bool = False
    ) -> None:
        """Open the dump and read its header. Iterating raises the same errors as opening.

        Args:
            sources: Paths of the files in order, or "-" for standard input.
            namespaces: Numbers of the namespaces to return pages of, or None for all.
            allow_truncated: Whether to log a warning, instead of raising an error, if a file is truncated.

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
        self._finished = 0
        self.pages_read = 0
        self._newest = ""
        self._file = _DumpFile(self._sources[0], namespaces)
        self.header = self._read_header()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def __iter__(self) -> Iterator[Page]:
        yield from self._pages_of_file()
        for source in self._sources[1:]:
            self._file.close()
            self._newest = self.newest
            self._finished += 1
            self._file = _DumpFile(source, self._namespaces)
            check_same_wiki(source, self.header, self._read_header())
            yield from self._pages_of_file()

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

    def _pages_of_file(self) -> Iterator[Page]:
        try:
            for page in self._file.pages():
                self.pages_read += 1
                yield page
        except EOFError as error:
            if not self._allow_truncated:
                raise TruncatedDumpError(self._file.source, self.pages_read) from error
            logger.warning("%s is truncated; using the %d pages before the end", self._file.source, self.pages_read)


class _DumpFile:
    """One file of a dump. Its methods raise EOFError if the file ends before the export does."""

    def __init__(self, source: str, namespaces: Collection[int] | None) -> None:
        self.source = source
        self._stream = open_stream(source)
        self._parser = ExportParser(namespaces)
        self._has_data = False

    @property
    def consumed(self) -> int:
        return self._stream.consumed

    @property
    def newest(self) -> str:
        return self._parser.newest

    def close(self) -> None:
        self._stream.close()

    def read_header(self) -> DumpHeader:
        """Read up to the first page, or to the end if there is none."""
        try:
            while self._parser.header is None and not self._parser.finished:
                self._parse_next()
        except EOFError as error:
            reason = "ends before the first page" if self._has_data or stored_size(self.source) else "is empty"
            raise NotADumpError(self.source, reason) from error
        if self._parser.header is None:
            raise NotADumpError(self.source, "has no <siteinfo> and no pages")
        return self._parser.header

    def pages(self) -> Iterator[Page]:
        yield from self._parser.take_pages()
        while self._parse_next():
            yield from self._parser.take_pages()

    def _parse_next(self) -> bool:
        """Parse the next piece and return False at the end of the file."""
        data = self._stream.read()
        self._has_data = self._has_data or bool(data)
        try:
            self._parser.feed(data, final=not data)
        except ForbiddenXmlError as error:
            raise NotADumpError(
                self.source, "has a document type declaration, which MediaWiki exports do not have"
            ) from error
        except ExpatError as error:
            if not data:
                raise EOFError from error
            raise self._invalid(error) from error
        if self._parser.root not in (None, "mediawiki"):
            raise NotADumpError(
                self.source, f"is not an export: the root element is <{self._parser.root}>, not <mediawiki>"
            )
        return bool(data)

    def _invalid(self, error: ExpatError) -> NotADumpError | DamagedDumpError:
        if self._parser.root is None:
            return NotADumpError(self.source, f"is not XML ({error})")
        if self._parser.finished:
            return DamagedDumpError(
                self.source, "continues after </mediawiki>; pass several files as separate arguments"
            )
        return DamagedDumpError(self.source, f"has invalid XML: {error}")


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
