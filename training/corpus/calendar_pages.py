"""The pages about months and weekdays, and the titles of single days.

A page is about a month if its title, or a redirect to it, is a month's name in the wiki's language. CLDR does not know
every language of a Wikipedia, but such a wiki shares a few names with languages that it knows: "Abril", "Maio". These
names lead to the other months in three ways: most months of one locale are titles; the pages share a category, or the
text in parentheses; or they form a cycle of pages that link each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import duckdb
import numpy as np

from training.corpus.calendar_names import APOSTROPHES, SIZES, all_names, calendar_names, locale_of, without_apostrophes
from training.corpus.day_titles import add_days_of_months, add_months_of_days
from training.corpus.exclusion_rules import Exclusion
from training.corpus.plain_text import PlainText
from training.runtime.database import csv_source

LINKS = "calendar-links"
"""Prefix of the files with the rows of `calendar_links`."""

_MIN_NAMES = 3
"""The number of names of one locale that show what a category, or a cycle of links, is about."""
_MAX_MEMBERS_PER_NAME = 4
"""A category of months has at most this many members for each of the names that are known."""
_COMPARED = (
    r"regexp_replace(regexp_replace(lower(title.title), ' *[(（][^()（）]*[)）]$', ''), "
    f"'{APOSTROPHES.replace(chr(39), chr(39) * 2)}', '', 'g')"
)
_IN_PARENTHESES = r"regexp_extract(lower(title.title), '[(（]([^()（）]*)[)）]$', 1)"


def calendar_links(title: str, plain: PlainText) -> Iterator[tuple[str, str]]:
    """Yield (title, target) for an article's links, as far as they can be part of a cycle of months or weekdays.

    These are all links of pages whose title is the name of a month or weekday, and the links to such pages.
    """
    is_name = _is_name(title)
    targets = {link.target for link in plain.links} | set(plain.targets_outside)
    yield from ((title, target) for target in sorted(targets) if is_name or _is_name(target))


def exclude_calendar(
    connection: duckdb.DuckDBPyConnection, extracted: Path, language: str, rules: Mapping[str, Exclusion]
) -> None:
    """Add the pages about months and weekdays, and about days of a month, to page_markers(page_id, kind, reason).

    Args:
        connection: Database with the tables title, title_pattern and page_markers.
        extracted: Directory with the extracted categories and links.
        language: Language code of the wiki.
        rules: Exclusion by kind of name.
    """
    _create_names(connection, language)
    _create_groups(connection, extracted)
    connection.execute(
        # The names of the wiki's own language, and those of a locale whose names are mostly titles.
        "CREATE OR REPLACE TEMP TABLE calendar_page AS SELECT DISTINCT article, kind FROM named"
        " WHERE whole AND suffix = '' AND (own OR (kind, locale) IN (SELECT (kind, locale) FROM named"
        "  WHERE whole AND suffix = '' GROUP BY kind, locale HAVING 2 * count(DISTINCT number) >= any_value(size)))"
        # The members of a group with enough names of one locale.
        " UNION SELECT member.article, known.kind FROM member JOIN ("
        "  SELECT member.grouping, kind, locale FROM member JOIN named USING (article)"
        f"  GROUP BY member.grouping, kind, locale HAVING count(DISTINCT number) >= {_MIN_NAMES}"
        # Films may be called "May" and "June", too.
        "  AND (member.grouping NOT LIKE 'suffix %' OR 2 * count(DISTINCT number) >= any_value(size))"
        f"  AND {_MAX_MEMBERS_PER_NAME} * count(DISTINCT number) >="
        "   (SELECT count(*) FROM member AS other WHERE other.grouping = member.grouping)"
        " ) AS known USING (grouping)"
    )
    _add_cycles(connection, extracted)
    add_months_of_days(connection)
    add_days_of_months(connection)
    for kind, exclusion in rules.items():
        connection.execute(
            "INSERT INTO page_markers SELECT page_id, $kind, $reason FROM calendar_page"
            " JOIN title ON title.title = article WHERE calendar_page.kind = $names",
            {"kind": exclusion.kind, "reason": exclusion.reason, "names": kind},
        )


def _create_names(connection: duckdb.DuckDBPyConnection, language: str) -> None:
    """Create named(article, suffix, kind, number, locale, whole, own, size): the articles that have a calendar name."""
    own = locale_of(language)
    names = calendar_names()
    columns = {
        "name": np.array([name.name for name in names], object),
        "kind": np.array([name.kind for name in names], object),
        "number": np.array([name.number for name in names]),
        "locale": np.array([name.locale for name in names], object),
        "whole": np.array([name.whole for name in names]),
        "own": np.array([name.locale == own for name in names]),
        "size": np.array([SIZES[name.kind] for name in names]),
    }
    connection.register("calendar_name", columns)
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE named AS SELECT DISTINCT"
        f" if(target = '', title.title, target) AS article, {_IN_PARENTHESES} AS suffix,"
        " kind, number, locale, whole, own, size"
        f" FROM title JOIN calendar_name ON name = {_COMPARED}"
    )
    connection.unregister("calendar_name")


def _create_groups(connection: duckdb.DuckDBPyConnection, extracted: Path) -> None:
    """Create member(grouping, article): the members of categories, and the named articles with the same suffix."""
    categories = csv_source(extracted, "categories", {"page_id": "UBIGINT", "category": "VARCHAR"})
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE member AS SELECT DISTINCT 'category ' || category AS grouping, title AS article"
        f" FROM {categories} AS found JOIN title USING (page_id) WHERE category IN ("
        f"  SELECT category FROM {categories} AS known JOIN title USING (page_id)"
        "   WHERE title IN (SELECT article FROM named))"
        " UNION SELECT 'suffix ' || suffix, article FROM named WHERE suffix <> ''"
    )


def _add_cycles(connection: duckdb.DuckDBPyConnection, extracted: Path) -> None:
    """Add the pages that link to all known names of a locale and are linked from them, if they complete a cycle."""
    links = csv_source(extracted, LINKS, {"source": "VARCHAR", "target": "VARCHAR"})
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE mutual AS WITH resolved AS ("
        "  SELECT DISTINCT source, if(title.target = '', title.title, title.target) AS target"
        f"  FROM {links} AS links JOIN title ON title.title = links.target)"
        " SELECT a.source AS name, a.target AS other FROM resolved AS a"
        " JOIN resolved AS b ON a.source = b.target AND a.target = b.source WHERE a.source <> a.target"
    )
    connection.execute(
        "INSERT INTO calendar_page WITH linked AS ("
        "  SELECT DISTINCT kind, locale, size, article, other FROM named JOIN mutual ON name = article),"
        # A name is in the cycle if it links most of the locale's other names.
        " core AS (SELECT kind, locale, size, article FROM linked WHERE other IN (SELECT article FROM named"
        "   WHERE named.kind = linked.kind AND named.locale = linked.locale)"
        f"  GROUP BY kind, locale, size, article HAVING count(DISTINCT other) >= {_MIN_NAMES} - 1),"
        " sized AS (SELECT kind, locale, size, count(*) AS names FROM core GROUP BY kind, locale, size"
        f"  HAVING count(*) >= {_MIN_NAMES}),"
        " rest AS (SELECT kind, locale, other FROM linked SEMI JOIN core USING (kind, locale, article)"
        "  JOIN sized USING (kind, locale) WHERE other NOT IN (SELECT article FROM core WHERE core.kind = linked.kind"
        "   AND core.locale = linked.locale)"
        "  GROUP BY kind, locale, other, names HAVING count(DISTINCT article) = names),"
        " complete AS (SELECT kind, locale FROM sized LEFT JOIN rest USING (kind, locale)"
        "  GROUP BY kind, locale, size, names HAVING names + count(other) BETWEEN size AND size + 2)"
        " SELECT article, kind FROM core SEMI JOIN complete USING (kind, locale)"
        " UNION SELECT other, kind FROM rest SEMI JOIN complete USING (kind, locale)"
    )


def _is_name(title: str) -> bool:
    return without_apostrophes(title.lower()).partition(" (")[0] in all_names()
