"""Arguments that several commands share."""

from __future__ import annotations

import argparse
from pathlib import Path

from linking.bundle.bundle import list_wikis
from linking.bundle.names import is_version, is_wiki


def add_data_dir(parser: argparse.ArgumentParser) -> None:
    """Add --data-dir, the directory with the bundles of all wikis."""
    parser.add_argument("--data-dir", type=Path, required=True, metavar="DIR", help="directory with all bundles")


def add_dump(parser: argparse.ArgumentParser) -> None:
    """Add --dump, the files of one dump."""
    parser.add_argument(
        "--dump",
        required=True,
        nargs="+",
        metavar="FILE",
        help="MediaWiki XML export: .xml, .xml.bz2 or .xml.gz, several files in order, or - for standard input",
    )


def add_wiki(parser: argparse.ArgumentParser) -> None:
    """Add --wiki, exactly one."""
    parser.add_argument("--wiki", type=wiki, required=True, help="database name, such as kwwiki")


def add_wikis(parser: argparse.ArgumentParser) -> None:
    """Add --wiki, any number; none means all that have a current bundle."""
    parser.add_argument(
        "--wiki", type=wiki, action="append", default=[], help="database name; may be repeated (default: all)"
    )


def chosen_wikis(args: argparse.Namespace) -> list[str]:
    """The wikis that add_wikis's argument means. Raises DataDirectoryError."""
    return list(args.wiki) or list_wikis(args.data_dir)


def wiki(text: str) -> str:
    """Type of an argument that is a wiki's database name."""
    if not is_wiki(text):
        raise argparse.ArgumentTypeError(f"not a wiki's database name: {text!r}")
    return text


def version(text: str) -> str:
    """Type of an argument that is a bundle's version."""
    if not is_version(text):
        raise argparse.ArgumentTypeError(f"not a version (such as 20261123T101500Z): {text!r}")
    return text


def positive(text: str) -> int:
    """Type of an argument that is a whole number from 1."""
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"not a whole number from 1: {text!r}")
    return number
