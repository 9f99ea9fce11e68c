"""The `fetch` command: download a wiki's newest complete dump, and the Wikidata classes of its pages."""

from __future__ import annotations

import argparse
import logging
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from linking.bundle.names import check_wiki_name
from training.corpus.exclusion_rules import load_rules
from training.corpus.marker_templates import NAMESPACES
from training.dumps.action_api import ActionApi
from training.dumps.api_export import fetch_export
from training.dumps.download import FetchOptions, fetch
from training.dumps.dump import read_site
from training.dumps.dump_files import find_dump_files
from training.dumps.file_names import INSTANCE_OF, parse_articles_file
from training.dumps.http_mirror import Mirror
from training.dumps.sparql import SparqlEndpoint
from training.dumps.wikidata_query import ClassQuery, fetch_classes, sitelink_address
from training.errors import ConflictingOptionsError, FetchError, NoDumpFoundError, UnreadableDumpError

logger = logging.getLogger(__name__)

NAME, HELP = "fetch", "download a wiki's newest complete dump, verify it, and fetch Wikidata classes"

MIRROR_VARIABLE = "DUMP_MIRROR"
WIKIMEDIA = "https://dumps.wikimedia.org"
SPARQL_VARIABLE = "SPARQL_ENDPOINT"
WIKIDATA = "https://query.wikidata.org/sparql"
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
        "--api",
        metavar="URL",
        help="fetch the pages from the wiki itself, whose api.php this is, for a wiki without dumps",
    )
    parser.add_argument(
        "--date", type=dump_date, metavar="YYYYMMDD", help="date of the dump (default: the newest complete one)"
    )
    parser.add_argument(
        "--classes",
        action="store_true",
        help="also fetch which pages are instances of the Wikidata classes that are not worth linking",
    )
    parser.add_argument(
        "--sparql",
        metavar="URL",
        help=f"SPARQL endpoint for --classes (default: the environment variable {SPARQL_VARIABLE}, or {WIKIDATA})",
    )
    parser.add_argument(
        "--user-agent", default=USER_AGENT, help="should name a way to contact you (default: %(default)s)"
    )


def run(args: argparse.Namespace) -> int:
    """Download the dump, and the classes if they are wanted, and print the paths of the files.

    Raises:
        InvalidNameError: The database name is invalid.
        FetchError: An address is invalid, or a download fails.
        DumpError: The downloaded dump cannot be read.
    """
    if args.api:
        return _run_api(args)
    options = fetch_options(args)
    if not args.classes:
        return _print(_download(options))
    endpoint = _endpoint(args)
    paths = _dump_for_classes(options)
    return _print([*paths, _fetch_classes(endpoint, options.wiki, paths[0])])


def _run_api(args: argparse.Namespace) -> int:
    given = [f"--{name}" for name in ("mirror", "date") if getattr(args, name)]
    if given:
        raise ConflictingOptionsError(["--api", *given], "a wiki itself has no mirror and only the present")
    api = ActionApi(args.api, args.user_agent)
    paths = fetch_export(api, args.wiki, args.to, NAMESPACES)
    if args.classes:
        paths.append(_fetch_classes(_endpoint(args), args.wiki, paths[0]))
    return _print(paths)


def _endpoint(args: argparse.Namespace) -> SparqlEndpoint:
    return SparqlEndpoint(args.sparql or os.environ.get(SPARQL_VARIABLE) or WIKIDATA, args.user_agent)


def _print(paths: Sequence[Path]) -> int:
    for path in paths:
        sys.stdout.write(f"{path}\n")
    return 0


def _download(options: FetchOptions) -> list[Path]:
    fetched = fetch(options)
    return [*fetched.articles, fetched.page_props]


def _dump_for_classes(options: FetchOptions) -> list[Path]:
    """Return the files of the dump whose classes are wanted.

    The mirror is not asked for a dump of a given date that is complete. If it fails, the newest complete dump in the
    directory is used.
    """
    local = _complete_dump(options)
    if local and options.date is not None:
        return local
    try:
        return _download(options)
    except FetchError as error:
        if not local:
            raise
        logger.warning("cannot look for a newer dump: %s; fetching the classes for %s", error, local[0].name)
        return local


def _complete_dump(options: FetchOptions) -> list[Path]:
    """Return the files of the newest complete dump in the directory, or none if it has another date."""
    try:
        found = find_dump_files([str(options.directory)], options.wiki, needs_page_props=True)
    except (NoDumpFoundError, UnreadableDumpError):
        return []
    file = parse_articles_file(Path(found.articles[0]).name)
    if file is None or options.date not in (None, file.date):
        return []
    return [Path(path) for path in (*found.articles, found.page_props) if path is not None]


def _fetch_classes(endpoint: SparqlEndpoint, wiki: str, articles: Path) -> Path:
    """Write the table beside the dump, unless it is there already."""
    file = parse_articles_file(articles.name)
    target = articles.with_name((file.prefix if file else f"{wiki}-") + INSTANCE_OF)
    if target.exists():
        logger.info("%s has been fetched before; remove it to fetch it again", target)
        return target
    header = read_site([str(articles)])
    site = sitelink_address(wiki, header.site.base)
    if site is None:
        raise FetchError(str(articles), "has no <base>, so nobody knows the wiki's address in Wikidata's sitelinks")
    classes = tuple(sorted(load_rules(wiki, header.site.language).classes, key=lambda name: int(name[1:])))
    count = fetch_classes(endpoint, ClassQuery(wiki, site, classes), target)
    logger.info("%d pages of %s are instances of one of %d classes", count, site, len(classes))
    return target


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
