"""The table has the decisions that `latest` returns, and says which ones they replace."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.helpers.training.made_decisions import make_decision
from training.decisions.decision import Decision
from training.decisions.decision_table import decision_table
from training.decisions.reading import LocatedDecision, latest

members = st.fixed_dictionaries(
    {
        "revid": st.integers(1, 2),
        "link_text": st.sampled_from(["a", "A", "a\0", ""]).map("x".__add__),
        "score": st.sampled_from([None, 0.25, 1]),
        "decision": st.sampled_from(["accept", "reject"]),
        "reviewer": st.sampled_from([None, "Ann", "0", "file 0"]),
        "time": st.sampled_from([None, "2026-11-28T10:00:00Z", "2026-11-28T11:30:00+01:00"]),
    }
)


def locate(rows: list[tuple[int, dict[str, Any]]]) -> list[LocatedDecision]:
    ordered = sorted(rows, key=lambda row: row[0])
    return [LocatedDecision(source, line, make_decision(**row)) for line, (source, row) in enumerate(ordered, start=1)]


def described(decision: Decision) -> tuple[object, ...]:
    return decision.revid, decision.link_text, decision.score, decision.decision, decision.reviewer


@given(st.lists(st.tuples(st.integers(0, 2), members), max_size=12))
@settings(max_examples=20, deadline=None)
def test_the_table_has_the_latest_decisions(rows: list[tuple[int, dict[str, Any]]]) -> None:
    located = locate(rows)
    with decision_table(located) as connection:
        found = connection.execute("SELECT revid, link_text, score, decision, reviewer FROM decisions").fetchall()
        replaced = connection.execute("SELECT line, by_line FROM replaced").fetchall()
    assert sorted(map(repr, found)) == sorted(repr(described(one)) for one in latest(located))
    by_line = {one.line: one for one in located}
    assert len(found) + len(replaced) == len(located)
    assert all(by_line[line].key == by_line[other].key for line, other in replaced)


def test_unknown_values_of_all_decisions_are_null() -> None:
    """A column without any text has the same type as others."""
    unknown = make_decision(score=None, bundle_version=None, time=None)
    with decision_table([LocatedDecision(0, 1, unknown)]) as connection:
        found = connection.execute("SELECT score, bundle_version, reason, reviewer, judge FROM decisions").fetchall()
    assert found == [(None, None, None, None, "file 0")]


def test_no_decisions_are_an_empty_table() -> None:
    with decision_table([]) as connection:
        assert connection.execute("SELECT count(*) FROM decisions").fetchone() == (0,)


def test_texts_are_compared_without_case_by_the_language_of_the_wiki() -> None:
    rows = [make_decision(link_text="IŞIK", wiki=wiki) for wiki in ("trwiki", "kwwiki")]
    with decision_table([LocatedDecision(0, line, row) for line, row in enumerate(rows, start=1)]) as connection:
        found = connection.execute("SELECT wiki, text FROM decisions ORDER BY wiki").fetchall()
    assert found == [("kwwiki", "işik"), ("trwiki", "ışık")]
