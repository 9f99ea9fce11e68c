"""The file of proposed rules is valid, whatever its rules name."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from linking.rules.model import Rule
from linking.rules.yaml_loader import parse_yaml_rules
from training.review.rule_proposals import CLASSES, TARGETS, TEXTS, Proposal
from training.review.rules_document import comment, rules_document

PROPOSAL = Proposal(
    kind=TEXTS,
    value="no",
    decisions=9,
    rejections=8,
    reviewers=2,
    low=0.565,
    high=0.98,
    reasons=[("everyday word", 6), ("no reason", 2)],
    examples=[("No", 8), ("Nō", 1)],
)


def test_the_comment_has_counts_and_reasons() -> None:
    assert comment(PROPOSAL) == (
        "Rejected in 8 of 9 decisions by 2 reviewers (everyday word 6, no reason 2). The rejection rate is 56 to 98 %"
        " (95 % interval). Most frequent targets: No 8, Nō 1."
    )
    assert comment(replace(PROPOSAL, kind=CLASSES)).count("with each target of the class counted once") == 1
    assert comment(replace(PROPOSAL, kind=TARGETS, examples=[("no", 9)])).endswith("Texts: no 9.")


def test_rules_are_written_with_a_heading() -> None:
    text = rules_document([PROPOSAL, replace(PROPOSAL, kind=TARGETS, value="Paris")], ["From decisions."])
    assert text.startswith("# From decisions.\n\nrules:\n- name: 'rejected text: no'\n")
    first, second = parse_yaml_rules(text, "wiki").rules
    assert (first.texts, second.targets) == (("no",), ("Paris",))
    assert first.comment == comment(PROPOSAL)


values = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=255).filter(
    lambda value: value.strip("* ") and value == value.strip()
)


@given(st.lists(st.tuples(st.sampled_from([TEXTS, TARGETS, CLASSES]), values), min_size=1, max_size=4, unique=True))
def test_any_value_survives(named: list[tuple[str, str]]) -> None:
    proposals = [replace(PROPOSAL, kind=kind, value=value, examples=[(value, 9)] * 9) for kind, value in named]
    rules = parse_yaml_rules(rules_document(proposals, []), "wiki").rules
    assert [value_of(rule) for rule in rules] == [value for _, value in named]
    assert len({rule.name for rule in rules}) == len(named)


def value_of(rule: Rule) -> str:
    return (rule.texts + rule.targets + rule.classes)[0]
