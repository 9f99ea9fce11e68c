"""`rollback`: makes an older version current again."""

from __future__ import annotations

import argparse
import sys

from linking.bundle.bundle import list_versions, open_version
from linking.bundle.errors import BundleError, BundleMissingError
from linking.bundle.wiki_index import current_versions
from training.cli import arguments
from training.pipeline.bundle_versions import publish
from training.pipeline.publication import withheld

NAME = "rollback"
HELP = "make the previous version current again"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    arguments.add_data_dir(parser)
    arguments.add_wiki(parser)
    parser.add_argument(
        "--version",
        type=arguments.version,
        help="version to make current (default: the previous one that was fit to publish)",
    )


def run(args: argparse.Namespace) -> int:
    """Make an older version current.

    Raises:
        BundleMissingError: There is no older version.
    """
    version = args.version or _previous_version(args)
    publish(args.data_dir, args.wiki, version)
    sys.stdout.write(f"{args.wiki}: {version} is current\n")
    return 0


def _previous_version(args: argparse.Namespace) -> str:
    current = current_versions(args.data_dir).get(args.wiki, "")
    older = [version for version in list_versions(args.data_dir, args.wiki) if version < current]
    published = (version for version in reversed(older) if not _is_withheld(args, version))
    previous = next(published, None)
    if previous is None:
        raise BundleMissingError(args.wiki, f"{args.data_dir} before {current or 'the current one'}")
    return previous


def _is_withheld(args: argparse.Namespace, version: str) -> bool:
    """Return True for a version that its run did not publish. Publishing reports a version that cannot be read."""
    try:
        return bool(withheld(open_version(args.data_dir, args.wiki, version).manifest))
    except BundleError:
        return False
