"""The two files of the report: they show the content, and are the same for the same input."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

from linking.bundle.names import REPORT_FILES
from tests.helpers.training.evaluations import make_evaluation, make_sampled
from tests.helpers.training.reports import BAD, BASELINE, GOOD, report_input
from training.evaluation.report import ReportInput, write_report
from training.evaluation.sentence_context import Excerpt

VOID = {"meta", "link", "br", "img", "hr", "input"}


def written(directory: Path, what: ReportInput) -> tuple[str, dict]:
    write_report(directory, what)
    page = (directory / "report.html").read_text(encoding="utf-8")
    return page, json.loads((directory / "report.json").read_text(encoding="utf-8"))


class Page(HTMLParser):
    """Checks that elements are nested correctly, and collects text and attributes."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.words: list[str] = []
        self.attributes: list[tuple[str, str, str | None]] = []
        self.feed(source)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.attributes += [(tag, name, value) for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.attributes += [(tag, name, value) for name, value in attrs]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] != "style":
            self.words += data.split()

    @property
    def text(self) -> str:
        return " ".join(self.words)


def test_the_same_input_gives_the_same_bytes_and_no_other_files(tmp_path):
    first, second = tmp_path / "first", tmp_path / "second"
    for directory in (first, second):
        directory.mkdir()
        write_report(directory, report_input())
    assert sorted(path.name for path in first.iterdir()) == sorted(REPORT_FILES)
    for name in REPORT_FILES:
        assert (first / name).read_bytes() == (second / name).read_bytes()


def test_the_page_loads_nothing(tmp_path):
    page, _ = written(tmp_path, report_input())
    attributes = Page(page).attributes
    assert not [a for a in attributes if a[0] in {"script", "link", "img", "iframe"} or a[1] in {"src", "href"}]
    assert not re.search(r"https?:|url\(|@import", page)


def test_the_page_says_the_verdict_first(tmp_path):
    good, _ = written(tmp_path, report_input())
    assert "✓ Fit to publish On first sentences, precision is 86.7 % and recall 65.0 %" in Page(good).text
    bad, figures = written(tmp_path, report_input(evaluation=make_evaluation(BAD, BASELINE, 400)))
    text = Page(bad).text
    assert text.index("✗ Do not publish Precision on first sentences is 0.100") < text.index("Recall")
    assert figures["verdict"]["publishable"] is False


def test_plots_are_inline_svg_with_a_description(tmp_path):
    page, _ = written(tmp_path, report_input())
    plots = [ElementTree.fromstring(svg) for svg in re.findall(r"<svg.*?</svg>", page, re.DOTALL)]
    assert len(plots) == 6
    assert all(plot.get("role") == "img" and plot.get("aria-label") for plot in plots)
    corners = [
        float(n)
        for plot in plots
        for line in plot.iter("polyline")
        for n in re.split("[, ]", line.get("points").strip())
    ]
    assert corners
    assert 0 <= min(corners) <= max(corners) <= 280


def test_the_table_has_the_baseline_as_its_last_row(tmp_path):
    page, _ = written(tmp_path, report_input())
    assert "0.9 100.0 50.0 100.0 50.0 100.0 50.0 baseline 75.0 37.5 75.0 37.5 75.0 37.5" in Page(page).text


def test_suggestions_are_marked_right_or_wrong_by_a_sign_and_a_word(tmp_path):
    text = Page(written(tmp_path, report_input())[0]).text
    assert "✓ right · score 0.75 · river → River The river is long. in Thames" in text
    assert "✗ wrong · score 0.75 · river → River · no editor linked this text" in text
    assert "✗ wrong · score 0.75 · river → River · editors linked it to Ouse" in text


def test_text_of_articles_is_escaped_and_has_its_own_direction(tmp_path):
    evil = replace(
        make_sampled("<b>&", '"><script>alert(1)</script>'),
        title="<i>ܐܘܪܗܝ",
        paragraph=Excerpt("</p><script>", "<b>&", "{{ 7 * 7 }}\ud800"),
    )
    page, figures = written(tmp_path, report_input(evaluation=make_evaluation(GOOD, BASELINE, 400, [evil])))
    parsed = Page(page)
    assert "<script" not in page
    assert "</p><script><b>&{{ 7 * 7 }}?" in parsed.text.replace(" <b>&", "<b>&").replace("& {{", "&{{")
    assert ("p", "dir", "auto") in parsed.attributes
    assert ("p", "lang", "en") in parsed.attributes
    assert figures["suggestions"][0]["target"] == '"><script>alert(1)</script>'


@pytest.mark.parametrize("scores", [[], [(0.05, False)], [(1.0, True)]])
def test_wikis_with_next_to_nothing_get_a_report_too(tmp_path, scores):
    page, figures = written(tmp_path, report_input(evaluation=make_evaluation(scores, [], len(scores))))
    assert "No suggestion scores that high." in Page(page).text
    assert figures["suggestions"] == []


def test_counts_are_shown_in_words(tmp_path):
    text = Page(written(tmp_path, report_input())[0]).text
    assert "12 345 articles" in text
    assert "testwiki-20260101-pages-articles.xml.bz2" in text


def test_the_default_model_is_named_in_both_files(tmp_path):
    page, figures = written(tmp_path, report_input(default_model=True))
    assert figures["model"] == "default"
    assert any("default model" in caution for caution in figures["cautions"])
    assert "the default model for small wikis" in Page(page).text
