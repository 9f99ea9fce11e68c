"""Titles of single days, "28 d'abril", and the months that they name."""

from __future__ import annotations

import duckdb

_MIN_MONTHS = 10
"""The number of patterns of day titles, such as "# d'abril", that show how a wiki writes them."""
_DAYS = (28, 31)
"""A month has this many days. A pattern may lack none of them."""
_BEFORE_MONTH = r"\pL?|\PL{0,2}\pL{0,3}\PL{1,2}"
"""A particle of up to three letters, as in "28 d'abril" and "1 de maio", or one letter that is joined to the month."""
_AFTER_MONTH = r"|[^\pL(（]{1,2}\pL{0,3}[^\pL)）]{0,2}"
_SINGLE_DAY = "length(title) - length(pattern) + 1 <= 2"
_AROUND_NUMBER = "trim(replace(pattern, '#', ''))"


def add_months_of_days(connection: duckdb.DuckDBPyConnection) -> None:
    """Add the months that complete series of day titles name to calendar_page(article, kind).

    Args:
        connection: Database with the tables title, title_pattern and calendar_page.
    """
    connection.execute(
        "INSERT INTO calendar_page WITH day_pattern AS ("
        f"  SELECT pattern, lower({_AROUND_NUMBER}) AS month FROM title_pattern WHERE {_one_number()}"
        f"  GROUP BY pattern HAVING count(*) BETWEEN {_DAYS[0]} AND {_DAYS[1]} AND bool_and({_SINGLE_DAY})),"
        # Every end of a pattern that begins with a word may be the month's name.
        " name AS (SELECT DISTINCT unnest([month, regexp_extract(month, '^[^ ''’]{1,3}[ ''’]+(.+)$', 1)]) AS name"
        f"  FROM day_pattern WHERE (SELECT count(*) FROM day_pattern) BETWEEN {_MIN_MONTHS} AND 2 * {_MIN_MONTHS})"
        " SELECT DISTINCT if(target = '', title, target), 'month' FROM title JOIN name ON lower(title) = name"
    )


def add_days_of_months(connection: duckdb.DuckDBPyConnection) -> None:
    """Add the titles that are a number of one or two digits and a known month to calendar_page(article, kind)."""
    connection.execute(
        "INSERT INTO calendar_page WITH month AS ("
        "  SELECT DISTINCT lower(title) AS name FROM title JOIN calendar_page"
        "   ON article = if(target = '', title, target) WHERE kind = 'month' AND length(title) >= 3),"
        " day_pattern AS (SELECT DISTINCT pattern FROM"
        f"  (SELECT DISTINCT pattern, lower({_AROUND_NUMBER}) AS words FROM title_pattern WHERE {_one_number()})"
        "   JOIN month ON ends_with(words, name) AND regexp_full_match(left(words, -length(name)), $before)"
        "   OR starts_with(words, name) AND regexp_full_match(substr(words, length(name) + 1), $after))"
        " SELECT DISTINCT title.title, 'day'"
        " FROM title_pattern SEMI JOIN day_pattern USING (pattern) JOIN title ON title.title = title_pattern.title"
        # A redirect from a day may lead to what happened on it.
        f" WHERE target = '' AND {_SINGLE_DAY.replace('title', 'title.title', 1)}",
        {"before": _BEFORE_MONTH, "after": _AFTER_MONTH},
    )


def _one_number() -> str:
    """Return the condition that the title is a number, and words before or after it."""
    return "length(pattern) BETWEEN 3 AND 40 AND (pattern LIKE '#%' OR pattern LIKE '%#') AND pattern NOT LIKE '%#%#%'"
