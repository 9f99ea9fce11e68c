"""The example of each command can be run as it is written, and the help shows it."""

from __future__ import annotations

import argparse

import pytest

from api.__main__ import build_parser
from api.cli.examples import EXAMPLES


@pytest.mark.parametrize("command", EXAMPLES)
def test_an_example_is_a_valid_command_line(command: str) -> None:
    assert EXAMPLES[command].startswith(command)
    assert build_parser().parse_args(EXAMPLES[command].split()).command == command.split()[0]


def test_every_command_shows_its_example_and_the_exit_codes(capsys: pytest.CaptureFixture[str]) -> None:
    for command in EXAMPLES:
        with pytest.raises(SystemExit, match="0"):
            build_parser().parse_args([*command.split(), "--help"])
        shown = capsys.readouterr().out
        assert f"example: python -m api {EXAMPLES[command]}\n" in shown
        assert "exit codes: 0 done" in shown


def test_every_command_has_an_example() -> None:
    assert set(_commands(build_parser())) == EXAMPLES.keys()


def _commands(parser: argparse.ArgumentParser) -> list[str]:
    actions = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    if not actions:
        return [parser.prog.removeprefix("python -m api ")]
    return [name for action in actions for command in action.choices.values() for name in _commands(command)]
