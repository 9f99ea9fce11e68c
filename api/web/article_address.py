"""Addresses of articles, as people copy them from a browser: which wiki, which title, which section.

References:
    https://www.mediawiki.org/wiki/Manual:Short_URL
    https://www.mediawiki.org/wiki/Manual:$wgVariantArticlePath
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from linking.text.database_names import names_of_domain, names_of_wiki

MAX_ADDRESS_LENGTH = 4000  # a title of 255 bytes, percent-encoded, and a section

_MOBILE_LABELS = ("m", "mobile", "zero", "www")
_ARTICLE_PATHS = ("/wiki/", "/index.php/")
_SCRIPT = re.compile(r"/(?:index|wiki)\.php5?$")
_VARIANT = re.compile(r"/(?:[a-z]{2,3}(?:-[a-z]{2,8})+|zh|sr|kk|ku|iu|uz|tg|shi|gan|crh)/(?=.)")
"""The path of a language variant, such as /zh-hant/ on the Chinese Wikipedia, in the place of /wiki/."""

_SCHEME = re.compile(r"(?:https?:)?//", re.IGNORECASE)
_WITHOUT_SCHEME = re.compile(r"[\w-]+(?:\.[\w-]+)+(?::\d+)?/")
_DOT_ENCODED = re.compile(r"(?:\.[0-9A-F]{2})+")
_PROJECTS = ("wiktionary", "wikibooks", "wikinews", "wikiquote", "wikisource", "wikiversity", "wikivoyage")


@dataclass(frozen=True, slots=True)
class ArticleAddress:
    """The parts of an address.

    Attributes:
        host: The host as `plain_host` returns it.
        title: The title; empty if the address does not name one, as that of a revision.
        section: The heading of the section; empty if none is named.
    """

    host: str
    title: str
    section: str = ""


def is_address(text: str) -> bool:
    """Return whether a text is the address of a page rather than a title."""
    return bool(_SCHEME.match(text) or _WITHOUT_SCHEME.match(text))


def parse_address(text: str) -> ArticleAddress | None:
    """Parse the address of a page of a MediaWiki wiki.

    Args:
        text: With or without a scheme, percent-encoded or not.

    Returns:
        None if the text is not an address of the web.
    """
    text = text.strip()
    if len(text) > MAX_ADDRESS_LENGTH or not is_address(text):
        return None
    if not _SCHEME.match(text):
        text = f"//{text}"
    try:
        parts = urlsplit(text)
        host = plain_host(parts.netloc.rpartition("@")[2])
    except ValueError:
        return None
    titles = parse_qs(parts.query).get("title")
    raw = titles[0] if titles else unquote(_title_of_path(parts.path))
    title = raw.replace("_", " ").strip()
    return ArticleAddress(host, title, _section(parts.fragment)) if host else None


def _title_of_path(path: str) -> str:
    for prefix in _ARTICLE_PATHS:
        _, found, title = path.partition(prefix)
        if found:
            return title
    if _SCRIPT.search(path):
        return ""  # the query has the title, or names a revision alone
    variant = _VARIANT.match(path)
    return path[variant.end() :] if variant else path.removeprefix("/")


def _section(fragment: str) -> str:
    """Return the heading that a fragment leads to; MediaWiki has two ways to encode it."""
    name = unquote(fragment.partition(":~:")[0])
    if name.startswith("/"):
        return ""  # state of a script, such as an open picture
    return _DOT_ENCODED.sub(_decode_dots, name).replace("_", " ").strip()


def _decode_dots(match: re.Match[str]) -> str:
    decoded = bytes.fromhex(match.group().replace(".", "")).decode("utf-8", "replace")
    return decoded if decoded.isprintable() and "\ufffd" not in decoded else match.group()


def plain_host(host: str) -> str:
    """Return a host in lower case without the labels of mobile sites, so that those of one wiki are equal."""
    name, colon, port = host.lower().partition(":")
    labels = name.split(".")
    kept = [label for label in labels if label not in _MOBILE_LABELS]
    return ".".join(kept if len(kept) > 1 else labels) + colon + port


def database_names(host: str) -> Sequence[str]:
    """Return the database names that a wiki of Wikimedia on this host may have; empty for other hosts.

    Args:
        host: As `plain_host` returns it.
    """
    first, *rest = host.split(".")
    if rest == ["wikipedia", "org"]:
        return names_of_domain(first)
    if rest == ["wikimedia", "org"] or host in ("wikidata.org", "mediawiki.org"):
        return [f"{first}wiki"]
    if len(rest) == 2 and rest[0] in _PROJECTS and rest[1] == "org":
        return names_of_wiki(first.replace("-", "_") + rest[0])
    return []
