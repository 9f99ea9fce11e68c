"""A summary of decisions as a page for people."""

from __future__ import annotations

from training.review.summary import Summary
from training.runtime import html_pages


def summary_html(summary: Summary) -> bytes:
    """Return the summary as an HTML page that loads nothing else."""
    return html_pages.render("training.review", "summary.html.j2", summary=summary).encode("utf-8", "replace")
