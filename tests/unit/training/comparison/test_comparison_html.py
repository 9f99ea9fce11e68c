"""A comparison as a page."""

from __future__ import annotations

import re

from tests.helpers.training.made_comparisons import made_article, made_comparison
from training.comparison.comparison_html import comparison_html


def test_the_page_shows_both_sides_and_escapes_what_wikis_write() -> None:
    article = made_article("<i>Kernow</i>", {"<u>": 0.5, "B": 0.9}, {"B": 0.9, "C": 0.6})
    page = comparison_html(made_comparison(article)).decode()
    assert "&lt;i&gt;Kernow&lt;/i&gt;" in page
    assert "<i>" not in page
    assert "<u>" not in page
    assert re.findall(r'<tr class="(\w+)">', page)[-3:] == ["gone", "kept", "new"]
    assert "80.0 %" in page


def test_the_page_loads_nothing_and_has_no_inline_styles() -> None:
    page = comparison_html(made_comparison(made_article("A", {"B": 0.5}, {}))).decode()
    assert not re.search(r"<script|<link rel=.stylesheet|\sstyle=|\son\w+=|https?://(?!www\.w3\.org)", page)


def test_nothing_changed() -> None:
    assert "No article has other links." in comparison_html(made_comparison(made_article("A", {}, {}))).decode()
    page = comparison_html(made_comparison(made_article("A", {}, {}), sample=None)).decode()
    assert "Neither bundle recommends a link." in page
