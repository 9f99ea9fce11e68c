"""Page titles as MediaWiki parses them (MediaWikiTitleCodec): the article that a link's target names on one wiki."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from linking.errors import LinkingError
from linking.text.character_references import decode_references
from linking.text.language_data import DOTTED_TITLE_LANGUAGES, INTERWIKI_PREFIXES, WIKIPEDIA_CODES

MAX_TITLE_BYTES = 255
CASES = ("first-letter", "case-sensitive")
FILE, TEMPLATE, CATEGORY = 6, 10, 14

# The English names are valid on every wiki. https://www.mediawiki.org/wiki/Help:Namespaces
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
_DIRECTION_MARKS = re.compile("[\u200e\u200f\u202a-\u202e]+")
_ILLEGAL = re.compile(
    r"[\x00-\x1f\x7f#<>\[\]{|}\ufffd\ud800-\udfff]|%[0-9A-Fa-f]{2}|&[A-Za-z0-9\x80-\U0010ffff]+;|&#[0-9]+;|~~~"
)
_RELATIVE_PATH = re.compile(r"\.\.?$|\.\.?/|.*/\.\.?(?:/|$)", re.DOTALL)
# Letters, digits and separators that nothing changes, as most titles are; then the colon after a prefix.
_SIMPLE_TITLE = re.compile(r"[^\W_]++(?:(?:[ '(),\-]|, | \()[^\W_]++)*+\)?(:)?")
_MAX_SIMPLE_TITLE = MAX_TITLE_BYTES // 4


class SiteError(LinkingError):
    """A field of the description of a wiki is missing or invalid.

    Attributes:
        field: The name of the field.
        value: Its value.
    """

    def __init__(self, field: str, value: object) -> None:
        super().__init__(f"site description: {field} cannot be {value!r}")
        self.field = field
        self.value = value


@dataclass(frozen=True, slots=True)
class Site:
    """What a title depends on, from the <siteinfo> of the dump. The bundle stores it as site.json.

    Attributes:
        wiki: The database name, such as "kwwiki".
        language: The language code of the content.
        case: "first-letter" on wikis where `cat` and `Cat` are the same page, else "case-sensitive".
        namespaces: The number of each local namespace name and alias, in lower case with spaces. The canonical
            English names need no entry.
        base: The address of the main page; empty if unknown. Titles do not depend on it, but no other file of the
            bundle says where the wiki is.
    """

    wiki: str
    language: str
    case: str = "first-letter"
    namespaces: Mapping[str, int] = field(default_factory=dict)
    base: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the site as JSON data, for `from_json`."""
        return {
            "wiki": self.wiki,
            "language": self.language,
            "case": self.case,
            "namespaces": dict(sorted(self.namespaces.items())),
            "base": self.base,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Site:
        """Create a site from JSON data.

        Raises:
            SiteError: If a field is missing or has the wrong type.
        """
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
        base = data.get("base", "")  # older bundles do not have it
        if not isinstance(base, str):
            raise SiteError("base", base)
        names = {_name_key(name): number for name, number in namespaces.items()}
        return cls(data["wiki"], data["language"], data["case"], names, base)


def normalise(site: Site, raw: str) -> str:
    """Normalise a title of any namespace to the form that MediaWiki displays.

    This decodes entities and %XX, replaces underscores and other spaces by plain ones, and capitalises the first letter
    on wikis that do. The result may be invalid as a title (see `article_title`), or empty.
    """
    return _capitalise(site, _clean_spaces(_decode(raw)))


def article_title(site: Site, raw_target: str) -> str | None:
    """Return the normalised title of the article that a wikilink's target names, without the section.

    Returns:
        None if the target names no article of this wiki: a file, a category or a page of another namespace, a page of
        another wiki or language, a section of the same page, or an invalid title.
    """
    simple = _SIMPLE_TITLE.match(raw_target)
    if simple and (raw_target.isascii() or unicodedata.is_normalized("NFC", raw_target)):
        if simple[1]:
            if _leads_elsewhere(site, raw_target[: simple.end() - 1].lower()):
                return None
        elif simple.end() == len(raw_target) <= _MAX_SIMPLE_TITLE:
            return _capitalise(site, raw_target)
    title = _clean_spaces(_decode(raw_target))
    if title.startswith(":"):
        title = title[1:].strip(" ")
    title = _remove_prefix(site, title.partition("#")[0].rstrip(" "))
    if not title or title.startswith(":") or _ILLEGAL.search(title) or _RELATIVE_PATH.match(title):
        return None
    title = _capitalise(site, title)
    return title if len(title.encode("utf-8", "surrogatepass")) <= MAX_TITLE_BYTES else None


def category_name(site: Site, raw_target: str) -> str | None:
    """Return the normalised name of the category that a wikilink adds its page to, or None for other links."""
    prefix, colon, rest = _clean_spaces(_decode(raw_target)).partition(":")
    if not colon or _namespace(site, _name_key(prefix)) != CATEGORY:
        return None
    name = rest.partition("#")[0].strip(" ")
    return _capitalise(site, name) if name and not _ILLEGAL.search(name) else None


def shows_label(site: Site, raw_target: str) -> bool:
    """Return whether MediaWiki shows a link's label where the link is.

    It does not for files, categories and the same article in other languages, unless the target begins with a colon.
    """
    title = _clean_spaces(_decode(raw_target))
    prefix, colon, _ = title.partition(":")
    key = _name_key(prefix)
    if not colon or not key:
        return True
    number = _namespace(site, key)
    return number not in (FILE, CATEGORY) and (number is not None or key not in WIKIPEDIA_CODES)


def template_name(site: Site, raw: str) -> str:
    """Return the normalised name of a template that is written with or without its namespace.

    The result may be invalid as a title, or empty.
    """
    name = prefixed_template_name(site, raw)
    return normalise(site, raw) if name is None else name


def prefixed_template_name(site: Site, raw: str) -> str | None:
    """Return the normalised name of a template that is written with its namespace, or None without a namespace."""
    prefix, colon, rest = normalise(site, raw).partition(":")
    return _capitalise(site, rest.strip(" ")) if colon and _namespace(site, _name_key(prefix)) == TEMPLATE else None


def _remove_prefix(site: Site, title: str) -> str:
    """Remove a prefix that names this wiki's own language; "" if the prefix leads to another namespace or wiki."""
    prefix, colon, rest = title.partition(":")
    if not colon:
        return title
    key = _name_key(prefix)
    if _leads_elsewhere(site, key):
        return ""
    if key == site.language and _namespace(site, key) is None:
        return _remove_prefix(site, rest.strip(" "))
    return title


def _leads_elsewhere(site: Site, key: str) -> bool:
    """Whether the key of a prefix names another namespace or another wiki."""
    number = _namespace(site, key)
    if number is None:
        return key != site.language and (key in WIKIPEDIA_CODES or key in INTERWIKI_PREFIXES)
    return number != 0 and key != ""


def _namespace(site: Site, key: str) -> int | None:
    """Return the number of the namespace that a prefix names, or None."""
    number = site.namespaces.get(key)
    return CANONICAL_NAMESPACES.get(key) if number is None else number


def _name_key(name: str) -> str:
    return _clean_spaces(name).lower()


def _decode(raw: str) -> str:
    text = raw
    if "%" in text:
        text = unquote(text, errors="replace")
    text = decode_references(text)
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _clean_spaces(text: str) -> str:
    if not text.isascii():
        text = _DIRECTION_MARKS.sub("", text)
    return _SPACES.sub(" ", text).strip(" ")


def _capitalise(site: Site, title: str) -> str:
    """Capitalise the first letter if its capital is a single letter, which excludes ß, and if it is not Georgian."""
    if site.case != "first-letter" or not title:
        return title
    first = title[0]
    if "A" <= first <= "Z":
        return title
    if first == "i" and site.language in DOTTED_TITLE_LANGUAGES:
        return "İ" + title[1:]
    if "\u10d0" <= first <= "\u10ff":
        return title
    for upper in (first.upper(), first.title()):
        if len(upper) == 1:
            return upper + title[1:]
    return title
