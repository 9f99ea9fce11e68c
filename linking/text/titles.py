"""Page titles as MediaWiki reads them: which article a link means on one wiki (MediaWiki's MediaWikiTitleCodec)."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from linking.errors import LinkingError
from linking.text.language_data import DOTTED_TITLE_LANGUAGES, INTERWIKI_PREFIXES, WIKIPEDIA_CODES

MAX_TITLE_BYTES = 255
CASES = ("first-letter", "case-sensitive")
CATEGORY = 14

# English names mean the same on every wiki, whatever its language. https://www.mediawiki.org/wiki/Help:Namespaces
CANONICAL_NAMESPACES: Mapping[str, int] = {
    "media": -2,
    "special": -1,
    "talk": 1,
    "user": 2,
    "user talk": 3,
    "project": 4,
    "project talk": 5,
    "file": 6,
    "image": 6,
    "file talk": 7,
    "image talk": 7,
    "mediawiki": 8,
    "mediawiki talk": 9,
    "template": 10,
    "template talk": 11,
    "help": 12,
    "help talk": 13,
    "category": 14,
    "category talk": 15,
}

_SPACES = re.compile("[ _\u00a0\u1680\u180e\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
_DIRECTIONS = re.compile("[\u200e\u200f\u202a-\u202e]+")
_ENTITY = re.compile("&(?:#[0-9]+|#[xX][0-9a-fA-F]+|[A-Za-z0-9]+);")
_ILLEGAL = re.compile(
    r"[\x00-\x1f\x7f#<>\[\]{|}\ufffd\ud800-\udfff]|%[0-9A-Fa-f]{2}|&[A-Za-z0-9\x80-\U0010ffff]+;|&#[0-9]+;|~~~"
)
_RELATIVE = re.compile(r"\.\.?$|\.\.?/|.*/\.\.?(?:/|$)", re.DOTALL)
_PLAIN = re.compile(r"[^\W_]+(?:[ '(),\-][^\W_]+)*")


class SiteError(LinkingError):
    """A description of a wiki that cannot be used; `field` names what is wrong with it."""

    def __init__(self, field: str, value: object) -> None:
        super().__init__(f"site description: {field} cannot be {value!r}")
        self.field = field
        self.value = value


@dataclass(frozen=True, slots=True)
class Site:
    """What titles mean on one wiki: from the dump's <siteinfo>, kept in the bundle as site.json.

    case: "first-letter" where `cat` and `Cat` are one page, else "case-sensitive". namespaces: every local name and
    alias, lower-case, with spaces -> number; the canonical English names hold without being listed.
    """

    wiki: str
    language: str
    case: str = "first-letter"
    namespaces: Mapping[str, int] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """As plain data, for `from_json`."""
        return {
            "wiki": self.wiki,
            "language": self.language,
            "case": self.case,
            "namespaces": dict(sorted(self.namespaces.items())),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Site:
        """Back from plain data. Raises SiteError where a field is missing or of another type."""
        for name in ("wiki", "language", "case"):
            if not isinstance(data.get(name), str) or not data[name]:
                raise SiteError(name, data.get(name))
        if data["case"] not in CASES:
            raise SiteError("case", data["case"])
        namespaces = data.get("namespaces")
        if not isinstance(namespaces, dict):
            raise SiteError("namespaces", namespaces)
        for name, number in namespaces.items():
            if not isinstance(name, str) or type(number) is not int:
                raise SiteError("namespaces", {name: number})
        names = {_name_key(name): number for name, number in namespaces.items()}
        return cls(data["wiki"], data["language"], data["case"], names)


def normalise(site: Site, raw: str) -> str:
    """The title that `raw` names, as MediaWiki would display it, whatever its namespace; "" where nothing is left.

    Entities and %XX are decoded, underscores and odd spaces are spaces, the first letter is a capital on wikis that
    have it so. Does not judge whether the title is valid: `article_title` does.
    """
    title = _tidy(_decoded(raw))
    return _capitalised(site, title)


def article_title(site: Site, raw_target: str) -> str | None:
    """The article that a wikilink's target means, normalised; None where it means no article of this wiki.

    None: files, categories and other namespaces, other wikis and languages, a mere section of the same page, and what
    MediaWiki does not accept as a title. The section of a target is left out.
    """
    if _PLAIN.fullmatch(raw_target) and len(raw_target) <= MAX_TITLE_BYTES // 4 and raw_target.isascii():
        return _capitalised(site, raw_target)
    title = _tidy(_decoded(raw_target))
    if title.startswith(":"):
        title = title[1:].strip(" ")
    title = _without_prefix(site, title.partition("#")[0].rstrip(" "))
    if not title or title.startswith(":") or _ILLEGAL.search(title) or _RELATIVE.match(title):
        return None
    title = _capitalised(site, title)
    return title if len(title.encode("utf-8", "surrogatepass")) <= MAX_TITLE_BYTES else None


def category_name(site: Site, raw_target: str) -> str | None:
    """The category that a wikilink puts its page into, normalised, without the namespace; None where it does not."""
    prefix, colon, rest = _tidy(_decoded(raw_target)).partition(":")
    if not colon or _namespace(site, _name_key(prefix)) != CATEGORY:
        return None
    name = rest.partition("#")[0].strip(" ")
    return _capitalised(site, name) if name and not _ILLEGAL.search(name) else None


def _without_prefix(site: Site, title: str) -> str:
    """The title without a prefix of this very wiki; "" where the prefix leads out of its articles."""
    prefix, colon, rest = title.partition(":")
    if not colon:
        return title
    key = _name_key(prefix)
    if not key or key in site.namespaces or key in CANONICAL_NAMESPACES:
        return "" if key and _namespace(site, key) else title
    if key == site.language:
        return _without_prefix(site, rest.strip(" "))
    return "" if key in WIKIPEDIA_CODES or key in INTERWIKI_PREFIXES else title


def _namespace(site: Site, key: str) -> int | None:
    """The namespace that a prefix names; None where it names none."""
    number = site.namespaces.get(key)
    return CANONICAL_NAMESPACES.get(key) if number is None else number


def _name_key(name: str) -> str:
    return _tidy(name).lower()


def _decoded(raw: str) -> str:
    text = raw
    if "%" in text:
        text = unquote(text, errors="replace")
    if "&" in text:
        text = _ENTITY.sub(lambda match: html.unescape(match.group()), text)
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _tidy(text: str) -> str:
    if not text.isascii():
        text = _DIRECTIONS.sub("", text)
    return _SPACES.sub(" ", text).strip(" ")


def _capitalised(site: Site, title: str) -> str:
    """Only the first letter changes, and only to a single letter: ß and the Georgian letters stay as they are."""
    if site.case != "first-letter" or not title:
        return title
    first = title[0]
    if first == "i" and site.language in DOTTED_TITLE_LANGUAGES:
        return "İ" + title[1:]
    if "\u10d0" <= first <= "\u10ff":
        return title
    for upper in (first.upper(), first.title()):
        if len(upper) == 1:
            return upper + title[1:]
    return title
