"""A line is a decision, or everything that is wrong with it is said."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.helpers.cases import ROOT
from tests.helpers.training.made_decisions import MEMBERS, line, make_decision
from training.decisions.decision import REASONS, REQUIRED, VERDICTS, Decision, InvalidDecisionError, parse_decision

SCHEMA = json.loads((ROOT / "spec/decision.schema.json").read_text(encoding="utf-8"))


def problems_of(data: bytes) -> tuple[str, ...]:
    with pytest.raises(InvalidDecisionError) as caught:
        parse_decision(data)
    return caught.value.problems


def test_every_member_is_read() -> None:
    assert make_decision(decision="reject", reason="part of a name", reviewer="Ann") == Decision(
        wiki="kwwiki",
        title="Kernow",
        revid=71,
        link_text="Truru",
        link_target="Truru",
        wikitext_offset=250,
        score=0.83,
        decision="reject",
        reason="part of a name",
        reviewer="Ann",
        time=datetime(2026, 11, 28, 23, 5, tzinfo=UTC),
        bundle_version="20261123T101500Z",
    )


@pytest.mark.parametrize("name", ["score", "time", "bundle_version", "reason", "reviewer"])
def test_null_means_unknown(name: str) -> None:
    assert getattr(make_decision(**{name: None}), name) is None


def test_titles_and_reviewers_are_cleaned() -> None:
    found = make_decision(title="New_York", link_target=" Truru ", reviewer=" ")
    assert (found.title, found.link_target, found.reviewer) == ("New York", "Truru", None)


@pytest.mark.parametrize(
    ("members", "problem"),
    [
        ({"wiki": "../kwwiki"}, 'wiki must be the wiki\'s database name, such as "kwwiki", not "../kwwiki"'),
        ({"wiki": "kwwiki\n"}, "wiki must be the wiki's database name"),
        ({"wiki": "KwWiki"}, "wiki must be the wiki's database name"),
        ({"title": ""}, 'title must be a title of 1 to 255 characters, not ""'),
        ({"title": "_ _"}, "title must be a title of 1 to 255 characters"),
        ({"title": ["Kernow"]}, "title must be a title of 1 to 255 characters, not a list"),
        ({"revid": "71"}, "revid must be an integer from 0 to 9007199254740991, without quotes or decimal point"),
        ({"revid": -1}, "revid must be an integer"),
        ({"revid": True}, "revid must be an integer"),
        ({"revid": 10**30}, "revid must be an integer"),
        ({"wikitext_offset": 2.5}, "wikitext_offset must be an integer"),
        ({"link_text": None}, "link_text must be a text of 1 to 1000 characters, not null"),
        ({"score": 1.01}, "score must be a number from 0 to 1, or null if it is unknown, not 1.01"),
        ({"score": "0.5"}, 'score must be a number from 0 to 1, or null if it is unknown, not "0.5"'),
        ({"decision": "Accept"}, 'decision must be "accept", "reject" or "skip", not "Accept"'),
        ({"decision": "reject", "reason": "Date"}, 'reason must be "wrong meaning", "part of a name", "overlinking"'),
        ({"reason": "date"}, 'reason is only allowed with the decision "reject", not with "accept"; remove it'),
        ({"time": "2026-11-28T23:05:00"}, "time must be a time with date and zone such as 2026-11-28T23:05:00Z"),
        ({"time": "2026-11-31T23:05:00Z"}, "time must be a time with date and zone"),
        ({"time": 1764370000}, "time must be a time with date and zone"),
        ({"bundle_version": ""}, "bundle_version must be a bundle's version such as 20261123T101500Z"),
        ({"reviewer": 7}, "reviewer must be a text of at most 255 characters, or null, not 7"),
        ({"decision": ...}, 'decision is missing; it must be "accept", "reject" or "skip"'),
        ({"score": ...}, "score is missing; it must be a number from 0 to 1, or null if it is unknown"),
        ({"reviewr": "Ann"}, '"reviewr" is not a member of a decision; did you mean "reviewer"?'),
        ({"x": 1}, '"x" is not a member of a decision; known members are wiki, title, revid'),
    ],
)
def test_an_invalid_member_is_named_with_what_it_must_be(members: dict[str, Any], problem: str) -> None:
    (found,) = problems_of(line(**members))
    assert found.startswith(problem)


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (line(score=0.5).replace(b"0.5", b"NaN"), "is not JSON ("),
        (line(score=0.5).replace(b"0.5", b"1e999"), "is not JSON ("),
        (line()[:-20], "is not JSON ("),
        (line().replace(b'"', b"'"), "is not JSON ("),
        (b"\xff" + line(), "is not UTF-8; save the file in the encoding UTF-8"),
        (b"[" + line().strip() + b"]", "is not a JSON object but a list; write one object {...} on each line"),
        (b"7", "is not a JSON object but 7"),
        (b"[" * 100_000, "is not a decision: it is nested too deeply"),
        (b'{"revid": "x", ' + line()[1:], "Expected `int`, got `str`"),
    ],
)
def test_a_line_that_is_no_object_is_described(data: bytes, problem: str) -> None:
    (found,) = problems_of(data)
    assert found.startswith(problem)


def test_every_problem_of_a_line_is_reported() -> None:
    found = problems_of(line(revid=..., score=2, decision="skip", reason="date", titel="Kernow"))
    assert [problem.split()[0] for problem in found] == ["revid", '"titel"', "score", "reason"]


def test_long_values_are_shortened() -> None:
    (found,) = problems_of(line(title="x" * 5000))
    assert len(found) < 150


texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
titles = texts.map(str.strip).filter(lambda text: text and "_" not in text)
decisions = st.builds(
    Decision,
    wiki=st.from_regex(r"\A[a-z][a-z0-9_]{1,62}\Z"),
    title=titles,
    revid=st.integers(0, 2**53 - 1),
    link_text=texts,
    link_target=titles,
    wikitext_offset=st.integers(0, 10**7),
    score=st.none() | st.floats(0, 1),
    decision=st.just("reject"),
    time=st.none() | st.datetimes(timezones=st.just(UTC)),
    bundle_version=st.none() | texts,
    reason=st.none() | st.sampled_from(REASONS),
    reviewer=st.none() | titles,
)


@given(decisions)
def test_a_written_decision_is_read_again_and_fits_the_schema(decision: Decision) -> None:
    written = decision.to_line()
    assert written.count(b"\n") == 1
    assert parse_decision(written) == decision
    jsonschema = pytest.importorskip("jsonschema", reason="a development requirement")
    jsonschema.validate(json.loads(written), SCHEMA)


odd = st.sampled_from(
    [None, True, -1, 0, 1, 0.5, 1.5, "", " ", "_", "a", "date", "skip", "kwwiki", "KW", [], {}, 2**60]
)
times = st.sampled_from(["2026-11-28T23:05:00+01:00", "2026-11-28T23:05:00.123Z", "2026-11-28T23:05:00", "2026-11-28"])
changes = st.dictionaries(
    st.sampled_from([*SCHEMA["properties"], "extra"]), odd | times | st.sampled_from([*VERDICTS, *REASONS]), max_size=3
)


@given(changes, st.sets(st.sampled_from(REQUIRED), max_size=1))
def test_the_schema_and_the_parser_agree(changed: dict[str, Any], removed: set[str]) -> None:
    jsonschema = pytest.importorskip("jsonschema", reason="a development requirement")
    members = {name: value for name, value in {**MEMBERS, **changed}.items() if name not in removed}
    try:
        parse_decision(json.dumps(members).encode())
        accepted = True
    except InvalidDecisionError:
        accepted = False
    assert accepted == jsonschema.Draft202012Validator(SCHEMA).is_valid(members)


def test_the_schema_names_the_same_choices() -> None:
    members = SCHEMA["properties"]
    assert members["decision"]["enum"] == list(VERDICTS)
    assert members["reason"]["enum"] == [*REASONS, None]
    assert SCHEMA["required"] == list(REQUIRED)


@given(st.binary(max_size=200) | st.recursive(st.none() | st.text(), st.lists).map(lambda v: json.dumps(v).encode()))
def test_any_line_is_refused_with_a_reason(data: bytes) -> None:
    assert all(problems_of(data))
