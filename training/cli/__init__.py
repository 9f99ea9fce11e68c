"""The commands about bundles that are trained already; each module has NAME, HELP, add_arguments and run."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass

from training.cli import inspect as inspection
from training.cli import list as listing
from training.cli import prune, publish, rollback, unpublish


@dataclass(frozen=True, slots=True)
class Command:
    """One word of the command line. run returns the exit code; raises LinkingError for what an operator can mend."""

    name: str
    help: str
    add_arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]


COMMANDS = tuple(
    Command(module.NAME, module.HELP, module.add_arguments, module.run)
    for module in (publish, listing, rollback, prune, unpublish, inspection)
)
