"""Decisions about one suggestion count once, with the share of those who accepted it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.helpers.training.made_decisions import make_decision
from training.learning import grouped_decisions
from training.learning.grouped_decisions import JudgedSuggestion, digest, group_decisions

ARTICLES = {"Kernow": "Kernow", "Cornwall": "Kernow", "Truru": "Truru", "Truro": "Truru", "Fal": "Fal"}


def group(*decisions, **options):
    return group_decisions(decisions, ARTICLES.get, **options)


def test_one_decision_makes_one_suggestion():
    found = group(make_decision(), make_decision(link_text="Fal", link_target="Fal", decision="reject"))
    assert found.by_article == {
        "Kernow": [JudgedSuggestion("Fal", "Fal", 250, 0.0, 1.0), JudgedSuggestion("Truru", "Truru", 250, 1.0, 1.0)]
    }
    assert (found.counts.decisions, found.counts.suggestions, found.counts.contested) == (2, 2, 0)


def test_several_reviewers_count_as_a_share():
    verdicts = ("accept", "reject", "accept", "accept")
    found = group(*(make_decision(reviewer=str(number), decision=one) for number, one in enumerate(verdicts)))
    assert found.by_article == {"Kernow": [JudgedSuggestion("Truru", "Truru", 250, 0.75, 1.0)]}
    assert (found.counts.suggestions, found.counts.contested, found.counts.reviewers) == (1, 1, 4)


def test_decisions_in_several_revisions_are_about_the_same_suggestion_at_its_last_place():
    found = group(
        make_decision(revid=9, wikitext_offset=900, time="2026-11-05T00:00:00Z", decision="reject"),
        make_decision(revid=7, wikitext_offset=700, time="2026-11-02T00:00:00Z"),
    )
    assert found.by_article == {"Kernow": [JudgedSuggestion("Truru", "Truru", 900, 0.5, 1.0)]}


def test_skipped_suggestions_are_left_out():
    found = group(make_decision(decision="skip"), make_decision(link_text="Fal", link_target="Fal"))
    assert [one.text for one in found.by_article["Kernow"]] == ["Fal"]
    assert (found.counts.decisions, found.counts.skipped) == (2, 1)


def test_moved_pages_are_followed_and_unknown_ones_are_counted():
    found = group(
        make_decision(title="Cornwall", link_target="Truro"),
        make_decision(title="Gone", link_target="Fal"),
        make_decision(link_target="Gone"),
    )
    assert found.by_article == {"Kernow": [JudgedSuggestion("Truru", "Truru", 250, 1.0, 1.0)]}
    assert (found.counts.suggestions, found.counts.unknown) == (3, 2)


NEW, OLD = "2026-11-21T00:00:00Z", "2026-11-01T00:00:00Z"


def weights_of(*decisions, **options):
    return {one.text: one.weight for one in group(*decisions, **options).by_article["Kernow"]}


def test_a_decision_counts_half_at_the_half_life():
    decisions = make_decision(time=NEW), make_decision(link_text="fal", link_target="Fal", time=OLD)
    assert weights_of(*decisions) == {"Truru": 1.0, "fal": 1.0}
    assert weights_of(*decisions, half_life=20) == {"Truru": 1.0, "fal": 0.5}
    later = datetime(2026, 12, 11, tzinfo=UTC)
    assert weights_of(*decisions, half_life=20, now=later) == {"Truru": 0.5, "fal": 0.25}
    earlier = datetime(2026, 11, 11, tzinfo=UTC)
    assert weights_of(*decisions, half_life=20, now=earlier) == {"Truru": 1.0, "fal": 0.5}


def test_a_decision_without_a_time_is_as_old_as_the_oldest():
    decisions = [make_decision(link_text=text, time=time) for text, time in (("a", NEW), ("b", OLD), ("c", None))]
    assert weights_of(*decisions, half_life=10) == {"a": 1.0, "b": 0.25, "c": 0.25}
    assert weights_of(decisions[2], half_life=10) == {"c": 1.0}


def test_newer_decisions_about_a_suggestion_outweigh_older_ones():
    found = group(
        make_decision(reviewer="A", time=NEW, decision="reject"),
        make_decision(reviewer="B", time=OLD),
        half_life=20,
    )
    (one,) = found.by_article["Kernow"]
    assert (one.accepted, one.weight) == (pytest.approx(1 / 3), 1.0)


def test_very_old_decisions_still_have_a_share():
    found = group(make_decision(time="1971-01-01T00:00:00Z"), half_life=0.5, now=datetime(2026, 1, 1, tzinfo=UTC))
    assert found.by_article["Kernow"][0].accepted == 1.0


def test_only_the_newest_decisions_are_used(monkeypatch):
    monkeypatch.setattr(grouped_decisions, "MAX_DECISIONS", 2)
    times = {"a": "2026-11-03T00:00:00Z", "b": "2026-11-01T00:00:00Z", "c": "2026-11-02T00:00:00Z"}
    found = group(*(make_decision(link_text=text, time=time) for text, time in times.items()))
    assert {one.text for one in found.by_article["Kernow"]} == {"a", "c"}
    assert found.counts.too_old == 1


def test_reviewers_who_dominate_or_make_no_exceptions_are_counted():
    decisions = [make_decision(link_text=str(number), reviewer="Ann") for number in range(20)]
    decisions += [
        make_decision(link_text=str(number), reviewer="Ben", decision=("accept", "reject")[number % 2])
        for number in range(30)
    ]
    decisions += [make_decision(link_text=str(number), reviewer="Cas") for number in range(19)]
    counts = group(*decisions).counts
    assert (counts.reviewers, counts.most_by_one, counts.one_sided) == (3, 30, 20)


def test_the_digest_is_that_of_the_decisions_in_any_order():
    one, two = make_decision(), make_decision(decision="reject")
    assert digest([one, two]) == digest([two, one])
    assert len({digest(decisions) for decisions in ([one], [two], [one, two], [one, one], [])}) == 5
