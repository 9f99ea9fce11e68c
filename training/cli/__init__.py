"""The commands of `python -m training`. Each module has NAME, HELP, add_arguments and run."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass


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
