"""`python -m api`: recommendations for one article without a server, rules, syncing, the table of settings."""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from werkzeug.datastructures import MultiDict

from api.cli import rules, sync
from api.cli.examples import add_examples
from api.errors import ServiceError
from api.observability.log_setup import SERVICE
from api.serving.action_api import ActionApi
from api.serving.bundle_cache import BundleCache
from api.serving.request_parsing import parse_request
from api.serving.service import Service
from api.settings.config import ConfigError, load_for
from api.settings.definitions import settings_table
from api.stores.factory import open_catalog
from api.stores.mysql.schema import schema_sql
from linking.text.database_names import names_of_wiki
from linking.version import packaged_version

FAILED = 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command.

    Args:
        arguments: The command line; by default that of this process.

    Returns:
        The exit code: 0, or 1 if the command failed. argparse exits with 2 if the command line is wrong.
    """
    options = build_parser().parse_args(arguments)
    logging.getLogger(SERVICE).addHandler(logging.NullHandler())  # errors are printed below, and only once
    try:
        if options.command == sync.NAME:
            return sync.run(options)
        if options.command == rules.NAME:
            return rules.run(options)
        if options.command == "schema":
            sys.stdout.write(schema_sql())
        elif options.command == "settings":
            sys.stdout.write(settings_table())
        else:
            sys.stdout.write(_query(options) + "\n")
    except (ServiceError, ConfigError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return FAILED
    except UnicodeDecodeError:
        sys.stderr.write("the wikitext is not UTF-8\n")
        return FAILED
    return 0


def build_parser() -> argparse.ArgumentParser:
    """Build the parser of the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m api", description="Recommends missing links in MediaWiki articles."
    )
    parser.add_argument("--version", action="version", version=packaged_version())
    commands = parser.add_subparsers(dest="command", required=True)
    query = commands.add_parser("query", help="recommend links for one article; prints the same JSON as the service")
    query.add_argument("--data-dir", type=Path, help="directory of the bundles (default: DATA_DIR)")
    query.add_argument("--wiki", required=True, help="database name, such as kwwiki")
    query.add_argument("--title", required=True, help="the article's title")
    query.add_argument(
        "--wikitext-file", help="file with the article's text, - for standard input (default: fetch it from the wiki)"
    )
    query.add_argument("--revision", help="revision to fetch (default: the current one)")
    query.add_argument("--threshold", help="minimum score of a recommended link, 0 to 1")
    query.add_argument("--max-recommendations", help="maximum number of recommended links")
    query.add_argument("--language-code", help="language of the text (default: the wiki's)")
    query.add_argument(
        "--sections-to-exclude", action="append", default=[], help="section without recommendations; may be repeated"
    )
    query.add_argument("--explain", action="store_true", help="explain each link, and list those that rules suppress")
    query.add_argument(
        "--partial", action="store_true", help="print the links found in REQUEST_DEADLINE, even if more were possible"
    )
    rules.add_arguments(commands.add_parser(rules.NAME, help=rules.HELP))
    sync.add_arguments(commands.add_parser(sync.NAME, help=sync.HELP))
    commands.add_parser(
        "schema", help="print the SQL that creates the tables of a database, so that `sync` needs no privilege CREATE"
    )
    commands.add_parser("settings", help="print the table of environment variables")
    add_examples(parser)
    return parser


def _query(options: argparse.Namespace) -> str:
    config = load_for(options.data_dir)
    bundles = BundleCache(open_catalog(config), config.max_models)
    service = Service(config, bundles, ActionApi(config))
    request = parse_request(_parameters(options), b"")
    if options.wikitext_file is not None:
        request = replace(request, wikitext=_read_text(options.wikitext_file))
    try:
        with bundles.use(bundles.find(names_of_wiki(options.wiki))) as bundle:
            return service.recommend(bundle, options.title, request).body.decode()
    finally:
        bundles.close()


def _parameters(options: argparse.Namespace) -> MultiDict[str, str]:
    """Return the options as the parameters of a query string, which are validated in one place."""
    given = {
        "revision": options.revision,
        "threshold": options.threshold,
        "max_recommendations": options.max_recommendations,
        "language_code": options.language_code,
        "explain": "true" if options.explain else None,
        "partial": "true" if options.partial else None,
    }
    parameters = MultiDict({name: value for name, value in given.items() if value is not None})
    parameters.setlist("sections_to_exclude", options.sections_to_exclude)
    return parameters


def _read_text(file: str) -> str:
    content = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    return content.decode()


if __name__ == "__main__":
    sys.exit(main())
