"""What a MediaWiki XML export says about its wiki, in <mediawiki> and <siteinfo>."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from linking.text.database_names import split_database_name
from linking.text.titles import Site

_MAX_ADDRESS_LENGTH = 2000


@dataclass(frozen=True, slots=True)
class DumpHeader:
    """The header of an export. Text fields are empty if the export does not have them.

    Attributes:
        site: The wiki, as far as titles depend on it.
        dbname: Database name.
        sitename: Name of the wiki.
        generator: Version of MediaWiki.
        version: Version of the export format.
    """

    site: Site
    dbname: str
    sitename: str
    generator: str
    version: str


class SiteInfoBuilder:
    """Collects the header element by element, as the parser reaches them."""

    def __init__(self) -> None:
        self.namespaces: dict[str, int] = {}
        self._elements: dict[str, str] = {}
        self._version = ""
        self._language = ""
        self._article_case = ""
        self._namespace_key = 0

    def start_root(self, attributes: Mapping[str, str]) -> None:
        """Store the attributes of <mediawiki>."""
        self._version = attributes.get("version", "")
        self._language = attributes.get("xml:lang", "")

    def start_namespace(self, attributes: Mapping[str, str]) -> None:
        """Store the attributes of <namespace>, whose text follows."""
        self._namespace_key = parse_number(attributes.get("key", ""))
        if self._namespace_key == 0:
            self._article_case = attributes.get("case", "")

    def end_element(self, name: str, text: str) -> None:
        """Store the text of an element of <siteinfo> or <namespaces>."""
        if name != "namespace":
            self._elements[name] = text
        elif text:
            self.namespaces[text.replace("_", " ").lower()] = self._namespace_key

    def build(self) -> DumpHeader:
        """Return the header made of the elements read so far."""
        elements = self._elements
        dbname = elements.get("dbname", "")
        case = self._article_case or elements.get("case", "")
        site = Site(
            wiki=dbname,
            language=self._language or split_database_name(dbname)[0] or "und",
            case="case-sensitive" if case == "case-sensitive" else "first-letter",
            namespaces=self.namespaces,
            base=elements.get("base", "")[:_MAX_ADDRESS_LENGTH],
        )
        return DumpHeader(site, dbname, elements.get("sitename", ""), elements.get("generator", ""), self._version)


def parse_number(text: str) -> int:
    """Return the number that an element or attribute holds, or 0."""
    try:
        return int(text)
    except ValueError:
        return 0
