"""The report says whether to publish, shows why, and is the same for the same input."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
import xgboost

from linking.bundle.manifest import DumpName
from linking.features.definitions import FEATURES, NAMES
from linking.text.titles import Site
from tests.helpers.training.trials import make_suggested, make_trial, make_trials
from training.evaluation.report import REPORT_FILES, ReportInput, gains, verdict, write_report
from training.evaluation.report.content import content, interval
from training.evaluation.sentence_context import Sentence
from training.learning.link_masking import View

GOOD = [(0.95, True)] * 200 + [(0.6, True)] * 60 + [(0.6, False)] * 40 + [(0.1, False)] * 100
BAD = [(0.9, True)] * 10 + [(0.9, False)] * 90
RULE = [(1.0, True)] * 150 + [(1.0, False)] * 50
SHOWN = [make_suggested(lot=1), make_suggested(right=False, lot=2), make_suggested(right=False, made_to="Ouse", lot=3)]
GAIN = {name: float(number) for number, name in enumerate(NAMES)}
VOID = {"meta", "link", "br", "img", "hr", "input"}


def given(suggestions=GOOD, gold=400, shown=SHOWN, **changes) -> ReportInput:
    """The input of a run with the same trial for each protocol."""
    whole = ReportInput(
        site=Site("testwiki", "en", "first-letter", {}),
        dump=DumpName("testwiki-20260101-pages-articles.xml.bz2", "2026-01-01"),
        counts={"articles": 12345, "redirects": 67, "anchors": 890, "pairs": 999, "examples": 40000},
        trials=make_trials(suggestions, gold, shown),
        reference=make_trials(RULE, gold),
        gain=GAIN,
    )
    return replace(whole, **changes)


def written(directory: Path, what: ReportInput) -> tuple[str, dict]:
    write_report(directory, what)
    page = (directory / "report.html").read_text(encoding="utf-8")
    return page, json.loads((directory / "report.json").read_text(encoding="utf-8"))


class Page(HTMLParser):
    """Checks that elements nest, and collects text, attributes and SVG."""

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


# verdict


@pytest.mark.parametrize(
    ("right", "wrong", "gold", "reasons"),
    [
        (75, 25, 100, []),
        (74, 26, 100, ["precision"]),
        (20, 0, 100, []),
        (19, 0, 100, ["recall"]),
        (10, 90, 100, ["precision", "recall"]),
        (0, 0, 100, ["recall"]),
    ],
)
def test_a_bundle_is_publishable_from_the_least_precision_and_recall_on(right, wrong, gold, reasons):
    judged = verdict([make_trial([(0.5, True)] * right + [(0.5, False)] * wrong + [(0.49, False)] * 500, gold)])
    assert judged.publishable is (not reasons)
    assert [reason.split()[0] for reason in judged.reasons] == reasons


def test_first_sentences_alone_decide():
    whole, half = make_trial(BAD, 1000, View.ARTICLE), make_trial(BAD, 1000, View.HALF)
    assert verdict([make_trial(GOOD, 400), whole, half]).publishable
    assert not verdict([make_trial(BAD, 400), whole, half]).publishable


@pytest.mark.parametrize("trials", [[], make_trials([], 0), [make_trial(GOOD, 400, View.HALF)]])
def test_a_model_that_nothing_could_be_judged_by_is_not_publishable(trials):
    judged = verdict(trials)
    assert not judged.publishable
    assert len(judged.reasons) == 1


# figures


def test_the_figures_are_those_of_the_trials():
    report = content(given())
    sentence = report.protocols[0]
    assert [protocol.protocol for protocol in report.protocols] == ["sentence", "article", "half"]
    assert (sentence.at_threshold.precision, sentence.at_threshold.recall) == (260 / 300, 260 / 400)
    assert [row.threshold for row in sentence.by_threshold] == [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]
    assert (sentence.reference.precision, sentence.reference.recall) == (0.75, 150 / 400)
    assert sentence.precision_at_rules_recall == 1.0
    assert sentence.recall_at_rules_precision == 260 / 400
    assert sum(row.suggestions for row in sentence.calibration) == len(GOOD)
    assert report.feature_count == len(FEATURES)


def test_features_and_groups_come_by_their_share_of_the_gain():
    report = content(given())
    assert report.features[0].name == NAMES[-1]
    assert report.features[0].meaning == FEATURES[-1].meaning
    assert [f.share for f in report.features] == sorted((f.share for f in report.features), reverse=True)
    assert sum(f.share for f in report.features) == pytest.approx(1)
    assert sum(g.share for g in report.groups) == pytest.approx(1)
    assert {g.name for g in report.groups} == {feature.group for feature in FEATURES}


@pytest.mark.parametrize("names", [None, list(NAMES)])
def test_gains_are_read_from_a_model_with_or_without_names(names):
    matrix = np.zeros((40, len(NAMES)), np.float32)
    matrix[:, 3] = np.arange(40)
    data = xgboost.DMatrix(matrix, label=matrix[:, 3] > 20, feature_names=names)
    gain = gains(xgboost.train({"nthread": 1}, data, 2))

    assert list(gain) == list(NAMES)
    assert [name for name, value in gain.items() if value] == [NAMES[3]]


def test_a_model_without_any_split_has_no_shares():
    assert {f.share for f in content(given(gain=dict.fromkeys(NAMES, 0.0))).features} == {0.0}


@pytest.mark.parametrize(
    ("hits", "total", "low", "high"),
    [(50, 100, 0.404, 0.596), (0, 10, 0.0, 0.278), (10, 10, 0.722, 1.0), (0, 0, 0.0, 1.0)],
)
def test_intervals_are_those_of_wilson(hits, total, low, high):
    assert interval(hits, total) == (pytest.approx(low, abs=0.001), pytest.approx(high, abs=0.001))


# cautions


def test_a_good_model_with_enough_to_judge_by_needs_no_caution():
    assert content(given()).cautions == ()


def test_the_default_model_is_named_in_both_files(tmp_path):
    page, figures = written(tmp_path, given(default_model=True))
    assert figures["model"] == "default"
    assert any("default model" in caution for caution in figures["cautions"])
    assert "the default model for small wikis" in Page(page).text


def test_few_links_to_judge_by_are_cautioned_about():
    cautions = content(given(suggestions=GOOD[:150], gold=150, reference=make_trials(RULE[:100], 150))).cautions
    assert len(cautions) == 1
    assert "150 on first sentences, 150 on whole articles" in cautions[0]


def test_a_rule_that_is_better_than_the_model_is_cautioned_about():
    worse = [(0.9, True)] * 100 + [(0.9, False)] * 100 + [(0.4, True)] * 100
    never = [(0.9, True)] * 100
    assert "the plain rule is the better one" in content(given(suggestions=worse)).cautions[0]
    assert "never finds as many" in content(given(suggestions=never)).cautions[0]


# files


def test_the_same_input_gives_the_same_bytes_and_no_others_files(tmp_path):
    first, second = tmp_path / "first", tmp_path / "second"
    for directory in (first, second):
        directory.mkdir()
        write_report(directory, given())
    assert sorted(path.name for path in first.iterdir()) == sorted(REPORT_FILES)
    for name in REPORT_FILES:
        assert (first / name).read_bytes() == (second / name).read_bytes()


def test_the_page_needs_nothing_from_elsewhere(tmp_path):
    page, _ = written(tmp_path, given())
    attributes = Page(page).attributes
    assert not [a for a in attributes if a[0] in {"script", "link", "img", "iframe"} or a[1] in {"src", "href"}]
    assert not re.search(r"https?:|url\(|@import", page)


def test_the_page_says_the_verdict_first(tmp_path):
    good, _ = written(tmp_path, given())
    assert "✓ Fit to publish On first sentences precision is 86.7 % and recall 65.0 %" in Page(good).text
    bad, figures = written(tmp_path, given(suggestions=BAD))
    text = Page(bad).text
    assert text.index("✗ Do not publish Precision on first sentences is 0.100") < text.index("Recall")
    assert figures["verdict"]["publishable"] is False


def test_plots_are_inline_svg_that_tells_its_content_in_words(tmp_path):
    page, _ = written(tmp_path, given())
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


def test_the_table_has_the_rule_as_its_last_row(tmp_path):
    page, _ = written(tmp_path, given())
    assert "0.9 100.0 50.0 100.0 50.0 100.0 50.0 plain rule 75.0 37.5 75.0 37.5 75.0 37.5" in Page(page).text


def test_suggestions_are_marked_right_or_wrong_by_sign_and_word(tmp_path):
    text = Page(written(tmp_path, given())[0]).text
    assert "✓ right · score 0.75 · river → River The river is long. in Thames" in text
    assert "✗ wrong · score 0.75 · river → River · no editor linked this text" in text
    assert "✗ wrong · score 0.75 · river → River · editors linked it to Ouse" in text


def test_text_of_articles_is_escaped_and_takes_its_own_direction(tmp_path):
    evil = replace(
        make_suggested("<b>&", '"><script>alert(1)</script>'),
        title="<i>ܐܘܪܗܝ",
        sentence=Sentence("</p><script>", "<b>&", "{{ 7 * 7 }}\ud800"),
    )
    page, figures = written(tmp_path, given(shown=[evil]))
    parsed = Page(page)
    assert "<script" not in page
    assert "</p><script><b>&{{ 7 * 7 }}?" in parsed.text.replace(" <b>&", "<b>&").replace("& {{", "&{{")
    assert ("p", "dir", "auto") in parsed.attributes
    assert ("p", "lang", "en") in parsed.attributes
    assert figures["suggestions"][0]["target"] == '"><script>alert(1)</script>'


@pytest.mark.parametrize("suggestions", [[], [(0.05, False)], [(1.0, True)]])
def test_wikis_with_next_to_nothing_get_a_report_too(tmp_path, suggestions):
    page, figures = written(
        tmp_path,
        given(suggestions=suggestions, gold=len(suggestions), shown=[], reference=make_trials([], len(suggestions))),
    )
    assert "No suggestion scores so high." in Page(page).text
    assert figures["suggestions"] == []


def test_counts_are_shown_in_words(tmp_path):
    text = Page(written(tmp_path, given())[0]).text
    assert "12 345 articles of the wiki" in text
    assert "testwiki-20260101-pages-articles.xml.bz2" in text
