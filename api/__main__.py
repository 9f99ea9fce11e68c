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
from api.errors import ServiceError
from api.observability.log_setup import SERVICE
from api.serving.action_api import ActionApi
from api.serving.bundle_cache import Registry
from api.serving.request_parsing import read_ask
from api.serving.service import Service
from api.settings.config import ConfigError, load_for
from api.settings.definitions import settings_table
from api.stores.factory import open_catalog
from api.web.recommendations import database_name

FAILED = 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit code: 1 where there is no answer, 2 where the command line is wrong."""
    options = build_parser().parse_args(arguments)
    logging.getLogger(SERVICE).addHandler(logging.NullHandler())  # what fails is said once, below
    try:
        if options.command == sync.NAME:
            return sync.run(options)
        if options.command == rules.NAME:
            return rules.run(options)
        if options.command == "settings":
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
    """Return the parser of the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m api", description="Recommends missing links in MediaWiki articles."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    query = commands.add_parser("query", help="recommend links for one article; prints the service's JSON")
    query.add_argument("--data-dir", type=Path, help="directory of the bundles (default: DATA_DIR)")
    query.add_argument("--wiki", required=True, help="database name, such as kwwiki")
    query.add_argument("--title", required=True, help="the article's title")
    query.add_argument("--wikitext-file", help="the article's text, - for standard input; fetched where not given")
    query.add_argument("--revision", help="the revision to fetch")
    query.add_argument("--threshold", help="least score, 0 to 1")
    query.add_argument("--max-recommendations", help="most links")
    query.add_argument("--language-code", help="language of the text (default: the wiki's)")
    query.add_argument("--sections-to-exclude", action="append", default=[], help="may be repeated")
    query.add_argument("--explain", action="store_true", help="say how each link came about")
    rules.add_arguments(commands.add_parser(rules.NAME, help=rules.HELP))
    sync.add_arguments(commands.add_parser(sync.NAME, help=sync.HELP))
    commands.add_parser("settings", help="print the table of environment variables")
    return parser


def _query(options: argparse.Namespace) -> str:
    config = load_for(options.data_dir)
    registry = Registry(open_catalog(config), config.max_models)
    service = Service(config, registry, ActionApi(config))
    wiki = database_name(options.wiki)
    ask = read_ask(_parameters(options), b"")
    ask = replace(ask, wikitext=_wikitext(options.wikitext_file))
    try:
        with registry.use(wiki) as opened:
            return service.serve(opened, wiki, options.title, ask).body.decode()
    finally:
        registry.close()


def _parameters(options: argparse.Namespace) -> MultiDict[str, str]:
    given = {
        "revision": options.revision,
        "threshold": options.threshold,
        "max_recommendations": options.max_recommendations,
        "language_code": options.language_code,
        "explain": "true" if options.explain else None,
    }
    parameters = MultiDict({name: value for name, value in given.items() if value is not None})
    parameters.setlist("sections_to_exclude", options.sections_to_exclude)
    return parameters


def _wikitext(file: str | None) -> str | None:
    if file is None:
        return None
    content = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    return content.decode()


if __name__ == "__main__":
    sys.exit(main())
