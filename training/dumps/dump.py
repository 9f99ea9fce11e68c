"""MediaWiki XML dumps as streams of pages: .xml, .bz2 and .gz files, several in order, or standard input ("-")."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator, Sequence
from types import TracebackType
from typing import Self
from xml.parsers.expat import ExpatError

from training.dumps.compression import open_stream, stored_size
from training.dumps.siteinfo import DumpHeader
from training.dumps.xml_export import ExportParser, ForbiddenXml, Page
from training.errors import DamagedDump, MixedDumps, NotADump, TruncatedDump

__all__ = ["Dump", "DumpHeader", "Page", "read_pages", "read_site"]

logger = logging.getLogger(__name__)


class Dump:
    """The files of one dump, read once, in order, from front to end.

    `header` is there from the start: opening reads as far as the first page. Iterating gives the pages.
    namespaces: pages of others are left out; None: all pages. allow_truncated: a file that is cut off ends there, with
    a warning, instead of with TruncatedDump.

    Opening and iterating raise UnreadableDump, NotADump, DamagedDump, TruncatedDump, MixedDumps.
    """

    def __init__(
        self, sources: Sequence[str], *, namespaces: Collection[int] | None = None, allow_truncated: bool = False
    ) -> None:
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
            found = self._read_header().dbname
            if found != self.header.dbname:
                raise MixedDumps(source, self.header.dbname, found)
            yield from self._pages_of_file()

    @property
    def size(self) -> int | None:
        """Bytes of all files as they are stored; None where standard input or a pipe is among them."""
        sizes = [size for size in self._sizes if size is not None]
        return sum(sizes) if len(sizes) == len(self._sizes) else None

    @property
    def consumed(self) -> int:
        """Bytes of the files, as they are stored, that were used so far."""
        return sum(size or 0 for size in self._sizes[: self._finished]) + self._file.consumed

    @property
    def newest(self) -> str:
        """When the newest revision so far was made, as the dump writes times: about the date of the dump."""
        return max(self._newest, self._file.newest)

    def close(self) -> None:
        """Close the file that is being read."""
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
                raise TruncatedDump(self._file.source, self.pages_read) from error
            logger.warning("%s is cut off; going on with the %d pages before", self._file.source, self.pages_read)


class _DumpFile:
    """One file of a dump. Its methods raise EOFError where the file ends before the export does."""

    def __init__(self, source: str, namespaces: Collection[int] | None) -> None:
        self.source = source
        self._stream = open_stream(source)
        self._parser = ExportParser(namespaces)
        self._begun = False

    @property
    def consumed(self) -> int:
        return self._stream.consumed

    @property
    def newest(self) -> str:
        return self._parser.newest

    def close(self) -> None:
        self._stream.close()

    def read_header(self) -> DumpHeader:
        """Read as far as the first page, or the end."""
        try:
            while self._parser.header is None and not self._parser.finished:
                self._read_on()
        except EOFError as error:
            reason = "ends before the first page" if self._begun or stored_size(self.source) else "is empty"
            raise NotADump(self.source, reason) from error
        if self._parser.header is None:
            raise NotADump(self.source, "has no <siteinfo> and no pages")
        return self._parser.header

    def pages(self) -> Iterator[Page]:
        yield from self._parser.take_pages()
        while self._read_on():
            yield from self._parser.take_pages()

    def _read_on(self) -> bool:
        """Whether there may be more."""
        data = self._stream.read()
        self._begun = self._begun or bool(data)
        try:
            self._parser.feed(data, final=not data)
        except ForbiddenXml as error:
            raise NotADump(self.source, "has a document type declaration; exports of MediaWiki have none") from error
        except ExpatError as error:
            if not data:
                raise EOFError from error
            raise self._broken(error) from error
        if self._parser.root not in (None, "mediawiki"):
            raise NotADump(self.source, f"is XML, but its root is <{self._parser.root}>, not <mediawiki>")
        return bool(data)

    def _broken(self, error: ExpatError) -> NotADump | DamagedDump:
        if self._parser.root is None:
            return NotADump(self.source, f"is not XML ({error})")
        if self._parser.finished:
            return DamagedDump(self.source, "goes on after </mediawiki>; give several files one by one")
        return DamagedDump(self.source, f"has broken XML: {error}")


def read_site(sources: Sequence[str]) -> DumpHeader:
    """What the first file says about its wiki. Standard input is used up by that: open a `Dump` there instead."""
    with Dump(sources) as dump:
        return dump.header


def read_pages(
    sources: Sequence[str], *, namespaces: Collection[int] | None = None, allow_truncated: bool = False
) -> Iterator[Page]:
    """The pages of a dump, in its order."""
    with Dump(sources, namespaces=namespaces, allow_truncated=allow_truncated) as dump:
        yield from dump
