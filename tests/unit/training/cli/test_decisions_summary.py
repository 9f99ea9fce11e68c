"""`decisions summary` prints and writes what was decided."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.helpers.training.commands import run_command
from tests.helpers.training.made_decisions import write_decisions
from training.decisions.reading import DecisionsError


def test_several_files_become_one_summary(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paths = [
        write_decisions(tmp_path / "a.jsonl", [{"reviewer": "Ann"}, {"wiki": "frwiki"}]),
        write_decisions(tmp_path / "b.jsonl", [{"reviewer": "Bob", "decision": "reject"}]),
    ]
    out, page = tmp_path / "summary.json", tmp_path / "summary.html"
    words = ("--out-json", out, "--out-html", page, "--wiki", "kwwiki")
    assert run_command("decisions", "summary", *paths, *words) == 0
    assert capsys.readouterr().out.startswith("2 decisions on kwwiki: 1 accept, 1 reject, 0 skip\n")
    assert json.loads(out.read_text())["wikis"] == ["kwwiki"]
    assert "<h1>Decisions on kwwiki</h1>" in page.read_text()


@pytest.mark.parametrize("words", [(), ("--wiki", "frwiki")])
def test_no_decisions_are_an_error(tmp_path: Path, words: tuple[str, ...]) -> None:
    path = write_decisions(tmp_path / "a.jsonl", [{}] if words else [])
    with pytest.raises(DecisionsError, match="there are no decisions"):
        run_command("decisions", "summary", path, *words)


def test_an_invalid_line_is_an_error_and_nothing_is_written(tmp_path: Path) -> None:
    path = write_decisions(tmp_path / "a.jsonl", [{}, {"score": 3}])
    out = tmp_path / "summary.json"
    with pytest.raises(DecisionsError, match=r"a\.jsonl:2: score must be"):
        run_command("decisions", "summary", path, "--out-json", out)
    assert not out.exists()
