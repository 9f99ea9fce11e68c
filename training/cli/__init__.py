"""The commands of `python -m training`. Each module has NAME, HELP, add_arguments and run."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from textwrap import fill

from training.cli.examples import epilog

_HELP_WIDTH = 79


@dataclass(frozen=True, slots=True)
class Command:
    """A command.

    Attributes:
        name: The word that selects it on the command line.
        help: What it does, in one line.
        add_arguments: Declares its arguments.
        run: Runs it and returns the exit code. It raises LinkingError or TrainingError for what an operator can fix.
    """

    name: str
    help: str
    add_arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]


def add_commands(
    parser: argparse.ArgumentParser, commands: Iterable[Command], *, destination: str = "command", prefix: str = ""
) -> None:
    """Declare commands, of which the command line has to name one.

    Args:
        parser: The program's parser, or that of a command that has commands of its own.
        commands: The commands. `args.run` becomes that of the one that is named.
        destination: The attribute of the parsed arguments that becomes its name.
        prefix: The name of the command that these commands belong to.
    """
    subparsers = parser.add_subparsers(dest=destination, required=True, metavar="COMMAND")
    for command in commands:
        subparser = subparsers.add_parser(
            command.name,
            help=command.help,
            description=fill(command.help, _HELP_WIDTH),
            epilog=epilog(f"{prefix} {command.name}".strip()),
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        subparser.set_defaults(run=command.run)
        command.add_arguments(subparser)
