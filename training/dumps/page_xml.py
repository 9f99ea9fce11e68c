"""The XML of pages as it is in an export, by which a page that a reader knows already need not be parsed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from typing import NamedTuple, Protocol

DIGEST_BYTES = 16
_START, _END = b"<page>", b"</page>"
_MAX_PAGE_BYTES = 1 << 24
"""Longer pages, with many revisions, are not cut, so that an export without any end of a page does not fill memory."""
_MAX_DIGITS = 19
"""All numbers with as many digits are below 2^64."""


class PageSource(NamedTuple):
    """Where a page comes from.

    Attributes:
        digest: The digest of its XML.
        newest: The time of the newest of its revisions in the export, or "".
    """

    digest: bytes
    newest: str


class KnownPage(Protocol):
    """A page that is recognised by its XML."""

    @property
    def id(self) -> int:
        """Page id."""

    @property
    def revision(self) -> int:
        """Revision id."""

    @property
    def newest(self) -> str:
        """The time of the newest of its revisions in the export, or ""."""


@dataclass(frozen=True)
class XmlPart:
    """A part of an export.

    Attributes:
        xml: The bytes.
        start: Where the page element begins in it, or None if the part is no page. Only space precedes the page.
    """

    xml: bytes
    start: int | None

    @cached_property
    def digest(self) -> bytes:
        """The digest of the page element."""
        return blake2b(memoryview(self.xml)[self.start :], digest_size=DIGEST_BYTES).digest()

    @property
    def page_id(self) -> int:
        """The number in the first <id>, which is the page's in exports of MediaWiki, or -1."""
        number = self.xml[self.xml.find(b"<id>") + 4 :][:_MAX_DIGITS].partition(b"<")[0]
        return int(number) if number.isdigit() else -1


class PageCutter:
    """Cuts an export after its header into pages and other parts, without parsing it.

    It looks for the tags that MediaWiki writes. If anything but space is between two pages, it stops cutting: the text
    may be in a comment. What it takes for a page may end too early, within a comment of the page.
    """

    def __init__(self) -> None:
        self._rest = b""
        self._cuts = True

    def cut(self, data: bytes) -> Iterator[XmlPart]:
        """Yield the parts that end in the next bytes of the export, which are b"" at its end."""
        xml, place = self._rest + data, 0
        self._rest = b""
        while self._cuts and data and (start := xml.find(_START, place)) >= 0:
            end = xml.find(_END, start) + len(_END)
            if end < len(_END):
                break
            self._cuts = not xml[place:start].strip()
            if self._cuts:
                yield XmlPart(xml[place:end], start - place)
                place = end
        rest = xml[place:]
        self._cuts = self._cuts and _may_begin_page(rest)
        if self._cuts and data:
            self._rest = rest
        else:
            yield XmlPart(rest, None)


def _may_begin_page(xml: bytes) -> bool:
    found = xml.lstrip()
    return len(xml) <= _MAX_PAGE_BYTES and (found.startswith(_START) or _START.startswith(found))
