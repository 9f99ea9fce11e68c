"""Decisions about links that rules suppress already count for no rule."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from linking.rules.model import RulesError
from tests.helpers.linking.complete_bundle import WIKI, write_complete_bundle
from tests.helpers.training.made_decisions import made_table
from training.review import rules_in_force
from training.review.rule_proposals import load_evidence
from training.review.rules_in_force import cover_suppressed, suppressed_pairs

RULES = "rules:\n- name: a\n  targets: [City of Light]\n- name: b\n  texts: ['the *']\n- name: c\n  classes: [Q4022]\n"
PAIRS = [("paris", "Paris"), ("the seine", "Seine"), ("seine", "Seine"), ("river", "River"), ("x", "Nowhere")]


@pytest.mark.parametrize("at_once", [1, 100])
def test_pairs_are_matched_with_redirects_and_classes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(rules_in_force, "_PAIRS_AT_ONCE", at_once)
    write_complete_bundle(tmp_path, contents=replace(WIKI, classes={"River": ("Q4022",)}))
    (tmp_path / "tinywiki/rules.yaml").write_text(RULES)
    assert list(suppressed_pairs(tmp_path, "tinywiki", PAIRS)) == [PAIRS[0], PAIRS[1], PAIRS[3]]


def test_without_rules_nothing_is_suppressed(tmp_path: Path) -> None:
    assert list(suppressed_pairs(tmp_path, "tinywiki", PAIRS)) == []


def test_their_decisions_are_covered(tmp_path: Path) -> None:
    write_complete_bundle(tmp_path)
    (tmp_path / "rules.yaml").write_text(RULES)
    rows = [{"wiki": "tinywiki", "link_text": text.title(), "link_target": target} for text, target in PAIRS]
    with made_table(rows) as connection:
        load_evidence(connection, "tinywiki")
        assert cover_suppressed(connection, tmp_path, "tinywiki") == 2
        kept = connection.execute("SELECT text FROM evidence WHERE NOT covered ORDER BY text").fetchall()
    assert kept == [("river",), ("seine",), ("x",)]


def test_invalid_rules_are_an_error(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text("rules: yes\n")
    with pytest.raises(RulesError):
        list(suppressed_pairs(tmp_path, "tinywiki", PAIRS))
