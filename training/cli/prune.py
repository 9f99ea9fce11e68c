"""`prune`: deletes old versions of bundles."""

from __future__ import annotations

import argparse
import sys

from training.cli import arguments
from training.pipeline.bundle_versions import prune

NAME = "prune"
HELP = "delete old versions of bundles; the current version is always kept"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    arguments.add_data_dir(parser)
    arguments.add_wikis(parser)
    parser.add_argument(
        "--keep", type=arguments.positive, required=True, metavar="N", help="how many of the newest versions to keep"
    )


def run(args: argparse.Namespace) -> int:
    """Delete all but the newest versions and the current one."""
    for wiki in arguments.chosen_wikis(args):
        for version in prune(args.data_dir, wiki, args.keep):
            sys.stdout.write(f"{wiki}: removed {version}\n")
    return 0
