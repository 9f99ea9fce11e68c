"""A comparison as a page for people."""

from __future__ import annotations

from training.comparison.comparison import Comparison
from training.comparison.comparison_text import WORDS
from training.runtime import html_pages


def comparison_html(comparison: Comparison) -> bytes:
    """Return the comparison as an HTML page that loads nothing else."""
    page = html_pages.render("training.comparison", "comparison.html.j2", comparison=comparison, words=WORDS)
    return page.encode("utf-8", "replace")
