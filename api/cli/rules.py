"""`python -m api rules`: check rules before they are published, try them on articles, write them into a database."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from api.cli.rules_dry_run import Trial, before_and_after, read_articles, try_rules
from api.settings.config import load_for
from api.settings.mysql_dsn import Address
from api.stores.factory import open_catalog
from api.stores.mysql.writer import writing
from api.stores.rules import FOR_ALL, origin_of
from linking.bundle.names import wiki_name
from linking.errors import LinkingError
from linking.rules.model import Rules, RulesError
from linking.rules.yaml_loader import read_rules

NAME = "rules"
HELP = "check rules, try what they change, write them into a database"

DONE, WRONG = 0, 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    commands = parser.add_subparsers(dest="rules_command", required=True)
    check = commands.add_parser("check", help="say whether a file of rules can be used, and if not, what is wrong")
    check.add_argument("file", type=Path, metavar="FILE")
    _add_for_all(check)
    trial = commands.add_parser(
        "try", help="show which links a change of rules takes away and adds, article by article"
    )
    trial.add_argument("--wiki", required=True, help="database name, such as kwwiki")
    trial.add_argument(
        "--test", required=True, type=Path, metavar="FILE.jsonl", help="articles: title and wikitext each"
    )
    trial.add_argument("--data-dir", type=Path, help="directory of the bundles (default: DATA_DIR)")
    trial.add_argument(
        "--rules",
        type=Path,
        metavar="FILE",
        help="rules to try in the place of the wiki's; without it, the rules of now are compared with none",
    )
    _add_for_all(trial)
    trial.add_argument("--threshold", type=float, default=0.5, help="least score (default: %(default)s)")
    trial.add_argument("--max-recommendations", type=int, default=15, help="most links (default: %(default)s)")
    publish = commands.add_parser("publish", help="write a file of rules into a database that is served from")
    publish.add_argument("file", type=Path, metavar="FILE")
    publish.add_argument("--to", required=True, help="mysql://USER:PASSWORD@HOST/DATABASE")
    whose = publish.add_mutually_exclusive_group(required=True)
    whose.add_argument("--wiki", help="the wiki whose rules they are")
    _add_for_all(whose)


def _add_for_all(parser: argparse._ActionsContainer) -> None:
    parser.add_argument("--for-all", action="store_true", help="they are the rules for all wikis, not those of one")


def run(options: argparse.Namespace) -> int:
    """Run the command. 0: done, 1: something is wrong, which is said on stderr. Raises OSError, ServiceError."""
    try:
        if options.rules_command == "check":
            return _check(options.file, FOR_ALL if options.for_all else "")
        if options.rules_command == "publish":
            return _publish(options)
        return _try(options)
    except RulesError as error:  # of the file that was given
        place = options.rules if options.rules_command == "try" else options.file
        sys.stderr.writelines(f"{place}: {problem}\n" for problem in error.problems)
        return WRONG
    except LinkingError as error:
        sys.stderr.write(f"{error}\n")
        return WRONG


def read_file(path: Path, name: str) -> Rules:
    """The rules of a file that must be there. name: whose they are. Raises OSError, RulesError."""
    path.stat()
    return read_rules(path, origin_of(name))


def _check(path: Path, name: str) -> int:
    rules = read_file(path, name)
    lifted = f", {len(rules.lift)} lifted" if rules.lift else ""
    sys.stdout.write(f"{path}: {len(rules.rules)} rules{lifted}\n")
    return DONE


def _publish(options: argparse.Namespace) -> int:
    name = FOR_ALL if options.for_all else wiki_name(options.wiki)
    code = _check(options.file, name)
    if code == DONE:
        text = options.file.read_bytes().decode("utf-8-sig")
        with writing(Address.parse(options.to)) as writer:
            writer.execute("REPLACE INTO lr_rules (wiki, content) VALUES (%s, %s)", (name, text))
    return code


def _try(options: argparse.Namespace) -> int:
    catalog = open_catalog(load_for(options.data_dir))
    wiki = wiki_name(options.wiki)
    changed = None if options.rules is None else read_file(options.rules, FOR_ALL if options.for_all else wiki)
    before, after = before_and_after(catalog, wiki, changed, options.for_all)
    opened = catalog.open(wiki)
    try:
        trial = Trial(opened, before, after, options.threshold, options.max_recommendations)
        sys.stdout.writelines(try_rules(trial, read_articles(options.test)))
    finally:
        opened.recommender.close()
    return DONE
