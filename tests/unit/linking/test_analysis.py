"""Article analysis: which mentions and candidates of an article can become links."""

from __future__ import annotations

import pytest

from linking.analysis import AnalyzedArticle, ArticleAnalyzer, ArticleQuery, NothingToLink, Stages
from tests.helpers.linking.articles import all_mentions


def analyze(
    analyzer: ArticleAnalyzer, text: str, title: str = "New", sections: tuple[str, ...] = ()
) -> AnalyzedArticle | NothingToLink:
    return analyzer.analyze(ArticleQuery(title, text, sections_to_exclude=sections), Stages())


def pairs(analyzer: ArticleAnalyzer, text: str, title: str = "New") -> set[tuple[str, str]]:
    """(text, target) of each candidate pair."""
    analyzed = analyze(analyzer, text, title)
    if isinstance(analyzed, NothingToLink):
        return set()
    title_of, mentions = analyzer.lookups.tries.titles.restore_key, analyzed.mentions.representatives
    texts = [text[mention.start : mention.end] for mention in mentions]
    found = analyzed.context.pairs
    return {(texts[m], title_of(p)) for m, p in zip(found.mention.tolist(), found.page.tolist(), strict=True)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Fal", {("Fal", "Fal"), ("Fal", "Fal (god)")}),
        ("[[Fal]] fal", {("fal", "Fal (god)")}),
        ("[[Old Fal|y]] fal", {("fal", "Fal (god)")}),
        ("river", {("river", "Fal")}),
        ("[[Kernow|x]] Kernow", set()),
        ("", set()),
        ("nothing", set()),
    ],
)
def test_pairs_are_mentions_with_their_eligible_candidates(analyzer, text, expected):
    assert pairs(analyzer, text) == expected


def test_a_page_is_no_candidate_of_its_own_mentions(analyzer):
    assert pairs(analyzer, "Fal", title="Fal (god)") == {("Fal", "Fal")}


@pytest.mark.parametrize("text", ["", "nothing", "[[Kernow]] Kernow"])
def test_an_article_without_pairs_has_nothing_to_link(analyzer, text):
    assert isinstance(analyze(analyzer, text), NothingToLink)


def test_excluded_sections_have_no_mentions(analyzer):
    text = "Kernow\n== One ==\nfal\n=== Two ===\nriver\n== Three ==\nfal\n"
    analyzed = analyze(analyzer, text, sections=("one",))
    assert {text[mention.start : mention.end] for mention in all_mentions(analyzed)} == {"Kernow", "fal"}
    assert sorted(mention.start for mention in all_mentions(analyzed)) == [0, text.rindex("fal")]
    assert isinstance(analyze(analyzer, text, sections=("%LEAD%", "One", "Three")), NothingToLink)


def test_an_anchor_is_scored_at_its_first_occurrence(analyzer):
    text = "Fal, Kernow, fal, FAL."
    analyzed = analyze(analyzer, text)
    assert isinstance(analyzed, AnalyzedArticle)
    mentions = analyzed.mentions
    assert [text[mention.start : mention.end] for mention in mentions.representatives] == ["Fal", "Kernow"]
    texts = [[text[mention.start : mention.end] for mention in found] for found in mentions.occurrences]
    assert texts == [["Fal", "fal", "FAL"], ["Kernow"]]


def test_the_language_of_a_query_decides_how_case_is_folded(analyzer):
    """A Turkish capital I folds to a dotless ı."""
    assert isinstance(analyzer.analyze(ArticleQuery("New", "RIVER"), Stages()), AnalyzedArticle)
    assert isinstance(analyzer.analyze(ArticleQuery("New", "RIVER", language="tr"), Stages()), NothingToLink)


def test_stages_are_timed(analyzer):
    stages = Stages()
    analyzer.analyze(ArticleQuery("New", "Fal"), stages)
    assert stages.seconds.keys() == {"parse", "mentions", "lookups", "features"}
    assert all(seconds >= 0 for seconds in stages.seconds.values())


def test_times_of_one_stage_add_up(monkeypatch):
    clock = iter([0.0, 1.0, 10.0, 12.0])
    monkeypatch.setattr("linking.analysis.time.perf_counter", lambda: next(clock))
    stages = Stages()
    for _ in range(2):
        with stages.time("parse"):
            pass
    assert stages.seconds == {"parse": 3.0}


def test_a_passed_deadline_truncates_the_analysis(analyzer):
    analyzed = analyzer.analyze(ArticleQuery("New", "Fal", deadline=0.0), Stages())
    assert isinstance(analyzed, NothingToLink)
    assert analyzed.truncated


def test_stages_say_when_they_ran_and_add_up(analyzer):
    stages = Stages()
    analyzer.analyze(ArticleQuery("New", "Kernow and the fal"), stages)
    with stages.time("features"):
        pass
    assert [interval.stage for interval in stages.intervals] == ["parse", "mentions", "lookups", "features", "features"]
    times = [time for interval in stages.intervals for time in interval[1:]]
    assert times == sorted(times)
    seconds = sum(end - begin for stage, begin, end in stages.intervals if stage == "features")
    assert stages.seconds["features"] == pytest.approx(seconds)
