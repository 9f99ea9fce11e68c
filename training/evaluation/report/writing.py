"""Writes the two files of the report. They contain no times, so the same input gives the same bytes.

The version of the bundle, which is a time, is added to the page when the bundle gets it.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from linking.bundle.names import REPORT_HTML, REPORT_JSON
from training.evaluation import baseline
from training.evaluation.report.content import ReportInput, content
from training.evaluation.report.verdicts import MIN_PRECISION, MIN_RECALL
from training.runtime import html_pages
from training.runtime.output_files import write_bytes

_DIGITS = 6
_VERSION_PLACE = b"<!-- version -->"
_SHOWN_SUGGESTIONS = 12
"""The page shows the other suggestions on demand."""
_LABELS = {
    "articles": "articles",
    "redirects": "redirects",
    "anchors": "anchors",
    "pairs": "pairs of an anchor and a candidate",
    "links": "links with the text of an anchor",
    "examples": "training examples",
    "positives": "positive training examples: links made by editors",
    "affixes": "prefixes and suffixes of inflected words",
    "longest_anchor": "characters in the longest anchor",
    "validation_articles": "validation articles",
    "validation_articles_sentence": "validation articles with links in the first sentence",
    "validation_articles_article": "validation articles, with all links masked",
    "validation_articles_half": "validation articles, with half of the links masked",
}


def write_report(directory: Path, given: ReportInput) -> None:
    """Write report.html and report.json into the directory.

    Raises:
        OSError: The files cannot be written.
    """
    figures = _rounded(asdict(content(given)))
    text = json.dumps(figures, ensure_ascii=False, allow_nan=False, indent=1) + "\n"
    write_bytes(directory / REPORT_JSON, text.encode("utf-8", "replace"))
    write_bytes(directory / REPORT_HTML, render(figures).encode("utf-8", "replace"))


def add_version(directory: Path, version: str) -> None:
    """Name the version of the bundle in the report for people, if the directory has one.

    Raises:
        OSError: The file cannot be read or written.
    """
    path = directory / REPORT_HTML
    if path.exists():
        named = f" · version {version}".encode()
        write_bytes(path, path.read_bytes().replace(_VERSION_PLACE, named, 1))


def render(figures: dict[str, Any]) -> str:
    """Return the HTML page for the content of a report.json."""
    return html_pages.render(
        "training.evaluation.report",
        "report.html.j2",
        report=figures,
        rule=baseline.MEANING,
        minimum={"precision": MIN_PRECISION, "recall": MIN_RECALL},
        shown=_SHOWN_SUGGESTIONS,
        labels=_LABELS,
    )


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _rounded(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(item) for item in value]
    return round(value, _DIGITS) if isinstance(value, float) else value
