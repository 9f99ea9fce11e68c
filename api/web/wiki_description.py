"""What the script of the playground needs to know about a wiki."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from html.entities import html5
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from linking.text.text_direction import direction
from linking.text.titles import Site, normalise

FILE, CATEGORY = 6, 14
HIDDEN_NAMESPACES = (FILE, CATEGORY)
"""MediaWiki renders links to these namespaces not as text but as an image or at the bottom of the page."""

_END_OF_CASED_LETTERS = 0x20000


def page_address(api: str | None) -> str:
    """Return the address under which people read a wiki's pages, to which a title is to be appended.

    Args:
        api: URL of the wiki's API on the wiki's own host; None if it is unknown.

    Returns:
        The address; empty if it is unknown.
    """
    if api is None:
        return ""
    parts = urlsplit(api)
    path = parts.path.removesuffix("api.php") + "index.php"
    return urlunsplit((parts.scheme, parts.netloc, path, "title=", ""))


def origin(address: str) -> str:
    """Return scheme and host of an address, as a security policy names them."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def describe(site: Site, pages: str, version: str, examples: Sequence[Mapping[str, str]] = ()) -> Mapping[str, Any]:
    """Return what the page's script needs to know about a wiki.

    Args:
        site: The wiki's configuration.
        pages: Address of the wiki's pages, as `page_address` returns it; empty if unknown.
        version: Version of its bundle.
        examples: Articles to begin with; each has a title, and its wikitext if the wiki cannot be asked.

    Returns:
        A mapping, ready for JSON. `capitals` maps each letter whose upper-case form at the start of a title is not
        Unicode's to that form. `hidden` lists the lower-case prefixes of links that MediaWiki does not render as text;
        `files` those of files, whose caption readers see.
    """
    files = {name for name, namespace in site.namespaces.items() if namespace == FILE}
    hidden = {name for name, namespace in site.namespaces.items() if namespace in HIDDEN_NAMESPACES}
    return {
        "wiki": site.wiki,
        "language": site.language,
        "direction": direction(site.language),
        "case": site.case,
        "capitals": _unusual_capitals(site.case, site.language),
        "hidden": sorted({"file", "image", "category"} | hidden),
        "files": sorted({"file", "image"} | files),
        "pages": pages,
        "version": version,
        "examples": list(examples),
    }


@cache
def character_names() -> Mapping[str, str]:
    """Return the characters that wikitext may write by a name, such as `nbsp`, by that name."""
    return {name.removesuffix(";"): text for name, text in html5.items() if name.endswith(";")}


@cache
def _unusual_capitals(case: str, language: str) -> Mapping[str, str]:
    site = Site("", language, case)
    letters = (letter for letter in map(chr, range(_END_OF_CASED_LETTERS)) if letter.upper() != letter)
    capitals = ((letter, normalise(site, letter)) for letter in letters)
    return {letter: capital for letter, capital in capitals if capital != letter.upper()}
