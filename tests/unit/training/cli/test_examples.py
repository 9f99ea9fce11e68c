"""The example of each command can be run as it is written, and the help shows it."""

from __future__ import annotations

import pytest

from training.__main__ import COMMANDS, build_parser
from training.cli.examples import EXAMPLES


def test_every_command_has_an_example() -> None:
    assert {command.name for command in COMMANDS} == EXAMPLES.keys()


@pytest.mark.parametrize("command", EXAMPLES)
def test_an_example_is_a_valid_command_line(command: str) -> None:
    assert build_parser().parse_args(EXAMPLES[command].split()).command == command


@pytest.mark.parametrize("command", EXAMPLES)
def test_the_help_shows_the_example_and_the_exit_codes(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        build_parser().parse_args([command, "--help"])
    shown = capsys.readouterr().out
    assert f"example: python -m training {EXAMPLES[command]}\n" in shown
    assert "exit codes: 0 done" in shown


def test_the_version_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        build_parser().parse_args(["--version"])
    assert capsys.readouterr().out.strip()
