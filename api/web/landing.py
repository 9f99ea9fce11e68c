"""The landing page: what the service is, an example to try, and a table of the wikis."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from flask import Request, Response, render_template

from api.serving.report import Estimate
from api.serving.service import Service
from api.serving.wiki_overview import WikiOverview
from api.web.examples import Example, choose_example
from api.web.language_names import LanguageName, language_name, own_name, reader_language
from linking.bundle.names import REPORT_HTML
from linking.text.database_names import project_address, split_database_name

DEFAULT_SORT = "language"


@dataclass(frozen=True, slots=True)
class Row:
    """A wiki's row of the table. A figure is None if it is unknown.

    Attributes:
        overview: The wiki and its bundle.
        language: Name of its language for the reader.
        own_language: Name of its language in itself; empty if unknown.
        code: Code of its language; empty if unknown.
        address: Address of the wiki; empty if unknown.
        articles: Number of its articles.
        dump_date: Date of the dump; empty if unknown.
        dump_age: Age of the dump in words; empty if unknown.
        precision: Precision with its interval.
        recall: Recall with its interval.
        pool: Number of articles with a task, with its interval.
        verdict: "fit", "unfit" or "unknown".
    """

    overview: WikiOverview
    language: LanguageName
    own_language: str
    code: str
    address: str
    articles: int | None
    dump_date: str
    dump_age: str
    precision: Estimate | None
    recall: Estimate | None
    pool: Estimate | None
    verdict: str

    @property
    def has_report(self) -> bool:
        """True if the bundle has a report for people."""
        return self.overview.manifest is not None and REPORT_HTML in self.overview.manifest.files

    def matches(self, text: str) -> bool:
        """Return True if the reader's search text is in a name of the wiki or its language."""
        words = (self.overview.wiki, self.language.text, self.own_language, self.code)
        return text.casefold() in " ".join(words).casefold()


def _value(estimate: Estimate | None) -> float | None:
    return estimate.value if estimate else None


SORT_KEYS: Mapping[str, Callable[[Row], Any]] = {
    "language": lambda row: row.language.text.casefold(),
    "wiki": lambda row: row.overview.wiki,
    "articles": lambda row: row.articles,
    "dump": lambda row: row.dump_date or None,
    "precision": lambda row: _value(row.precision),
    "recall": lambda row: _value(row.recall),
    "pool": lambda row: _value(row.pool),
    "state": lambda row: (row.overview.usable, {"unfit": 0, "unknown": 1, "fit": 2}[row.verdict]),
    "rules": lambda row: row.overview.rules.count,
}
"""Keys of the table's columns. None sorts last in both orders."""


@dataclass(frozen=True, slots=True)
class Column:
    """The head of a column.

    Attributes:
        name: Its key in SORT_KEYS.
        title: Its text.
        numeric: True if it has figures.
        order: Value of `aria-sort`; empty if the table is not sorted by it.
        next_order: Order that a click on it asks for.
    """

    name: str
    title: str
    numeric: bool
    order: str
    next_order: str


_TITLES: Mapping[str, tuple[str, bool]] = {
    "language": ("Language", False),
    "wiki": ("Wiki", False),
    "articles": ("Articles", True),
    "dump": ("Dump", False),
    "precision": ("Precision", True),
    "recall": ("Recall", True),
    "pool": ("With tasks", True),
    "state": ("Verdict", False),
    "rules": ("Rules", False),
}


def landing_page(service: Service, request: Request) -> Response:
    """Return the page for a reader, with the table as the query asks for it: `sort`, `order` and `q`, a search text."""
    overviews = service.overviews.all()
    reader = reader_language(request.accept_languages)
    rows = [make_row(overview, reader) for overview in overviews]
    sort = request.args.get("sort", DEFAULT_SORT)
    sort = sort if sort in SORT_KEYS else DEFAULT_SORT
    descending = request.args.get("order") == "desc"
    text = request.args.get("q", "").strip()
    response = Response(
        render_template(
            "landing.html",
            rows=sort_rows([row for row in rows if row.matches(text)], sort, descending=descending),
            total=len(rows),
            columns=_columns(sort, descending=descending),
            text=text,
            problems=[row for row in rows if row.overview.problem or row.overview.rules.problems],
            example=_example(service, overviews, request),
        )
    )
    response.vary.add("Accept-Language")
    return response


def make_row(overview: WikiOverview, reader: str) -> Row:
    """Return the row of a wiki for a reader."""
    manifest, report = overview.manifest, overview.report
    sentences = report.first_sentences if report else None
    project_code = split_database_name(overview.wiki)[0]
    code = "simple" if project_code == "simple" else manifest.language if manifest else project_code
    dump_date = manifest.dump.date if manifest else ""
    return Row(
        overview=overview,
        language=language_name(code, reader),
        own_language=own_name(code),
        code=code,
        address=_address(overview),
        articles=manifest.counts.get("articles") if manifest else None,
        dump_date=dump_date,
        dump_age=age(dump_date, datetime.now(UTC).date()),
        precision=sentences.precision if sentences else None,
        recall=sentences.recall if sentences else None,
        pool=report.pool if report else None,
        verdict=_verdict(overview),
    )


def sort_rows(rows: Sequence[Row], sort: str, *, descending: bool) -> Sequence[Row]:
    """Return the rows in an order. Rows without the figure come last, and equal ones by the wiki's name."""
    key = SORT_KEYS[sort]
    known = sorted(
        sorted((row for row in rows if key(row) is not None), key=lambda row: row.overview.wiki),
        key=key,
        reverse=descending,
    )
    return [*known, *(row for row in rows if key(row) is None)]


def age(text: str, today: date) -> str:
    """Return the age of a date in words, such as "3 months"; empty if the text is not a date."""
    try:
        days = max(0, (today - date.fromisoformat(text)).days)
    except ValueError:
        return ""
    for unit, length in (("year", 365), ("month", 30), ("day", 1)):
        count = days // length
        if count:
            return f"{count} {unit}{'s' if count > 1 else ''}"
    return "today"


def _columns(sort: str, *, descending: bool) -> Sequence[Column]:
    order = "descending" if descending else "ascending"
    return [
        Column(
            name,
            title,
            numeric,
            order if name == sort else "",
            # Of figures, the highest are the first to be of interest.
            ("asc" if descending else "desc") if name == sort else ("desc" if numeric else "asc"),
        )
        for name, (title, numeric) in _TITLES.items()
    ]


def _address(overview: WikiOverview) -> str:
    """Return the address of the wiki's main page, as the dump or the project has it; empty if unknown."""
    base = overview.site.base if overview.site else ""
    return base if base.startswith(("https://", "http://")) else project_address(overview.wiki) or ""


def _verdict(overview: WikiOverview) -> str:
    verdict = overview.manifest.training.get("verdict") if overview.manifest else None
    if not isinstance(verdict, Mapping) or "publishable" not in verdict:
        return "unknown"
    return "fit" if verdict["publishable"] is True else "unfit"


def _example(service: Service, overviews: Sequence[WikiOverview], request: Request) -> Example | None:
    if not service.config.playground:
        return None
    return choose_example(service, overviews, [tag for tag, quality in request.accept_languages if quality > 0])
