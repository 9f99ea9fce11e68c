"""The `fetch` command: download a wiki's newest complete dump."""

from __future__ import annotations

import argparse
import os
import re
import sys
from pathlib import Path

from linking.bundle.names import check_wiki_name
from training.dumps.download import FetchOptions, fetch
from training.dumps.http_mirror import Mirror

NAME, HELP = "fetch", "download a wiki's newest complete dump, and verify it"

MIRROR_VARIABLE = "DUMP_MIRROR"
WIKIMEDIA = "https://dumps.wikimedia.org"
USER_AGENT = "linkrecommendation-training/0.1 (MediaWiki link recommendations)"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("--wiki", required=True, help="database name, such as simplewiki")
    parser.add_argument("--to", required=True, type=Path, metavar="DIR", help="directory for the files")
    parser.add_argument(
        "--mirror",
        metavar="URL",
        help=f"web server to download from (default: the environment variable {MIRROR_VARIABLE}, or {WIKIMEDIA})",
    )
    parser.add_argument(
        "--date", type=dump_date, metavar="YYYYMMDD", help="date of the dump (default: the newest complete one)"
    )
    parser.add_argument(
        "--user-agent", default=USER_AGENT, help="should name a way to contact you (default: %(default)s)"
    )


def run(args: argparse.Namespace) -> int:
    """Download the dump and print the paths of its files.

    Raises:
        InvalidNameError: The database name is invalid.
        FetchError: The mirror's URL is invalid, or the download fails.
    """
    fetched = fetch(fetch_options(args))
    for path in (*fetched.articles, fetched.page_props):
        sys.stdout.write(f"{path}\n")
    return 0


def fetch_options(args: argparse.Namespace) -> FetchOptions:
    """Return the options for the arguments. The errors are those of `run`."""
    address = args.mirror or os.environ.get(MIRROR_VARIABLE) or WIKIMEDIA
    mirror = Mirror(address, args.user_agent)
    return FetchOptions(check_wiki_name(args.wiki), args.to, mirror, args.date)


def dump_date(text: str) -> str:
    """Parse the date of a dump."""
    if not re.fullmatch("[0-9]{8}", text):
        raise argparse.ArgumentTypeError(f"not a date like 20260101: {text!r}")
    return text
