"""The MediaWiki XML export format: chunks of bytes in, site information and pages out (https://www.mediawiki.org/xml/).

Expat is driven directly, with character data going straight from C into a list: no tree is built, and texts that
nobody asked for are never collected.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final
from xml.parsers import expat  # DTDs are refused below, so no entity can expand

from linking.text.titles import CANONICAL_NAMESPACES
from training.dumps.siteinfo import DumpHeader, SiteFields, number

WIKITEXT: Final = "wikitext"
_TEXT_BUFFER = 1 << 20
_REDIRECT = re.compile(r"\s*#REDIRECT\s*:?\s*\[\[\s*:?([^\[\]|\n]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Page:
    """A page at its latest revision in the dump.

    title: with its namespace's name, as MediaWiki shows it. redirect: the target's title, None for other pages.
    text: wikitext; "" where it was deleted or is missing, or where `model` is not "wikitext".
    """

    id: int
    namespace: int
    title: str
    redirect: str | None
    text: str
    revision: int
    model: str = WIKITEXT


class ForbiddenXml(Exception):
    """A document type declaration: exports have none, and it is how XML attacks its reader."""


class _PageFields:
    """The page that is being read; fields are reset when the next one begins."""

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
    """Feed it the export in pieces; take the pages that were completed out of `pages`.

    namespaces: pages of others are left out; None: all pages. newest: time of the newest revision so far, "" before.
    """

    def __init__(self, namespaces: Collection[int] | None = None) -> None:
        self.header: DumpHeader | None = None
        self.root: str | None = None
        self.finished = False
        self.newest = ""
        self.pages: list[Page] = []
        self._wanted = None if namespaces is None else frozenset(namespaces)
        self._path: list[str] = []
        self._characters: list[str] = []
        self._page = _PageFields()
        self._site = SiteFields()
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.buffer_size = _TEXT_BUFFER
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.StartDoctypeDeclHandler = self._forbid

    def feed(self, data: bytes, *, final: bool = False) -> None:
        """Read on. Raises expat.ExpatError where the XML is broken, ForbiddenXml on a document type declaration."""
        self._parser.Parse(data, final)

    def take_pages(self) -> list[Page]:
        """The pages that were completed since the last call."""
        pages, self.pages = self.pages, []
        return pages

    def _forbid(self, *_declaration: object) -> None:
        raise ForbiddenXml

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
            self.header = self._site.header()
        self._page = _PageFields()

    def _collect(self) -> None:
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
            self._site.set(name, "".join(self._characters).strip())
        elif name == "siteinfo":
            self.header = self._site.header()
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
            page.revision = number("".join(self._characters))
        elif name == "model":
            page.model = "".join(self._characters)
        elif name == "timestamp":
            self.newest = max(self.newest, "".join(self._characters))
        self._characters.clear()

    def _end_in_page(self, name: str) -> None:
        if name == "title":
            self._page.title = "".join(self._characters)
        elif name == "id":
            self._page.id = number("".join(self._characters))
        elif name == "ns":
            self._page.namespace = number("".join(self._characters))
            self._page.wanted = self._wanted is None or self._page.namespace in self._wanted

    def _end_page(self) -> None:
        page = self._page
        if page.namespace is None:  # exports before version 0.6 do not say
            page.namespace = self._namespace_of(page.title)
        if not page.title or (self._wanted is not None and page.namespace not in self._wanted):
            return
        text = page.text if page.model == WIKITEXT else ""
        redirect = page.redirect or _redirect_in(text) or page.redirect or None
        self.pages.append(Page(page.id, page.namespace, page.title, redirect, text, page.revision, page.model))

    def _namespace_of(self, title: str) -> int:
        name, colon, _ = title.partition(":")
        known = self._site.namespaces if name.lower() in self._site.namespaces else CANONICAL_NAMESPACES
        return known.get(name.lower(), 0) if colon else 0


_PAGE_FIELDS = frozenset({"title", "id", "ns"})
_REVISION_FIELDS = frozenset({"id", "text", "model", "timestamp"})
_SITE_PARENTS = frozenset({"siteinfo", "namespaces"})


def _redirect_in(text: str) -> str | None:
    """The target that a text redirects to, for exports that do not name it in <redirect>."""
    found = _REDIRECT.match(text)
    return found.group(1).strip() if found else None
