"""Database names of wikis, such as `kwwiki` and `zh_min_nanwiktionary`, and the codes in them.

References:
    https://www.mediawiki.org/wiki/Manual:$wgDBname
    https://wikitech.wikimedia.org/wiki/Wiki_ID
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from linking.text.language_data import CODE_ALIASES, WIKIPEDIA_CODES

WIKIPEDIA = "wiki"

DOMAINS = {"be-x-old": "be-tarask"}
"""Wikipedias whose domain differs from the code in the database name."""

_PROJECT = re.compile(r"wik(?:i|ibooks|inews|iquote|isource|iversity|ivoyage|tionary)$")


def split_database_name(name: str) -> tuple[str, str]:
    """Split a database name into the code of its language, with hyphens, and its project.

    Returns:
        Both parts: `zh_min_nanwiktionary` gives "zh-min-nan" and "wiktionary". A name that does not end in a project of
        Wikimedia has no project: `acme` gives "acme" and "".
    """
    match = _PROJECT.search(name)
    end = match.start() if match else len(name)
    return name[:end].replace("_", "-"), name[end:]


def project_address(name: str) -> str | None:
    """Return the address of one of Wikimedia's wikis in a language: "https://kw.wikipedia.org/" for `kwwiki`.

    Args:
        name: Database name.

    Returns:
        None if the language or the project is unknown.
    """
    code, project = split_database_name(name)
    if code not in WIKIPEDIA_CODES or not project:
        return None
    return f"https://{DOMAINS.get(code, code)}.{'wikipedia' if project == WIKIPEDIA else project}.org/"


def names_of_wiki(name: str) -> Sequence[str]:
    """Return the database names that a wiki may have.

    Args:
        name: Its database name, perhaps with hyphens or with another code of the language: `nbwiki` for `nowiki`.

    Returns:
        The name itself, with underscores, then those with other codes of the language.
    """
    code, project = split_database_name(name.replace("-", "_"))
    return [f"{other.replace('-', '_')}{project}" for other in (code, *CODE_ALIASES.get(code, ()))]


def names_of_domain(domain: str) -> Sequence[str]:
    """Return the database names that a wiki may have.

    Args:
        domain: Its database name without "wiki" at its end, as GrowthExperiments writes it, or the subdomain of a
            Wikipedia: `kw`, `be_x_old`, `be-tarask`. `acme` may be the database name of a wiki outside Wikimedia.

    Returns:
        The names that end in "wiki", then those that do not.
    """
    stem = domain.replace("-", "_")
    return [*names_of_wiki(stem + WIKIPEDIA), *names_of_wiki(stem)]
