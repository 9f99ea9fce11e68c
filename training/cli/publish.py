"""`publish`: makes a version current, in its own or in another data directory."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from linking.bundle.bundle import Bundle, open_bundle, open_version, verify
from linking.errors import LinkingError
from training.cli import arguments
from training.pipeline.bundle_versions import publish, publish_to

NAME = "publish"
HELP = "verify a bundle and make it current, or copy it to another data directory and make it current there"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    arguments.add_data_dir(parser)
    arguments.add_wikis(parser)
    parser.add_argument(
        "--version",
        type=arguments.version,
        help="version to publish (default: the newest, unless its run found it unfit; with --to the current one)",
    )
    parser.add_argument(
        "--to", type=Path, metavar="DIR", help="another data directory, for example a mount or a web root"
    )


def run(args: argparse.Namespace) -> int:
    """Publish the wikis one by one. If one fails, its error is reported, the others continue and the exit code is 1."""
    failed = 0
    for wiki in arguments.chosen_wikis(args):
        try:
            bundle = _publish(args, wiki)
        except LinkingError as error:
            failed += 1
            sys.stderr.write(f"{wiki}: {error}\n")
        else:
            sys.stdout.write(f"{wiki}: {bundle.manifest.version} is current in {bundle.directory.parent.parent}\n")
    return 1 if failed else 0


def _publish(args: argparse.Namespace, wiki: str) -> Bundle:
    if args.to is None:
        return publish(args.data_dir, wiki, args.version)
    source = open_version(args.data_dir, wiki, args.version) if args.version else open_bundle(args.data_dir, wiki)
    verify(source)
    return publish_to(source, args.to)
