"""The example of each command can be run as it is written, and the help shows it."""

from __future__ import annotations

import pytest

from training.__main__ import COMMANDS, build_parser
from training.cli import decisions
from training.cli.examples import EXAMPLES, GROUPS


def test_every_command_has_an_example() -> None:
    names = {command.name for command in COMMANDS if command.name not in GROUPS}
    names |= {f"{decisions.NAME} {command.name}" for command in decisions.COMMANDS}
    assert names == EXAMPLES.keys()
    assert set(GROUPS.values()) <= EXAMPLES.keys()


@pytest.mark.parametrize("command", EXAMPLES)
def test_an_example_is_a_valid_command_line(command: str) -> None:
    assert build_parser().parse_args(EXAMPLES[command].split()).command == command.split()[0]


@pytest.mark.parametrize("command", EXAMPLES)
def test_the_help_shows_the_example_and_the_exit_codes(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        build_parser().parse_args([*command.split(), "--help"])
    shown = capsys.readouterr().out
    assert f"example: python -m training {EXAMPLES[command]}\n" in shown
    assert "exit codes: 0 done" in shown


def test_the_version_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        build_parser().parse_args(["--version"])
    assert capsys.readouterr().out.strip()
