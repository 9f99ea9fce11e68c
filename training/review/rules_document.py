"""Proposed rules as a file of rules, for people to read and to put in place."""

from __future__ import annotations

from collections.abc import Sequence

import yaml

from linking.rules.validation import MAX_LENGTHS
from linking.rules.yaml_loader import parse_yaml_rules
from training.review.rule_proposals import CLASSES, TEXTS, Proposal
from training.runtime.counts import counted

_WORDS = {"texts": "text", "targets": "target", "classes": "class"}
_WIDTH = 110


def rules_document(proposals: Sequence[Proposal], heading: Sequence[str]) -> str:
    """Return the YAML of a file of rules.

    Args:
        proposals: The rules, at least one.
        heading: Lines that precede the rules as comments.
    """
    names = _names(proposals)
    rules = [
        {"name": name, one.kind: [one.value], "comment": comment(one)[: MAX_LENGTHS["comment"]]}
        for name, one in zip(names, proposals, strict=True)
    ]
    text = yaml.safe_dump({"rules": rules}, allow_unicode=True, sort_keys=False, width=_WIDTH)
    document = "".join(f"# {line}\n" for line in heading) + "\n" + text
    parse_yaml_rules(document, "wiki")
    return document


def _names(proposals: Sequence[Proposal]) -> list[str]:
    """Return a unique name for each rule."""
    names: list[str] = []
    for number, one in enumerate(proposals, start=1):
        name = f"rejected {_WORDS[one.kind]}: {one.value}"
        if len(name) > MAX_LENGTHS["name"] or name in names:
            ending = f"… ({number})"
            name = name[: MAX_LENGTHS["name"] - len(ending)] + ending
        names.append(name)
    return names


def comment(proposal: Proposal) -> str:
    """Return what the decisions say about a rule, in sentences."""
    reasons = ", ".join(f"{reason} {count}" for reason, count in proposal.reasons)
    examples = ", ".join(f"{name} {count}" for name, count in proposal.examples)
    of_targets = ", with each target of the class counted once" if proposal.kind == CLASSES else ""
    others = "Texts" if proposal.kind == "targets" else "Targets"
    more = "Most frequent targets" if proposal.kind in (TEXTS, CLASSES) else "Most frequent texts"
    return (
        f"Rejected in {proposal.rejections} of {counted(proposal.decisions, 'decision')}"
        f" by {counted(proposal.reviewers, 'reviewer')}"
        f" ({reasons}). The rejection rate is {100 * proposal.low:.0f} to {100 * proposal.high:.0f} %"
        f" (95 % interval{of_targets}). {others if len(proposal.examples) < 2 else more}: {examples}."
    )
