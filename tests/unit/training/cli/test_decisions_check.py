"""`decisions check` says what is wrong with which line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.training.commands import run_command
from tests.helpers.training.made_decisions import line, write_decisions
from training.cli.decisions_check import MAX_SHOWN


def test_valid_files_are_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = write_decisions(tmp_path / "a.jsonl", [{}, {"revid": 2, "decision": "reject", "reason": "date"}])
    second = write_decisions(tmp_path / "b.jsonl", [{"decision": "skip"}])
    assert run_command("decisions", "check", first, second) == 0
    captured = capsys.readouterr()
    assert captured.out == (
        f"{first}: 2 decisions (1 accept, 1 reject, 0 skip)\n{second}: 1 decision (0 accept, 0 reject, 1 skip)\n"
    )
    assert captured.err == ""


def test_problems_are_listed_with_file_and_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good = write_decisions(tmp_path / "a.jsonl", [{}])
    bad = write_decisions(tmp_path / "b.jsonl", [{"revid": 2}, {"score": 2, "decision": "yes"}])
    assert run_command("decisions", "check", good, bad) == 1
    captured = capsys.readouterr()
    assert captured.out.splitlines()[1] == f"{bad}: 1 decision (1 accept, 0 reject, 0 skip); 2 problems"
    assert [problem.partition(" must")[0] for problem in captured.err.splitlines()] == [
        f"{bad}:2: score",
        f"{bad}:2: decision",
    ]


def test_a_replaced_decision_is_a_warning(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_decisions(tmp_path / "a.jsonl", [{"reviewer": "Ann"}, {}, {"reviewer": "Ann", "decision": "reject"}])
    assert run_command("decisions", "check", path) == 0
    assert capsys.readouterr().err == (
        f"{path}:1: warning: does not count, because the same reviewer decided about this suggestion again: {path}:3\n"
    )


def test_an_empty_file_is_a_problem(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_decisions(tmp_path / "a.jsonl", [])
    assert run_command("decisions", "check", path) == 1
    assert capsys.readouterr().err.startswith(f"{path}: has no decisions; ")


def test_the_lists_are_bounded(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"x\n" * (MAX_SHOWN + 5) + line() * (MAX_SHOWN + 5))
    assert run_command("decisions", "check", path) == 1
    captured = capsys.readouterr()
    shown = captured.err.splitlines()
    assert len(shown) == 2 * MAX_SHOWN + 2
    assert shown[MAX_SHOWN] == f"{path}: has more problems, which are not listed"
    assert shown[-1] == "warning: more decisions are replaced, which are not listed"
    assert f"; {MAX_SHOWN + 5} problems" in captured.out
