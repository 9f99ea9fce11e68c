"""What an export says of its wiki, in <mediawiki> and <siteinfo>."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from linking.text.titles import Site


@dataclass(frozen=True, slots=True)
class DumpHeader:
    """What a dump says about itself and its wiki. dbname, generator: "" where the dump does not say."""

    site: Site
    dbname: str
    sitename: str
    generator: str
    version: str


class SiteFields:
    """What is known of <mediawiki> and <siteinfo> so far."""

    def __init__(self) -> None:
        self.fields: dict[str, str] = {}
        self.namespaces: dict[str, int] = {}
        self.version = ""
        self.language = ""
        self.namespace_case = ""
        self._key = 0

    def start_root(self, attributes: Mapping[str, str]) -> None:
        self.version = attributes.get("version", "")
        self.language = attributes.get("xml:lang", "")

    def start_namespace(self, attributes: Mapping[str, str]) -> None:
        self._key = number(attributes.get("key", ""))
        if self._key == 0:
            self.namespace_case = attributes.get("case", "")

    def set(self, name: str, value: str) -> None:
        if name != "namespace":
            self.fields[name] = value
        elif value:
            self.namespaces[value.replace("_", " ").lower()] = self._key

    def header(self) -> DumpHeader:
        dbname = self.fields.get("dbname", "")
        case = self.namespace_case or self.fields.get("case", "")
        site = Site(
            wiki=dbname,
            language=self.language or _language_of(dbname),
            case="case-sensitive" if case == "case-sensitive" else "first-letter",
            namespaces=self.namespaces,
        )
        return DumpHeader(site, dbname, self.fields.get("sitename", ""), self.fields.get("generator", ""), self.version)


def number(text: str) -> int:
    """The number of an element or attribute; 0 where there is none."""
    try:
        return int(text)
    except ValueError:
        return 0


def _language_of(dbname: str) -> str:
    """The language by the name of the database: "zh_min_nanwiki" -> "zh-min-nan"; "und" where there is no name."""
    stem = re.sub(r"wik(i|ibooks|inews|iquote|isource|iversity|ivoyage|tionary)$", "", dbname)
    return stem.replace("_", "-") or "und"
