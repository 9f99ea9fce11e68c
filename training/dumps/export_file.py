"""One file of a dump: an export in XML, compressed or not, as a stream of pages."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from typing import TypeVar
from xml.parsers.expat import ExpatError

from training.dumps.compression import open_stream, stored_size
from training.dumps.page_xml import KnownPage, PageCutter, PageSource, XmlPart
from training.dumps.siteinfo import DumpHeader
from training.dumps.xml_export import ExportParser, ForbiddenXmlError, Page
from training.errors import DamagedDumpError, NotADumpError

Known = TypeVar("Known", bound=KnownPage)
_HEADER_END = b"</siteinfo>"


class ExportFile:
    """A file with pages that can be read once. Methods raise EOFError if the file ends before the export does.

    They raise NotADumpError if it is none, and DamagedDumpError if it is damaged.

    Attributes:
        source: Its path, or "-" for standard input.

    Args:
        source: As the attribute.
        namespaces: Numbers of the namespaces to return pages of, or None for all.
        threads: Number of threads to decompress with, or None for one for each available core.
    """

    def __init__(self, source: str, namespaces: Collection[int] | None, threads: int | None = None) -> None:
        self.source = source
        self._stream = open_stream(source, threads=threads)
        self._parser = ExportParser(namespaces)
        self._has_data = False
        self._after_header = b""

    @property
    def consumed(self) -> int:
        """Number of compressed bytes read so far."""
        return self._stream.consumed

    @property
    def newest(self) -> str:
        """Timestamp of the newest revision so far, or ""."""
        return self._parser.newest

    def close(self) -> None:
        """Close the file."""
        self._stream.close()

    def read_header(self) -> DumpHeader:
        """Read up to the first page, or to the end if there is none."""
        try:
            while self._parser.header is None and not self._parser.finished:
                data = self._read()
                end = data.find(_HEADER_END) + len(_HEADER_END)
                if end >= len(_HEADER_END):
                    data, self._after_header = data[:end], data[end:]
                self._feed(data, final=not data)
        except EOFError as error:
            reason = "ends before the first page" if self._has_data or stored_size(self.source) else "is empty"
            raise NotADumpError(self.source, reason) from error
        if self._parser.header is None:
            raise NotADumpError(self.source, "has no <siteinfo> and no pages")
        return self._parser.header

    def pages(self) -> Iterator[Page]:
        """Yield the pages after the header."""
        yield from self._parser.take_pages()
        while data := self._read():
            self._feed(data)
            yield from self._parser.take_pages()
        self._feed(b"", final=True)

    def new_and_known(self, find: Callable[[XmlPart], Known | None]) -> Iterator[Page | Known]:
        """As Dump.new_and_known."""
        yield from self._parser.take_pages()
        cutter, data = PageCutter(), b"\n"
        while data:
            data = self._read()
            for part in cutter.cut(data):
                may_be_page = part.start is not None and self._parser.is_between_pages
                known = find(part) if may_be_page else None
                if known is None:
                    yield from self._parse(part, may_be_page=may_be_page)
                else:
                    self._parser.newest = max(self._parser.newest, known.newest)
                    self._feed(b"\n" * part.xml.count(b"\n"))  # for the numbers of lines in messages
                    yield known
        self._feed(b"", final=True)

    def _parse(self, part: XmlPart, *, may_be_page: bool) -> list[Page]:
        """Parse a part and return the completed pages. The one that is this part, and nothing else, has a source."""
        parser = self._parser
        before, parser.newest = parser.newest, ""
        self._feed(part.xml)
        newest, parser.newest = parser.newest, max(before, parser.newest)
        pages = parser.take_pages()
        if may_be_page and parser.is_between_pages and len(pages) == 1:
            return [replace(pages[0], source=PageSource(part.digest, newest))]
        return pages

    def _read(self) -> bytes:
        """Return the next piece, or b"" at the end of the file."""
        data, self._after_header = self._after_header or self._stream.read(), b""
        self._has_data = self._has_data or bool(data)
        return data

    def _feed(self, data: bytes, *, final: bool = False) -> None:
        try:
            self._parser.feed(data, final=final)
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

    def _invalid(self, error: ExpatError) -> NotADumpError | DamagedDumpError:
        if self._parser.root is None:
            return NotADumpError(self.source, f"is not XML ({error})")
        if self._parser.finished:
            return DamagedDumpError(
                self.source, "continues after </mediawiki>; pass several files as separate arguments"
            )
        return DamagedDumpError(self.source, f"has invalid XML: {error}")
