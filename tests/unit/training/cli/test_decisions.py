"""`decisions` has commands of its own."""

from __future__ import annotations

import pytest

from tests.helpers.training.commands import run_command
from training.cli.decisions import COMMANDS


def test_one_of_its_commands_has_to_be_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        run_command("decisions")
    assert "required: COMMAND" in capsys.readouterr().err


def test_the_help_lists_its_commands(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        run_command("decisions", "--help")
    shown = capsys.readouterr().out
    assert all(command.name in shown for command in COMMANDS)
    assert "example: python -m training decisions check " in shown
