"""`unpublish`: removes a wiki."""

from __future__ import annotations

import argparse
import sys

from training.cli import arguments
from training.pipeline.bundle_versions import unpublish

NAME = "unpublish"
HELP = "remove a wiki from the index and delete all its versions"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    arguments.add_data_dir(parser)
    arguments.add_wiki(parser)


def run(args: argparse.Namespace) -> int:
    """Remove the wiki.

    Raises:
        BundleMissingError: There is no such wiki.
    """
    unpublish(args.data_dir, args.wiki)
    sys.stdout.write(f"{args.wiki}: removed\n")
    return 0
