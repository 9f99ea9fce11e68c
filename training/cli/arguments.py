"""Arguments that several commands share."""

from __future__ import annotations

import argparse
import math
import re
from pathlib import Path

from linking.bundle.bundle import list_wikis
from linking.bundle.names import is_version_name, is_wiki_name
from linking.recommender import DEFAULT_RECOMMENDATIONS, DEFAULT_THRESHOLD, MAX_RECOMMENDATIONS

_SIZE = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*(KB|MB|GB|K|M|G)?", re.IGNORECASE)
_UNITS = {"": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30}
_MIN_MEMORY = 512 << 20


def add_data_dir(parser: argparse.ArgumentParser) -> None:
    """Add --data-dir, the directory with the bundles of all wikis."""
    parser.add_argument("--data-dir", type=Path, required=True, metavar="DIR", help="directory with all bundles")


def add_dump(parser: argparse.ArgumentParser, *, required: bool = True) -> None:
    """Add --dump, the files of one dump."""
    parser.add_argument(
        "--dump",
        required=required,
        nargs="+",
        metavar="FILE",
        help="directory to find the wiki's newest complete dump in, as `fetch` writes it, or a MediaWiki XML export:"
        " .xml, .xml.bz2 or .xml.gz, several files in order, or - for standard input",
    )
    add_allow_other_dbname(parser)


def add_allow_other_dbname(parser: argparse.ArgumentParser) -> None:
    """Add --allow-other-dbname."""
    parser.add_argument(
        "--allow-other-dbname",
        action="store_true",
        help="accept files whose <dbname>, or whose name, is that of another wiki",
    )


def add_sections_to_exclude(parser: argparse.ArgumentParser) -> None:
    """Add --sections-to-exclude, which may be repeated."""
    parser.add_argument(
        "--sections-to-exclude",
        action="append",
        default=[],
        metavar="NAME",
        help="title of a section without recommendations; may be repeated",
    )


def add_wiki(parser: argparse.ArgumentParser) -> None:
    """Add --wiki, which names one wiki."""
    parser.add_argument("--wiki", type=wiki, required=True, help="database name, such as kwwiki")


def add_wikis(parser: argparse.ArgumentParser) -> None:
    """Add --wiki, which may be repeated."""
    parser.add_argument(
        "--wiki", type=wiki, action="append", default=[], help="database name; may be repeated (default: all)"
    )


def add_threshold(parser: argparse.ArgumentParser) -> None:
    """Declare --threshold."""
    parser.add_argument(
        "--threshold", type=score, default=DEFAULT_THRESHOLD, help="lowest score, from 0 to 1 (default: %(default)s)"
    )


def add_max_recommendations(parser: argparse.ArgumentParser) -> None:
    """Declare --max-recommendations."""
    parser.add_argument(
        "--max-recommendations",
        type=links,
        default=DEFAULT_RECOMMENDATIONS,
        metavar="N",
        help="largest number of links in an article (default: %(default)s)",
    )


def add_memory(parser: argparse.ArgumentParser) -> None:
    """Declare --memory."""
    parser.add_argument(
        "--memory",
        type=memory,
        metavar="SIZE",
        help="memory of all processes together, such as 4GB (default: 2GB, or more for more than two jobs)",
    )


def add_decision_files(parser: argparse.ArgumentParser) -> None:
    """Add the names of files of decisions."""
    parser.add_argument(
        "files", nargs="+", metavar="FILE", help="decisions (JSON Lines), plain or compressed; - for standard input"
    )


def chosen_wikis(args: argparse.Namespace) -> list[str]:
    """Return the wikis that the argument of `add_wikis` names, or all that have a current bundle.

    Raises:
        DataDirectoryError: The data directory cannot be read.
    """
    return list(args.wiki) or list_wikis(args.data_dir)


def wiki(text: str) -> str:
    """Parse a wiki's database name."""
    if not is_wiki_name(text):
        raise argparse.ArgumentTypeError(f"not a wiki's database name: {text!r}")
    return text


def version(text: str) -> str:
    """Parse the version of a bundle."""
    if not is_version_name(text):
        raise argparse.ArgumentTypeError(f"not a version (such as 20261123T101500Z): {text!r}")
    return text


def positive_days(text: str) -> float:
    """Parse a number of days above 0."""
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number < math.inf:
        raise argparse.ArgumentTypeError(f"not a number of days above 0: {text!r}")
    return number


def positive(text: str) -> int:
    """Parse a positive integer."""
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"not a positive integer: {text!r}")
    return number


def score(text: str) -> float:
    """Parse a number from 0 to 1."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(f"not a number from 0 to 1: {text!r}")
    return value


def up_to(text: str, maximum: int) -> int:
    """Parse an integer from 1 to a maximum."""
    value = positive(text)
    if value > maximum:
        raise argparse.ArgumentTypeError(f"not an integer from 1 to {maximum}: {text!r}")
    return value


def links(text: str) -> int:
    """Parse a number of links."""
    return up_to(text, MAX_RECOMMENDATIONS)


def memory(text: str) -> int:
    """Parse an amount of memory, such as 2GB. Returns bytes."""
    match = _SIZE.fullmatch(text.strip())
    size = float(match.group(1)) * _UNITS[(match.group(2) or "")[:1].lower()] if match else 0
    if not _MIN_MEMORY <= size < math.inf:
        raise argparse.ArgumentTypeError(f"not an amount of at least 512MB, such as 2GB: {text!r}")
    return int(size)
