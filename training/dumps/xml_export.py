"""A parser for the MediaWiki XML export format: it takes chunks of bytes, and returns site information and pages.

It uses Expat directly, without building a tree. Text that is not needed is never collected.

References:
    https://www.mediawiki.org/wiki/Help:Export#Export_format
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final
from xml.parsers import expat  # the parser refuses DTDs, so entities cannot expand

from linking.text.titles import CANONICAL_NAMESPACES
from training.dumps.page_xml import PageSource
from training.dumps.siteinfo import DumpHeader, SiteInfoBuilder, parse_number

WIKITEXT: Final = "wikitext"
_TEXT_BUFFER = 1 << 20
_REDIRECT = re.compile(r"\s*#REDIRECT\s*:?\s*\[\[\s*:?([^\[\]|\n]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Page:
    """A page, with its last revision in the dump.

    Attributes:
        id: Page id.
        namespace: Number of the namespace.
        title: Title with the namespace prefix, as MediaWiki displays it.
        redirect: Title of the redirect target, or None if the page is not a redirect.
        text: Wikitext. Empty if the text was deleted or is missing, or if `model` is not "wikitext".
        revision: Revision id.
        model: Content model.
        source: Its XML in the export, or None if that is unknown.
    """

    id: int
    namespace: int
    title: str
    redirect: str | None
    text: str
    revision: int
    model: str = WIKITEXT
    source: PageSource | None = None

    @property
    def length(self) -> int:
        """The number of code points of the text."""
        return len(self.text)


class ForbiddenXmlError(Exception):
    """The XML has a document type declaration. Exports have none, and its entities can be used for attacks."""


class _PageFields:
    """The fields of the current page, filled element by element."""

    __slots__ = ("id", "model", "namespace", "redirect", "revision", "text", "title", "wanted")

    def __init__(self) -> None:
        self.title = ""
        self.id = 0
        self.namespace: int | None = None
        self.redirect: str | None = None
        self.wanted = True
        self.new_revision()

    def new_revision(self) -> None:
        self.revision = 0
        self.text = ""
        self.model = WIKITEXT


class ExportParser:
    """An incremental parser. Feed it the export in pieces, and take the completed pages after each piece.

    Attributes:
        header: The site information, or None before it is complete.
        root: Name of the root element, or None before it starts.
        finished: True after the root element ends.
        newest: Timestamp of the newest revision so far, or "".

    Args:
        namespaces: Numbers of the namespaces to return pages of, or None for all.
    """

    def __init__(self, namespaces: Collection[int] | None = None) -> None:
        self.header: DumpHeader | None = None
        self.root: str | None = None
        self.finished = False
        self.newest = ""
        self._is_utf8 = True
        self._pages: list[Page] = []
        self._wanted = None if namespaces is None else frozenset(namespaces)
        self._path: list[str] = []
        self._characters: list[str] = []
        self._page = _PageFields()
        self._site = SiteInfoBuilder()
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.buffer_size = _TEXT_BUFFER
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.StartDoctypeDeclHandler = self._forbid
        self._parser.XmlDeclHandler = self._declare

    @property
    def is_between_pages(self) -> bool:
        """True if the next element may be a page in UTF-8."""
        return self._is_utf8 and self.header is not None and len(self._path) == 1

    def feed(self, data: bytes, *, final: bool = False) -> None:
        """Parse the next piece.

        Args:
            data: Any number of bytes.
            final: True if no more data follows.

        Raises:
            expat.ExpatError: The XML is not well-formed, or incomplete at the end.
            ForbiddenXmlError: The XML has a document type declaration.
        """
        self._parser.Parse(data, final)

    def take_pages(self) -> list[Page]:
        """Return the pages completed since the last call."""
        pages, self._pages = self._pages, []
        return pages

    def _declare(self, _version: str, encoding: str | None, _standalone: int) -> None:
        self._is_utf8 = encoding is None or encoding.lower() == "utf-8"

    def _forbid(self, *_declaration: object) -> None:
        raise ForbiddenXmlError

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        path = self._path
        parent = path[-1] if path else ""
        path.append(name)
        if parent == "page":
            self._start_in_page(name, attributes)
        elif (parent == "revision" and name in _REVISION_FIELDS and self._page.wanted) or parent in _SITE_PARENTS:
            self._collect()
            if name == "namespace":
                self._site.start_namespace(attributes)
        elif name == "page":
            self._begin_page()
        elif not parent:
            self.root = name
            self._site.start_root(attributes)

    def _start_in_page(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "revision":
            self._page.new_revision()
        elif name == "redirect":
            self._page.redirect = attributes.get("title", "")
        elif name in _PAGE_FIELDS:
            self._collect()

    def _begin_page(self) -> None:
        if self.header is None:
            self.header = self._site.build()
        self._page = _PageFields()

    def _collect(self) -> None:
        """Collect the character data of the element that starts."""
        self._characters.clear()
        self._parser.CharacterDataHandler = self._characters.append

    def _end(self, name: str) -> None:
        path = self._path
        path.pop()
        parent = path[-1] if path else ""
        if parent == "revision":
            self._end_in_revision(name)
        elif parent == "page":
            self._end_in_page(name)
        elif name == "page":
            self._end_page()
        elif parent in _SITE_PARENTS:
            self._site.end_element(name, "".join(self._characters).strip())
        elif name == "siteinfo":
            self.header = self._site.build()
        elif not parent:
            self.finished = True
        self._parser.CharacterDataHandler = None

    def _end_in_revision(self, name: str) -> None:
        page = self._page
        if not page.wanted:
            return
        if name == "text":
            page.text = "".join(self._characters)
        elif name == "id":
            page.revision = parse_number("".join(self._characters))
        elif name == "model":
            page.model = "".join(self._characters)
        elif name == "timestamp":
            self.newest = max(self.newest, "".join(self._characters))
        self._characters.clear()

    def _end_in_page(self, name: str) -> None:
        if name == "title":
            self._page.title = "".join(self._characters)
        elif name == "id":
            self._page.id = parse_number("".join(self._characters))
        elif name == "ns":
            self._page.namespace = parse_number("".join(self._characters))
            self._page.wanted = self._wanted is None or self._page.namespace in self._wanted

    def _end_page(self) -> None:
        page = self._page
        if page.namespace is None:  # exports before version 0.6 have no <ns>
            page.namespace = self._namespace_of(page.title)
        if not page.title or (self._wanted is not None and page.namespace not in self._wanted):
            return
        text = page.text if page.model == WIKITEXT else ""
        redirect = page.redirect or _redirect_in(text) or page.redirect or None
        self._pages.append(
            Page(
                id=page.id,
                namespace=page.namespace,
                title=page.title,
                redirect=redirect,
                text=text,
                revision=page.revision,
                model=page.model,
            )
        )

    def _namespace_of(self, title: str) -> int:
        name, colon, _ = title.partition(":")
        known = self._site.namespaces if name.lower() in self._site.namespaces else CANONICAL_NAMESPACES
        return known.get(name.lower(), 0) if colon else 0


_PAGE_FIELDS = frozenset({"title", "id", "ns"})
_REVISION_FIELDS = frozenset({"id", "text", "model", "timestamp"})
_SITE_PARENTS = frozenset({"siteinfo", "namespaces"})


def _redirect_in(text: str) -> str | None:
    """Return the target of a redirect in the wikitext, for exports whose <redirect> does not name it."""
    found = _REDIRECT.match(text)
    return found.group(1).strip() if found else None
