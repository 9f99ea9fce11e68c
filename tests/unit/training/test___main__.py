"""The command line: errors that an operator can fix are one line with an exit code."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import duckdb
import pytest

from linking.bundle.atomic_files import StorageError
from linking.errors import LinkingError
from training import __main__ as program
from training.cli import Command
from training.errors import NoArticlesError


def failing(error: BaseException) -> Command:
    def run(_: object) -> int:
        raise error

    # Under the name of a command, because the help shows an example of each.
    return Command("list", "fail", lambda _: None, run)


@pytest.mark.parametrize(
    ("error", "code", "line"),
    [
        (NoArticlesError("dump.xml"), 65, "error: dump.xml: "),
        (LinkingError("no bundle"), 1, "error: no bundle"),
        (PermissionError(13, "Permission denied", "data"), 74, "error: data: Permission denied"),
        (
            OSError(28, "No space left on device"),
            74,
            "error: a file cannot be read or written: No space left on device; make space there, and run the same",
        ),
        (
            OSError(28, "full", "source", None, "copy"),
            74,
            "error: copy: full; make space there, and run the same command",
        ),
        (
            StorageError(Path("data"), OSError(28, "full")),
            74,
            "error: cannot write data: full; make space there, and run",
        ),
        (duckdb.IOException("IO Error: full\nmore"), 74, "error: the work directory cannot be used: IO Error: full"),
        (sqlite3.OperationalError("disk I/O error"), 74, "error: the work directory cannot be used: disk I/O error"),
        (KeyboardInterrupt(), 130, "error: interrupted"),
    ],
)
def test_an_error_is_one_line_and_an_exit_code(monkeypatch, capsys, error, code, line):
    monkeypatch.setattr(program, "COMMANDS", (failing(error),))
    assert program.main(["list"]) == code
    written = capsys.readouterr().err
    assert written.startswith(line)
    assert written.count("\n") == 1


def test_an_unexpected_error_is_not_hidden(monkeypatch):
    monkeypatch.setattr(program, "COMMANDS", (failing(ZeroDivisionError("bug")),))
    with pytest.raises(ZeroDivisionError):
        program.main(["list"])


def test_every_command_has_a_help_text(capsys):
    names = [command.name for command in program.COMMANDS]
    assert sorted(names) == sorted(set(names))
    for name in names:
        with pytest.raises(SystemExit) as caught:
            program.main([name, "--help"])
        assert caught.value.code == 0
        assert f"python -m training {name}" in capsys.readouterr().out
