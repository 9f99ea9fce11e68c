"""Templates that are page markers because their own page in the dump says so.

A template whose page contains `__DISAMBIG__` makes each page that uses it a disambiguation page. Wikis without the
Disambiguator extension list such templates in MediaWiki:Disambiguationspage. Both are pages of other namespaces, which
some dumps do not have.

References:
    https://www.mediawiki.org/wiki/Extension:Disambiguator
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb

from linking.text.titles import CANONICAL_NAMESPACES, TEMPLATE, Site, normalise, template_name
from training.corpus.exclusion_rules import Exclusion, PageMarker
from training.dumps.xml_export import Page
from training.runtime.database import csv_source

ARTICLE, MESSAGE = 0, 8
NAMESPACES = (ARTICLE, MESSAGE, TEMPLATE)
DEFINITIONS, USES = "marker-templates", "template-uses"
"""Prefixes of the files with the rows of `definitions` and `uses`."""

_MAX_PAGE = 20_000
"""Uses in longer pages are not collected. Disambiguation pages are short, and long articles use many templates. Of
templates, only as many characters are searched, because the time of the pattern below grows with the square."""
_USE = re.compile(r"(?<!\{)\{\{([^{}\[\]|<>#]{1,250}+)")
_NOT_TRANSCLUDED = re.compile(r"<!--.*?-->|<(nowiki|noinclude)>.*?</\1>", re.DOTALL | re.IGNORECASE)
_LINK = re.compile(r"\[\[\s*:?([^\[\]|\n]+)")
_REDIRECT_ROUNDS = 2
_DEFINITION_COLUMNS = {"name": "VARCHAR", "target": "VARCHAR", "kind": "VARCHAR", "reason": "VARCHAR"}


class MarkerTemplates:
    """Finds the templates of one wiki that are markers, and the pages that use templates."""

    def __init__(self, markers: Sequence[PageMarker], site: Site) -> None:
        self._site = site
        self._magic_words = {word: marker.exclusion for marker in reversed(markers) for word in marker.magic_words}
        self._lists = {marker.template_list: marker.exclusion for marker in reversed(markers) if marker.template_list}

    def is_relevant(self, page: Page) -> bool:
        """Return True for articles, and for the pages of other namespaces that may have `definitions`."""
        if page.namespace == ARTICLE:
            return True
        if page.namespace == TEMPLATE:
            return page.redirect is not None or any(word in page.text for word in self._magic_words)
        return page.namespace == MESSAGE and _without_namespace(page.title) in self._lists

    def definitions(self, page: Page) -> Iterator[tuple[str, str, str, str]]:
        """Yield (template, redirect target, kind, reason) for a page of another namespace.

        The target is empty for templates that are markers, and kind and reason for redirects.
        """
        if page.namespace == MESSAGE:
            exclusion = self._lists.get(_without_namespace(page.title))
            names = _LINK.findall(page.text) if exclusion else []
            yield from (self._definition(name, exclusion) for name in names if exclusion and self._is_template(name))
        elif page.redirect is not None:
            yield self._name(page.title), self._name(page.redirect), "", ""
        else:
            text = _NOT_TRANSCLUDED.sub("", page.text[:_MAX_PAGE])
            found = next((rule for word, rule in self._magic_words.items() if word in text), None)
            if found is not None:
                yield self._definition(page.title, found)

    def uses(self, wikitext: str) -> list[str]:
        """Return the names of the templates that a short page uses, sorted."""
        if len(wikitext) > _MAX_PAGE:
            return []
        return sorted({self._name(name.strip()) for name in _USE.findall(wikitext)} - {""})

    def _definition(self, title: str, exclusion: Exclusion) -> tuple[str, str, str, str]:
        return self._name(title), "", exclusion.kind, exclusion.reason

    def _is_template(self, title: str) -> bool:
        return ":" in title and self._namespace_of(title) == TEMPLATE

    def _namespace_of(self, title: str) -> int | None:
        prefix = normalise(self._site, title).partition(":")[0].strip().lower()
        return self._site.namespaces.get(prefix, CANONICAL_NAMESPACES.get(prefix))

    def _name(self, title: str) -> str:
        return template_name(self._site, title)


def mark_pages(connection: duckdb.DuckDBPyConnection, extracted: Path) -> None:
    """Add the pages that use a marker template to the table page_markers(page_id, kind, reason)."""
    definitions = csv_source(extracted, DEFINITIONS, _DEFINITION_COLUMNS)
    uses = csv_source(extracted, USES, {"page_id": "UBIGINT", "template": "VARCHAR"})
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE marker_template AS"
        f" SELECT name, min({{'kind': kind, 'reason': reason}}) AS exclusion FROM {definitions}"
        " WHERE target = '' GROUP BY name"
    )
    for _ in range(_REDIRECT_ROUNDS):
        connection.execute(
            "INSERT INTO marker_template SELECT redirect.name, min(exclusion)"
            f" FROM {definitions} AS redirect JOIN marker_template ON redirect.target = marker_template.name"
            " WHERE redirect.target <> '' AND redirect.name NOT IN (SELECT name FROM marker_template)"
            " GROUP BY redirect.name"
        )
    connection.execute(
        "INSERT INTO page_markers SELECT page_id, min(exclusion).kind, min(exclusion).reason"
        f" FROM {uses} AS uses JOIN marker_template ON template = name GROUP BY page_id"
    )


def _without_namespace(title: str) -> str:
    return title.partition(":")[2].strip() if ":" in title else title
