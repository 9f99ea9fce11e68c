"""`decisions`: what reviewers decided about suggestions."""

from __future__ import annotations

import argparse

from training.cli import (
    Command,
    add_commands,
    decisions_check,
    decisions_import,
    decisions_propose_rules,
    decisions_summary,
)

NAME, HELP = "decisions", "check and use what reviewers decided about suggestions"

COMMANDS = tuple(
    Command(module.NAME, module.HELP, module.add_arguments, module.run)
    for module in (decisions_check, decisions_summary, decisions_import, decisions_propose_rules)
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the commands about decisions."""
    add_commands(parser, COMMANDS, destination="decisions_command", prefix=NAME)


def run(args: argparse.Namespace) -> int:
    """Run none of the commands: each sets `args.run` to its own function, and the parser requires one."""
    raise NotImplementedError(args.decisions_command)
