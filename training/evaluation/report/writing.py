"""Write the report's two files. They hold no times: the same input gives the same bytes."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from training.evaluation import baseline as reference
from training.evaluation.report.content import ReportInput, content
from training.evaluation.report.verdicts import LEAST_PRECISION, LEAST_RECALL

HTML, JSON = "report.html", "report.json"
REPORT_FILES = (HTML, JSON)

_DIGITS = 6
_LABELS = {
    "articles": "articles of the wiki",
    "redirects": "redirects",
    "anchors": "texts that may be linked (anchors)",
    "pairs": "pairs of text and target",
    "examples": "pairs that the model was trained on",
    "positives": "of them, links that editors had made",
    "affixes": "beginnings and endings of inflected words",
    "longest_anchor": "characters of the longest anchor",
    "validation_articles_sentence": "validation articles, by first sentences",
    "validation_articles_article": "validation articles, whole",
    "validation_articles_half": "validation articles, half-linked",
}


def write_report(directory: Path, given: ReportInput) -> None:
    """Write report.html and report.json into the directory. Raises OSError."""
    figures = _rounded(asdict(content(given)))
    text = json.dumps(figures, ensure_ascii=False, allow_nan=False, indent=1) + "\n"
    (directory / JSON).write_bytes(text.encode("utf-8", "replace"))
    (directory / HTML).write_bytes(render(figures).encode("utf-8", "replace"))


def render(figures: dict[str, Any]) -> str:
    """The page that shows the figures of a report.json."""
    environment = Environment(
        loader=PackageLoader("training.evaluation.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(percent=_percent, whole=_whole, number=_number, score=_score, label=_label)
    least = {"precision": LEAST_PRECISION, "recall": LEAST_RECALL}
    template = environment.get_template("report.html.j2")
    return template.render(report=figures, rule=reference.MEANING, least=least) + "\n"


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _rounded(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(item) for item in value]
    return round(value, _DIGITS) if isinstance(value, float) else value


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.1f}"


def _whole(share: float) -> str:
    return f"{100 * share:.0f}"


def _number(count: int) -> str:
    # U+202F, a narrow space that does not break: read alike everywhere, unlike commas and dots
    return f"{count:,}".replace(",", "\u202f")


def _score(score: float) -> str:
    return f"{score:.2f}"


def _label(name: str) -> str:
    return _LABELS.get(name, name.replace("_", " "))
