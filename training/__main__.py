"""The command line of training: `python -m training COMMAND ...`."""

from __future__ import annotations

import argparse
import sqlite3
import sys
from collections.abc import Sequence

import duckdb

from linking.errors import LinkingError
from training.cli import COMMANDS, Command, recommend, run
from training.cli import default_model as default_training
from training.cli import import_legacy as importing
from training.cli.log_setup import configure
from training.dumps import download as fetch
from training.errors import TrainingError

EXIT_REFUSED, EXIT_NO_SPACE, EXIT_INTERRUPTED = 1, 74, 130

ALL = (
    Command(run.NAME, run.HELP, run.add_arguments, run.run),
    Command(recommend.NAME, recommend.HELP, recommend.add_arguments, recommend.run),
    Command(default_training.NAME, default_training.HELP, default_training.add_arguments, default_training.run),
    *COMMANDS,
    Command(importing.NAME, importing.HELP, importing.add_arguments, importing.run),
    Command(fetch.NAME, fetch.HELP, fetch.add_arguments, fetch.run),
)


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    parser = argparse.ArgumentParser(prog="python -m training", description="Train wikis and publish their bundles.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command in ALL:
        sub = commands.add_parser(command.name, help=command.help, description=command.help)
        command.add_arguments(sub)
        sub.set_defaults(run=command.run)
    return parser


def main(words: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code. What an operator can mend ends with one line on standard error."""
    args = build_parser().parse_args(words)
    configure()
    try:
        code: int = args.run(args)
    except TrainingError as error:
        return _fail(str(error), error.exit_code)
    except LinkingError as error:
        return _fail(str(error), EXIT_REFUSED)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else "a file cannot be read or written: "
        return _fail(f"{where}{error.strerror or error}", EXIT_NO_SPACE)
    except (duckdb.Error, sqlite3.Error) as error:
        return _fail(f"the work directory cannot be used: {str(error).splitlines()[0]}", EXIT_NO_SPACE)
    except KeyboardInterrupt:
        return _fail("interrupted; the same command goes on after the last finished step", EXIT_INTERRUPTED)
    return code


def _fail(reason: str, code: int) -> int:
    sys.stderr.write(f"error: {reason}\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
