"""Learn which parameters of templates are titles nearly always, so that their values count as links.

Infoboxes and hatnotes print such a value as a link. The dump does not say what a template prints, so a parameter that
holds titles and is printed as plain text is learned as well.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import duckdb

from linking.template_links import LINK_PARAMETERS, LinkParameters, parameter_title
from linking.text.titles import Site, template_name
from linking.wikitext.article import Article
from linking.wikitext.template_parameters import call_parameters, named_calls
from training.runtime.database import csv_source, fetch_rows
from training.runtime.output_files import write_text

TABLE = "parameters"
MIN_USES, MIN_TITLE_SHARE = 10, 0.85
"""A parameter is learned if it has this many values, and this share of them are titles of articles or redirects."""
MIN_TITLES, MIN_DISTINCT_SHARE = 5, 0.8
"""At least this many different values are titles, and this share of all different values. The names of languages and of
places of publication are repeated, so titles can be most values of a parameter that is free text."""
MAX_PARAMETERS = 20_000
"""The number of parameters of a bundle, the most used first: more would take much memory in each worker."""

MAX_CHUNK_PARAMETERS, MAX_CHUNK_VALUES = 20_000, 50
"""The number of parameters that a chunk counts, and of values of each. Large wikis have many chunks."""

_COLUMNS = {"template": "VARCHAR", "key": "VARCHAR", "title": "VARCHAR", "uses": "UINTEGER"}
_NO_TITLE = ""


ParameterValue = tuple[str, str, str]
"""The template, the key of the parameter, and the title that the value names, or "" if it names none."""


class ParameterFinder:
    """Finds the values of the parameters of templates in the articles of one wiki."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._names: dict[str, str] = {}

    def find(self, title: str, article: Article) -> Iterator[ParameterValue]:
        """Yield the values of an article's templates in order. The article's own title is no link."""
        for call in named_calls(article.wikitext, article.templates):
            template = self._names.get(call.name)
            if template is None:
                template = self._names[call.name] = template_name(self._site, call.name)
            for key, value in call_parameters(article.wikitext, call):
                named = parameter_title(self._site, value)
                yield template, key, _NO_TITLE if named is None or named == title else named


class ParameterCounter:
    """Counts the values of the parameters of templates in the articles of one chunk."""

    def __init__(self) -> None:
        # (template, key) -> title -> uses
        self._counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        self._values: Counter[tuple[str, str]] = Counter()

    def add(self, values: Iterable[ParameterValue]) -> None:
        """Count the values of an article's templates."""
        for template, key, title in values:
            parameter = template, key
            if self._values[parameter] >= MAX_CHUNK_VALUES:
                continue
            if parameter not in self._counts and len(self._counts) >= MAX_CHUNK_PARAMETERS:
                continue
            self._counts[parameter][title] += 1
            self._values[parameter] += 1

    def rows(self) -> Iterator[tuple[str, str, str, int]]:
        """Yield (template, key, title or "", uses), sorted."""
        for (template, key), titles in sorted(self._counts.items()):
            yield from ((template, key, title, uses) for title, uses in sorted(titles.items()))


def write_link_parameters(connection: duckdb.DuckDBPyConnection, extracted: Path, directory: Path) -> None:
    """Add up the rows of all chunks, look the titles up in the table title, and write the parameters that are learned.

    Raises:
        duckdb.Error: The database cannot be read or written.
        OSError: The file cannot be written.
    """
    source = csv_source(extracted, TABLE, _COLUMNS)
    values = (
        "SELECT template, key, found.title AS value, count(title.title) > 0 AS is_title, sum(uses) AS uses"
        f" FROM {source} AS found LEFT JOIN title ON found.title = title.title GROUP BY template, key, found.title"
    )
    learned = (
        f"SELECT template, key FROM ({values}) GROUP BY template, key"
        f" HAVING sum(uses) >= {MIN_USES} AND count(*) FILTER (is_title) >= {MIN_TITLES}"
        f" AND sum(uses) FILTER (is_title) >= {MIN_TITLE_SHARE} * sum(uses) AND count(*) FILTER (is_title)"
        f" >= {MIN_DISTINCT_SHARE} * sum(CASE WHEN value = '{_NO_TITLE}' THEN uses ELSE 1 END)"
        f" ORDER BY sum(uses) DESC, template, key LIMIT {MAX_PARAMETERS}"
    )
    keys: dict[str, set[str]] = defaultdict(set)
    for template, key in fetch_rows(connection.execute(learned)):
        keys[template].add(key)
    text = json.dumps(LinkParameters(keys).to_json(), ensure_ascii=False, indent=1) + "\n"
    write_text(directory / LINK_PARAMETERS, text)
