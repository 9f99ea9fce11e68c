"""`list`: shows which versions of which wikis there are."""

from __future__ import annotations

import argparse
import sys

from linking.bundle.bundle import list_versions, open_version
from linking.bundle.errors import BundleError
from linking.bundle.wiki_index import current_versions
from training.cli import arguments

NAME = "list"
HELP = "list the versions of each wiki's bundle; * marks the current one"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    arguments.add_data_dir(parser)
    arguments.add_wikis(parser)


def run(args: argparse.Namespace) -> int:
    """Write one line per version: wiki, version, size and dump. The exit code is 1 if a version is damaged."""
    current = current_versions(args.data_dir)
    damaged = 0
    for wiki in arguments.chosen_wikis(args):
        for version in list_versions(args.data_dir, wiki):
            mark = "*" if current.get(wiki) == version else " "
            try:
                manifest = open_version(args.data_dir, wiki, version).manifest
                size = sum(entry.size for entry in manifest.files.values())
                facts = f"{size / 1e6:9.1f} MB  {manifest.dump.date} {manifest.dump.name}".rstrip()
            except BundleError as error:
                damaged += 1
                facts = f"damaged: {error}"
            sys.stdout.write(f"{mark} {wiki}  {version}  {facts}\n")
    return 1 if damaged else 0
