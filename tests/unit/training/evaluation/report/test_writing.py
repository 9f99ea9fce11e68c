"""The two files of the report: they show the content, and are the same for the same input."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest

from linking.bundle.names import REPORT_FILES
from linking.wikitext.excerpts import Excerpt
from tests.helpers.training.evaluations import GOOD_POOL, make_evaluation, make_sampled, make_unmasked
from tests.helpers.training.reports import BAD, BASELINE, GOOD, outcome, report_input
from training.evaluation.report import ReportInput, add_version, write_report
from training.evaluation.unmasked_articles import UnmaskedResult
from training.learning.acceptance_adaptation import Adaptation

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
    assert not [a for a in attributes if a[0] in {"script", "img", "iframe"} or a[1] in {"src", "style"}]
    assert all(value.startswith(("data:", "#")) for _, name, value in attributes if name == "href")
    assert not re.search(r"https?:|url\(|@import", page.replace("xmlns='http://www.w3.org/2000/svg'", ""))


def test_the_page_says_the_verdict_first(tmp_path):
    good, _ = written(tmp_path, report_input())
    assert "✓ Fit to publish On first sentences, precision is 86.7 % and recall 65.0 %" in Page(good).text
    bad, figures = written(tmp_path, report_input(evaluation=make_evaluation(BAD, BASELINE, 400)))
    text = Page(bad).text
    assert text.index("✗ Do not publish Precision on first sentences is 0.100") < text.index("Recall")
    assert figures["verdict"]["publishable"] is False


def test_the_page_names_the_version_once_the_bundle_has_one(tmp_path):
    page, _ = written(tmp_path, report_input())
    assert "version" not in Page(page).text
    add_version(tmp_path, "20260101T000000Z")
    named = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "features · version 20260101T000000Z" in Page(named).text
    add_version(tmp_path, "20260202T000000Z")
    assert (tmp_path / "report.html").read_text(encoding="utf-8") == named
    (tmp_path / "report.html").unlink()
    add_version(tmp_path, "20260101T000000Z")
    assert not (tmp_path / "report.html").exists()


def test_headings_descend_step_by_step_and_every_head_of_a_table_has_a_name(tmp_path):
    page, _ = written(tmp_path, report_input())
    levels = [int(level) for level in re.findall(r"<h([1-6])", page)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    heads = re.findall(r"<th\b([^>]*)>(.*?)</th>", page, re.DOTALL)
    assert heads
    assert [head for head in heads if "scope=" not in head[0] or not re.sub(r"<[^>]+>", "", head[1]).strip()] == []


def test_plots_are_inline_svg_with_a_description(tmp_path):
    page, _ = written(tmp_path, report_input())
    plots = [
        ElementTree.fromstring(svg) for svg in re.findall(r"<svg.*?</svg>", page, re.DOTALL) if "aria-hidden" not in svg
    ]
    assert len(plots) == 3
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


def test_suggestions_are_marked_as_linked_or_not_by_a_sign_and_words(tmp_path):
    text = Page(written(tmp_path, report_input())[0]).text
    assert "✓ linked by editors · score 0.75 · river → River The river is long. in Thames" in text
    assert "○ not linked by editors · score 0.75 · river → River · editors did not link this text" in text
    assert "○ not linked by editors · score 0.75 · river → River · editors linked it to Ouse" in text


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


def test_what_newcomers_would_see_comes_before_what_editors_linked(tmp_path):
    sample = [make_unmasked(f"isle {number}", sample_key=number) for number in range(40)]
    evaluation = make_evaluation(GOOD, BASELINE, 400, unmasked=replace(GOOD_POOL, sample=sample))
    page, figures = written(tmp_path, report_input(evaluation=evaluation))
    text = Page(page).text
    assert "about 1 646 of 12 345 get 2 suggestions or more" in text
    assert "0.6 73.6 40 60 1 646 2 469 1 228–2 179" in text, "the row of the threshold in the pool"
    assert "0.6–0.7 60 65.0" in text, "the band of scores"
    assert "Threshold 0.7 is the highest with a usable pool, which is 500 tasks" in text
    assert text.index("40 random suggestions") < text.index("Held back") < text.index("Finding editors' links")
    assert [text.count(f"0.75 isle {number} → Isle An isle {number} is there.") for number in range(40)] == [1] * 40
    assert "28 more" in text
    assert figures["newcomers"]["suggestions"][0] == {
        "lot": 0,
        "title": "Thames",
        "target": "Isle",
        "score": 0.75,
        "sentence": {"before": "An ", "text": "isle 0", "after": " is there. It is small."},
    }


def test_a_wiki_without_suggestions_on_articles_as_they_are_gets_a_report(tmp_path):
    for unmasked in (UnmaskedResult(), UnmaskedResult([[]] * 9)):
        evaluation = make_evaluation(GOOD, BASELINE, 400, unmasked=unmasked)
        page, figures = written(tmp_path, report_input(evaluation=evaluation))
        assert "No suggestion on these articles scores that high." in Page(page).text
        assert "No threshold gives a usable pool" in Page(page).text
        assert figures["newcomers"]["usable_threshold"] is None


def test_counts_are_shown_in_words(tmp_path):
    text = Page(written(tmp_path, report_input())[0]).text
    assert "12 345 articles" in text
    assert "testwiki-20260101-pages-articles.xml.bz2" in text


def test_the_default_model_is_named_in_both_files(tmp_path):
    page, figures = written(tmp_path, report_input(default_model=True))
    assert figures["model"] == "default"
    assert any("default model" in caution for caution in figures["cautions"])
    assert "the default model for small wikis" in Page(page).text


def test_the_page_says_what_decisions_were_worth(tmp_path):
    page, figures = written(tmp_path, report_input(decisions=outcome()))
    text = Page(page).text
    assert "300 decisions of the wiki's reviewers, 20 of which skip the suggestion." in text
    assert "Reviewers disagreed about 7 of them" in text
    assert "The decisions adapt how much the model expects reviewers to accept" in text
    assert "without decisions with decisions" in text
    assert "area under the ROC curve 0.70 0.60–0.80 0.70" in text
    assert "Decisions change the log loss by -0.200 to -0.100" in text
    assert figures["decisions"]["adaptation"] == "intercept"


def test_the_page_says_why_decisions_changed_nothing(tmp_path):
    kept = outcome(adaptation=Adaptation.NONE, reason="they are too few", adapted=None, half_life=90.0)
    text = Page(written(tmp_path, report_input(decisions=kept))[0]).text
    assert "The default model is kept : they are too few." in text
    assert "A decision counts half after 90 days." in text
    assert "with decisions" not in text


def test_without_decisions_there_is_no_section_on_them(tmp_path):
    page, figures = written(tmp_path, report_input())
    assert "What reviewers decided" not in page
    assert figures["decisions"] is None
