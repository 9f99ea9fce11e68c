"""What the templates call: the facts around one article, as marks and as lists of marks in a sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from training.sample.facts import Facts, Row
from training.sample.marks import percent, upper_first


def listed(items: Iterable[str]) -> str:
    """The items as in a sentence: "A, B and C"."""
    *others, last = [*items] or [""]
    return f"{', '.join(others)} and {last}" if others else last


def label(title: str) -> str:
    """A title as running text says it: without the word in brackets or after a comma that tells it from others."""
    return re.sub(r" \([^)]*\)$| language$|, D\.C\.$", "", title)


class Wording:
    """The helpers for one article; each returns text with marks. Same facts, same wording."""

    def __init__(self, facts: Facts, row: Row) -> None:
        self._facts = facts
        self.row = row
        self.title = row["title"]

    def number(self, *key: str) -> int:
        """0 to 99, for this article and key."""
        return percent(self.title, *key)

    def pick(self, *phrases: str) -> str:
        """One of several ways to say the same thing."""
        return phrases[percent(self.title, phrases[0]) % len(phrases)]

    def mark(self, title: str, text: str = "") -> str:
        """A mark for a title, after "the" where its name needs it; plain text where there is no such article."""
        row = self._facts.articles.get(title)
        if row is None:
            return text or title
        text = text or row.get("name") or label(title)
        written = f"[{text}]" if upper_first(text) == title else f"[{title}|{text}]"
        return row.get("the", "") + written

    def marks(self, rows: Iterable[Row]) -> list[str]:
        """A mark for each row."""
        return [self.mark(row["title"]) for row in rows]

    def common(self, rows: Iterable[Row]) -> list[str]:
        """Marks for things that are no names, in small letters: "the [oak]" but "the [Komodo dragon]"."""
        return [self.mark(row["title"], self.small(row.get("name") or label(row["title"]))) for row in rows]

    def small(self, name: str) -> str:
        """A common noun as in the middle of a sentence; names that hold a proper noun stay."""
        return name if name.split(" ")[0] in _PROPER else name[:1].lower() + name[1:]

    def titles(self, joined: str) -> list[str]:
        """Marks for the values of a column."""
        return [self.mark(title) for title in joined.split(";")]

    def languages(self, joined: str) -> list[str]:
        """Marks for the languages of a column, written without "language"."""
        return [self.mark(self._language(name), name) for name in joined.split(";")]

    def _language(self, name: str) -> str:
        return name if name in self._facts.articles else f"{name} language"

    def where(self, kind: str, column: str, value: str) -> list[Row]:
        """Rows of a table with a value, but not this article's."""
        return [row for row in self._facts.where(kind, column, value) if row["title"] != self.title]

    def fact(self, title: str) -> Row:
        """The row of another article."""
        return self._facts.articles[title]

    def some(self, rows: Sequence[Row], count: int) -> list[Row]:
        """Some of the rows: those after this article's place in an order of its own."""
        return sorted(rows, key=lambda row: percent(self.title, row["title"]))[:count]

    def mentions(self, count: int) -> list[str]:
        """Titles of articles that are about this one too."""
        titles = [
            title for title in self._facts.mentioned_by.get(self.title, ()) if f"[{title}" not in self.row["text"]
        ]
        return sorted(titles, key=lambda title: percent(self.title, title))[:count]

    def contemporaries(self, count: int) -> list[Row]:
        """People of the same occupation, nearest in time first."""
        if not self.row["born"]:
            return []
        born = int(self.row["born"])
        others = [row for row in self.where("people", "job", self.row["job"]) if row["born"]]
        others = [row for row in others if abs(int(row["born"]) - born) < 40]
        return sorted(others, key=lambda row: (abs(int(row["born"]) - born), row["title"]))[:count]

    def neighbouring_elements(self) -> list[str]:
        """Marks for the elements before and after this one, as far as they have an article."""
        number = int(self.row["number"])
        near = sorted(self._facts.tables["elements"], key=lambda row: abs(int(row["number"]) - number))[1:3]
        return self.common(sorted(near, key=lambda row: int(row["number"])))

    def people_marked(self, text: str) -> str:
        """The text with marks for people who have an article."""
        for row in self._facts.tables["people"]:
            text = text.replace(row["title"], f"[{row['title']}]")
        return text

    def continents(self, countries: str) -> list[str]:
        """Marks for the continents of the countries in a column."""
        rows = [self._facts.articles[title] for title in countries.split(";") if title in self._facts.articles]
        return self.titles(";".join(dict.fromkeys(row["continent"] for row in rows if "continent" in row)))

    def adjective(self, title: str) -> str:
        """ "French" for "France"."""
        return self._facts.articles[title]["adjective"]

    def bold(self, text: str) -> str:
        """The text with the first mention of the article's subject in bold."""
        return re.sub(re.escape(self.title), lambda match: f"'''{match[0]}'''", text, count=1, flags=re.IGNORECASE)

    def a(self, noun: str) -> str:
        """The noun with "a" or "an"; it may be marked."""
        return f"{'an' if noun.lstrip('[')[:1] in 'aeioAEIO' else 'a'} {noun}"

    def globals(self) -> dict[str, Any]:
        """Everything that a template may call."""
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
