"""The tables of facts, and lookups across the tables."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeAlias

from training.sample.marks import marked_titles

FACTS = Path(__file__).parent / "facts"
KINDS = (
    "countries",
    "cities",
    "rivers",
    "mountains",
    "ranges",
    "waters",
    "lands",
    "sky",
    "elements",
    "people",
    "animals",
    "plants",
    "instruments",
    "sports",
    "works",
    "languages",
    "concepts",
)

Row: TypeAlias = Mapping[str, str]


def read_table(name: str) -> list[Row]:
    """Read the rows of facts/<name>.tsv. Each maps the columns to values."""
    with (FACTS / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE, strict=True))


@dataclass(frozen=True)
class Facts:
    """All tables.

    Attributes:
        tables: Rows of articles, by kind.
        jobs: Rows of occupations, by name.
        redirects: Targets of redirects, by title.
        aliases: Redirects that running text may use instead of a title, by that title.
        disambiguations: Rows of disambiguation pages.
    """

    tables: Mapping[str, list[Row]]
    jobs: Mapping[str, Row]
    redirects: Mapping[str, str]
    aliases: Mapping[str, str]
    disambiguations: list[Row]

    @classmethod
    def read(cls) -> Facts:
        """Read all tables from the package."""
        redirects = read_table("redirects")
        return cls(
            tables={kind: read_table(kind) for kind in KINDS},
            jobs={row["job"]: row for row in read_table("jobs")},
            redirects={row["title"]: row["target"] for row in redirects},
            aliases={row["target"]: row["title"] for row in redirects if row["prose"]},
            disambiguations=read_table("disambiguations"),
        )

    @cached_property
    def articles(self) -> Mapping[str, Row]:
        """Row of each article, by title."""
        return {row["title"]: row for rows in self.tables.values() for row in rows}

    @cached_property
    def mentioned_by(self) -> Mapping[str, list[str]]:
        """Titles of the articles whose text marks a title, by that title, in the order of the tables."""
        found: dict[str, list[str]] = defaultdict(list)
        for title, row in self.articles.items():
            for target in dict.fromkeys(marked_titles(row["text"])):
                if target != title:
                    found[target].append(title)
        return found

    def where(self, kind: str, column: str, value: str) -> list[Row]:
        """Return the rows of a table whose column, a list separated by semicolons, contains the value."""
        return [row for row in self.tables[kind] if value in row[column].split(";")]
