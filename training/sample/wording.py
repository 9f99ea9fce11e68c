"""Functions for the templates: facts related to an article, as marks and as lists of marks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from training.sample.facts import Facts, Row
from training.sample.marks import percent, upper_first


def listed(items: Iterable[str]) -> str:
    """Join the items as in a sentence: "A, B and C"."""
    *others, last = [*items] or [""]
    return f"{', '.join(others)} and {last}" if others else last


def label(title: str) -> str:
    """Return a title as running text uses it, without the disambiguating part in brackets or after a comma."""
    return re.sub(r" \([^)]*\)$| language$|, D\.C\.$", "", title)


class Wording:
    """The template functions for one article. They return text with marks, and depend on the facts only."""

    def __init__(self, facts: Facts, row: Row) -> None:
        self._facts = facts
        self.row = row
        self.title = row["title"]

    def number(self, *key: str) -> int:
        """Return a number from 0 to 99 that depends on the article and the key."""
        return percent(self.title, *key)

    def pick(self, *phrases: str) -> str:
        """Return one of several phrases with the same meaning."""
        return phrases[percent(self.title, phrases[0]) % len(phrases)]

    def mark(self, title: str, text: str = "") -> str:
        """Return a mark for a title, after "the" if its name needs it, or plain text if there is no such article."""
        row = self._facts.articles.get(title)
        if row is None:
            return text or title
        text = text or row.get("name") or label(title)
        written = f"[{text}]" if upper_first(text) == title else f"[{title}|{text}]"
        return row.get("the", "") + written

    def marks(self, rows: Iterable[Row]) -> list[str]:
        """Return a mark for each row."""
        return [self.mark(row["title"]) for row in rows]

    def common(self, rows: Iterable[Row]) -> list[str]:
        """Return marks as in the middle of a sentence: "[oak]", but "[Komodo dragon]" and "[Gustave Eiffel]"."""
        return [self.mark(row["title"], self._within_sentence(row)) for row in rows]

    def _within_sentence(self, row: Row) -> str:
        name = row.get("name") or label(row["title"])
        return name if row.get("proper") else self.small(name)

    def small(self, name: str) -> str:
        """Return a common noun with a lower-case first letter, unless it starts with a proper noun."""
        return name if name.split(" ")[0] in _PROPER else name[:1].lower() + name[1:]

    def titles(self, joined: str) -> list[str]:
        """Return a mark for each title in a column."""
        return [self.mark(title) for title in joined.split(";")]

    def languages(self, joined: str) -> list[str]:
        """Return a mark for each language in a column, labelled without "language"."""
        return [self.mark(self._language(name), name) for name in joined.split(";")]

    def _language(self, name: str) -> str:
        return name if name in self._facts.articles else f"{name} language"

    def where(self, kind: str, column: str, value: str) -> list[Row]:
        """Return the rows of a table whose column contains the value, except this article's row."""
        return [row for row in self._facts.where(kind, column, value) if row["title"] != self.title]

    def fact(self, title: str) -> Row:
        """Return the row of another article."""
        return self._facts.articles[title]

    def some(self, rows: Sequence[Row], count: int) -> list[Row]:
        """Return a pseudorandom selection of the rows that depends on this article."""
        return sorted(rows, key=lambda row: percent(self.title, row["title"]))[:count]

    def mentions(self, count: int) -> list[str]:
        """Return titles of articles whose text marks this article, and which its own text does not mark."""
        titles = [
            title for title in self._facts.mentioned_by.get(self.title, ()) if f"[{title}" not in self.row["text"]
        ]
        return sorted(titles, key=lambda title: percent(self.title, title))[:count]

    def contemporaries(self, count: int) -> list[Row]:
        """Return people of the same occupation who were born within 40 years, closest first."""
        if not self.row["born"]:
            return []
        born = int(self.row["born"])
        others = [row for row in self.where("people", "job", self.row["job"]) if row["born"]]
        others = [row for row in others if abs(int(row["born"]) - born) < 40]
        return sorted(others, key=lambda row: (abs(int(row["born"]) - born), row["title"]))[:count]

    def neighbouring_elements(self) -> list[str]:
        """Return marks for the elements before and after this one in the table."""
        number = int(self.row["number"])
        near = sorted(self._facts.tables["elements"], key=lambda row: abs(int(row["number"]) - number))[1:3]
        return self.common(sorted(near, key=lambda row: int(row["number"])))

    def people_marked(self, text: str) -> str:
        """Return the text with marks for people who have an article."""
        for row in self._facts.tables["people"]:
            text = text.replace(row["title"], f"[{row['title']}]")
        return text

    def continents(self, countries: str) -> list[str]:
        """Return marks for the continents of the countries in a column."""
        rows = [self._facts.articles[title] for title in countries.split(";") if title in self._facts.articles]
        return self.titles(";".join(dict.fromkeys(row["continent"] for row in rows if "continent" in row)))

    def adjective(self, title: str) -> str:
        """Return the adjective of a country, such as "French" for "France"."""
        return self._facts.articles[title]["adjective"]

    def bold(self, text: str) -> str:
        """Return the text with the first mention of the article's subject in bold."""
        return re.sub(re.escape(self.title), lambda match: f"'''{match[0]}'''", text, count=1, flags=re.IGNORECASE)

    def a(self, noun: str) -> str:
        """Return the noun, which may be a mark, with "a" or "an"."""
        return f"{'an' if noun.lstrip('[')[:1] in 'aeioAEIO' else 'a'} {noun}"

    def globals(self) -> dict[str, Any]:
        """Return everything that the templates use, by name."""
        helpers: list[Callable[..., Any]] = [
            self.number,
            self.pick,
            self.mark,
            self.marks,
            self.common,
            self.small,
            self.titles,
            self.languages,
            self.where,
            self.fact,
            self.some,
            self.mentions,
            self.contemporaries,
            self.neighbouring_elements,
            self.people_marked,
            self.continents,
            self.adjective,
            self.bold,
            self.a,
            listed,
        ]
        return {
            **{helper.__name__: helper for helper in helpers},
            "row": self.row,
            "title": self.title,
            "name": self.row.get("name") or label(self.title),
            "jobs": self._facts.jobs,
        }


_PROPER = frozenset(
    {"African", "Alpine", "American", "Andean", "Asian", "Atlantic", "Bactrian", "Dalmatian", "Eurasian", "European"}
    | {"Indian", "Komodo", "Nile", "Scots"}
)
