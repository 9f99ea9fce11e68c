"""`decisions propose-rules` writes rules for people to read, and applies none."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from api.__main__ import main as run_api
from linking.rules.yaml_loader import read_rules
from tests.helpers.linking.complete_bundle import WIKI, write_complete_bundle
from tests.helpers.training.commands import run_command
from tests.helpers.training.imported_wiki import write_dump
from tests.helpers.training.made_decisions import write_decisions
from training.decisions.reading import DecisionsError


def rejected(text: str, target: str, **members: Any) -> list[dict[str, Any]]:
    common = {"wiki": "tinywiki", "link_text": text, "link_target": target, "decision": "reject", "title": "Kernow"}
    return [{**common, "revid": revid, "reviewer": ("Ann", "Bob")[revid % 2], **members} for revid in range(6)]


def test_rules_are_written_and_valid(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_decisions(tmp_path / "d.jsonl", rejected("paris", "Paris", reason="everyday word"))
    out = tmp_path / "proposed.yaml"
    assert run_command("decisions", "propose-rules", path, "--out", out) == 0
    shown = capsys.readouterr().out.splitlines()
    assert shown == [
        "texts: paris (6 of 6 rejected by 2 reviewers, at least 61 %)",
        f"tinywiki: 1 rule written to {out}, without effect before you put them in place",
    ]
    (rule,) = read_rules(out, "wiki").rules
    assert rule.texts == ("paris",)
    assert "everyday word 6" in rule.comment
    assert run_api(["rules", "check", str(out)]) == 0


def test_with_bundles_classes_are_rules_and_rules_in_force_are_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    titles = ("France", "Rome", "Seine", "River", "Kernow")
    data = tmp_path / "data"
    write_complete_bundle(data, contents=replace(WIKI, classes=dict.fromkeys(titles, ("Q1",))))
    (data / "rules.yaml").write_text("rules:\n- name: a\n  targets: [Paris]\n")
    rows = rejected("paris", "Paris") + [row for title in titles for row in rejected(title, title)[:2]]
    path, out = write_decisions(tmp_path / "d.jsonl", rows), tmp_path / "proposed.yaml"
    assert run_command("decisions", "propose-rules", path, "--out", out, "--data-dir", data) == 0
    (rule,) = read_rules(out, "wiki").rules
    assert rule.classes == ("Q1",)
    assert "6 decisions about links that rules in force suppress already" in capsys.readouterr().out


def test_without_rules_nothing_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_decisions(tmp_path / "d.jsonl", rejected("paris", "Paris", reviewer=None))
    out = tmp_path / "proposed.yaml"
    assert run_command("decisions", "propose-rules", path, "--out", out) == 0
    shown = capsys.readouterr().out
    assert "tinywiki: no rule to propose: nothing has 5 decisions by 2 reviewers" in shown
    assert "6 decisions without a reviewer, which count as those of one person in each file" in shown
    assert not out.exists()
    assert run_command("decisions", "propose-rules", path, "--out", out, "--min-reviewers", 1) == 0
    assert out.exists()


def test_existing_files_and_files_in_force_are_refused(tmp_path: Path) -> None:
    path = write_decisions(tmp_path / "d.jsonl", rejected("paris", "Paris"))
    write_complete_bundle(tmp_path / "data")
    (tmp_path / "old.yaml").write_text("rules: []\n")
    with pytest.raises(DecisionsError, match=r"old\.yaml exists"):
        run_command("decisions", "propose-rules", path, "--out", tmp_path / "old.yaml")
    for out in (tmp_path / "data/rules.yaml", tmp_path / "data/tinywiki/rules.yaml"):
        with pytest.raises(DecisionsError, match="would be in force at once"):
            run_command("decisions", "propose-rules", path, "--out", out)
        assert not out.exists()


def test_one_wiki_has_to_be_chosen(tmp_path: Path) -> None:
    path = write_decisions(tmp_path / "d.jsonl", [{}, {"wiki": "frwiki"}])
    out = ("--out", tmp_path / "proposed.yaml")
    with pytest.raises(DecisionsError, match="are on frwiki, kwwiki; choose one with --wiki"):
        run_command("decisions", "propose-rules", path, *out)
    with pytest.raises(DecisionsError, match="there are no decisions on itwiki"):
        run_command("decisions", "propose-rules", path, *out, "--wiki", "itwiki")
    assert run_command("decisions", "propose-rules", path, *out, "--wiki", "frwiki") == 0


def test_judged_articles_are_written_for_a_trial(tmp_path: Path) -> None:
    path = write_decisions(tmp_path / "d.jsonl", rejected("paris", "Paris", wiki="kwwiki"))
    articles = tmp_path / "articles.jsonl"
    words = ("decisions", "propose-rules", path, "--out", tmp_path / "p.yaml", "--out-articles", articles)
    with pytest.raises(DecisionsError, match="--out-articles needs --dump"):
        run_command(*words)
    assert run_command(*words, "--dump", write_dump(tmp_path / "dump.xml")) == 0
    assert articles.read_text().count("\n") == 1
