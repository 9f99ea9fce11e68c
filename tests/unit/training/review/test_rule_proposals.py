"""Rules that decisions support: the ones that cover the rejections best, without repetition."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from tests.helpers.training.made_decisions import made_table, make_decision
from training.decisions.decision_table import decision_table
from training.decisions.reading import LocatedDecision
from training.evaluation.metrics import interval
from training.review.rule_proposals import CLASSES, TARGETS, TEXTS, Limits, Proposal, load_evidence, propose_rules
from training.review.target_classes import create_class_table
from training.runtime.database import insert_rows

_CLASS_COLUMNS = {"wiki": "VARCHAR", "link_target": "VARCHAR", "class": "VARCHAR"}


def judged(text: str, target: str, reject: int = 0, accept: int = 0, **members: Any) -> Iterator[dict[str, Any]]:
    """Decisions by Ann and Bob in turn, each about another article."""
    reason = members.pop("reason", None)
    for number in range(reject + accept):
        yield {
            "title": f"{text} {target} {number}",
            "link_text": text,
            "link_target": target,
            "decision": "reject" if number < reject else "accept",
            "reason": reason if number < reject else None,
            "reviewer": ("Ann", "Bob")[number % 2],
            **members,
        }


def propose(
    *groups: Iterable[dict[str, Any]],
    limits: Limits = Limits(),  # noqa: B008 - a frozen dataclass
    classes: Iterable[tuple[str, str]] = (),
) -> list[Proposal]:
    with made_table(row for group in groups for row in group) as connection:
        create_class_table(connection)
        insert_rows(connection, "classes", _CLASS_COLUMNS, [("kwwiki", *pair) for pair in classes])
        load_evidence(connection, "kwwiki")
        return propose_rules(connection, limits)


def kinds(proposals: list[Proposal]) -> list[tuple[str, str]]:
    return [(one.kind, one.value) for one in proposals]


def test_a_proposal_has_counts_reasons_and_examples() -> None:
    (found,) = propose(
        judged("the", "Articles", reject=6, reason="everyday word"),
        judged("THE", "The The", reject=4, reason="wrong meaning"),
        judged("the", "The The", reject=1, accept=1),
    )
    low, high = interval(11, 12)
    assert found == Proposal(
        kind=TEXTS,
        value="the",
        decisions=12,
        rejections=11,
        reviewers=2,
        low=pytest.approx(low),
        high=high,
        reasons=[("everyday word", 6), ("wrong meaning", 4), ("no reason", 1)],
        examples=[("Articles", 6), ("The The", 6)],
    )


@pytest.mark.parametrize(
    ("rows", "limits", "proposed"),
    [
        (judged("a", "A", reject=5), Limits(), True),
        (judged("a", "A", reject=4), Limits(), False),
        (judged("a", "A", reject=4), Limits(decisions=4), True),
        (judged("a", "A", reject=5, reviewer="Ann"), Limits(), False),
        (judged("a", "A", reject=5, reviewer="Ann"), Limits(reviewers=1), True),
        (judged("a", "A", reject=5, reviewer=None), Limits(), False),
        (judged("a", "A", reject=6, accept=2), Limits(), False),  # 3 of 4, but surely above 41 % alone
        (judged("a", "A", reject=6, accept=2), Limits(rejection=0.4), True),
        (judged("a", "A", reject=15, accept=5), Limits(), True),
        (judged("a", "A", reject=9, decision="skip"), Limits(), False),
        (judged("a", "A", reject=9, wiki="frwiki"), Limits(), False),
    ],
)
def test_the_limits_decide(rows: Iterable[dict[str, Any]], limits: Limits, proposed: bool) -> None:
    assert bool(propose(rows, limits=limits)) == proposed


def test_a_target_that_is_rejected_with_several_texts_is_a_rule_about_the_target() -> None:
    found = propose(judged("France", "France", reject=6), judged("French Republic", "France", reject=5))
    assert kinds(found) == [(TARGETS, "France")]


def test_a_text_that_is_rejected_for_several_targets_is_a_rule_about_the_text() -> None:
    found = propose(judged("in", "India", reject=6), judged("in", "Indiana", reject=5), judged("In", "Inn", reject=1))
    assert kinds(found) == [(TEXTS, "in")]


def test_what_is_accepted_otherwise_is_spared() -> None:
    spared_text = propose(judged("Mars", "Mars (god)", reject=10), judged("Mars", "Mars (planet)", accept=3))
    assert kinds(spared_text) == [(TARGETS, "Mars (god)")]
    spared_target = propose(judged("he", "Helium", reject=10), judged("helium", "Helium", accept=3))
    assert kinds(spared_target) == [(TEXTS, "he")]


@pytest.mark.parametrize(
    ("reason", "kind"),
    [(None, TEXTS), ("everyday word", TEXTS), ("wrong meaning", TEXTS), ("overlinking", TARGETS), ("date", TARGETS)],
)
def test_the_reason_decides_between_a_text_and_its_only_target(reason: str | None, kind: str) -> None:
    assert [one.kind for one in propose(judged("2 May", "May 2", reject=9, reason=reason))] == [kind]


def test_no_rule_repeats_another() -> None:
    """The text "b" alone has too few decisions that the target does not cover."""
    found = propose(
        judged("a", "X", reject=8), judged("b", "X", reject=8), judged("b", "Y", reject=4), judged("c", "Z", reject=5)
    )
    assert kinds(found) == [(TARGETS, "X"), (TEXTS, "c")]


def test_a_text_with_an_asterisk_is_no_rule_because_it_would_match_others() -> None:
    assert kinds(propose(judged("M*A*S*H", "M*A*S*H", reject=9))) == [(TARGETS, "M*A*S*H")]


def test_a_class_of_which_many_targets_are_rejected_is_a_rule() -> None:
    targets = [f"Country {number}" for number in range(6)]
    rows = [judged(target.lower(), target, reject=2, reason="overlinking") for target in targets]
    pairs = [(target, name) for target in targets for name in ("Q6256", "Q5")] + [("Truru", "Q5")]
    (found,) = propose(*rows, judged("truru", "Truru", accept=4), classes=pairs)
    assert (found.kind, found.value, found.decisions, found.rejections) == (CLASSES, "Q6256", 12, 12)
    assert found.low == pytest.approx(interval(6, 6)[0])
    assert found.examples[0] == ("Country 0", 2)


def test_many_decisions_about_one_target_say_nothing_about_its_class() -> None:
    rows = [judged(f"text {number}", "France", reject=1, accept=0) for number in range(4)]
    others = [judged(f"t{number}", f"Country {number}", reject=1) for number in range(3)]
    pairs = [("France", "Q6256"), *((f"Country {number}", "Q6256") for number in range(3))]
    assert propose(*rows, *others, classes=pairs) == []


def test_a_class_adds_nothing_to_rules_about_its_targets() -> None:
    targets = [f"Country {number}" for number in range(6)]
    rows = [judged(target.lower(), target, reject=6, reason="overlinking") for target in targets]
    found = propose(*rows, classes=[(target, "Q6256") for target in targets])
    assert kinds(found) == [(TARGETS, target) for target in targets]


def test_unnamed_reviewers_of_several_files_are_different_ones() -> None:
    rows = judged("a", "A", reject=6, reviewer=None)
    located = [LocatedDecision(number % 2, number, make_decision(**row)) for number, row in enumerate(rows)]
    with decision_table(located) as connection:
        create_class_table(connection)
        load_evidence(connection, "kwwiki")
        assert [one.reviewers for one in propose_rules(connection, Limits())] == [2]
