"""`python -m api rules`: validate rules, try them on articles, write them to a database."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from api.cli.rules_dry_run import OtherWikiError, changed_rules, read_articles, report_changes
from api.settings.config import load_database, load_for
from api.settings.mysql_dsn import DsnError
from api.stores.factory import open_catalog
from api.stores.mysql.schema import RULES_TABLE
from api.stores.mysql.writer import open_writer
from api.stores.rules import ALL_WIKIS, rules_origin
from linking.bundle.names import check_wiki_name
from linking.errors import LinkingError
from linking.rules.model import Rules, RulesError
from linking.rules.yaml_loader import read_rules

NAME = "rules"
HELP = "validate rules, show what they change, write them to a database"

DONE, FAILED, WRONG_COMMAND_LINE = 0, 1, 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    commands = parser.add_subparsers(dest="rules_command", required=True)
    check = commands.add_parser("check", help="validate a file of rules and list its problems")
    check.add_argument("file", type=Path, metavar="FILE")
    _add_for_all(check)
    dry_run = commands.add_parser("try", help="show which links a change of rules removes and adds, by article")
    dry_run.add_argument("--wiki", required=True, help="database name, such as kwwiki")
    dry_run.add_argument(
        "--test", required=True, type=Path, metavar="FILE.jsonl", help="articles, each with title and wikitext"
    )
    dry_run.add_argument(
        "--allow-other-dbname",
        action="store_true",
        help="accept articles that name another wiki",
    )
    dry_run.add_argument("--data-dir", type=Path, help="directory of the bundles (default: DATA_DIR)")
    dry_run.add_argument(
        "--rules",
        type=Path,
        metavar="FILE",
        help="rules to try instead of the wiki's current ones; without it, the command compares the current rules "
        "with no rules",
    )
    _add_for_all(dry_run)
    dry_run.add_argument("--threshold", type=float, default=0.5, help="minimum score (default: %(default)s)")
    dry_run.add_argument(
        "--max-recommendations", type=int, default=15, help="maximum number of links (default: %(default)s)"
    )
    publish = commands.add_parser("publish", help="write a file of rules to a database that the service reads")
    publish.add_argument("file", type=Path, metavar="FILE")
    publish.add_argument(
        "--to",
        default="",
        help="mysql://HOST/DATABASE (default: the database that DATA_URL or DATA_HOST and DATA_NAME name); the account "
        "is that of DATA_USER and DATA_PASSWORD or DATA_PASSWORD_FILE unless the address has one",
    )
    scope = publish.add_mutually_exclusive_group(required=True)
    scope.add_argument("--wiki", help="wiki that the rules apply to")
    _add_for_all(scope)


def _add_for_all(parser: argparse._ActionsContainer) -> None:
    parser.add_argument("--for-all", action="store_true", help="the rules apply to all wikis instead of one")


def run(options: argparse.Namespace) -> int:
    """Run the command.

    Returns:
        The exit code: 0, 2 if the articles are of another wiki, or 1 after another error message on standard error.

    Raises:
        OSError: If a file cannot be read.
        ConfigError: If a setting is invalid.
    """
    try:
        if options.rules_command == "check":
            _check(options.file, ALL_WIKIS if options.for_all else "")
        elif options.rules_command == "publish":
            _publish(options)
        else:
            _try(options)
    except RulesError as error:
        path = options.rules if options.rules_command == "try" else options.file
        sys.stderr.writelines(f"{path}: {problem}\n" for problem in error.problems)
        return FAILED
    except LinkingError as error:
        sys.stderr.write(f"{error}\n")
        return WRONG_COMMAND_LINE if isinstance(error, OtherWikiError) else FAILED
    return DONE


def read_file(path: Path, name: str) -> Rules:
    """Read a file of rules.

    Args:
        path: The file.
        name: The wiki that the rules apply to, or ALL_WIKIS.

    Raises:
        OSError: If the file does not exist or cannot be read.
        RulesError: If the rules are invalid.
    """
    path.stat()  # `read_rules` treats a missing file as one without rules
    return read_rules(path, rules_origin(name))


def _check(path: Path, name: str) -> None:
    rules = read_file(path, name)
    lifted = f", {len(rules.lift)} lifted" if rules.lift else ""
    sys.stdout.write(f"{path}: {len(rules.rules)} rules{lifted}\n")


def _publish(options: argparse.Namespace) -> None:
    name = ALL_WIKIS if options.for_all else check_wiki_name(options.wiki)
    _check(options.file, name)
    content = options.file.read_bytes().decode("utf-8-sig")
    dsn = load_database(options.to)
    if dsn is None:
        raise DsnError("none given: use --to, or set DATA_URL or DATA_HOST and DATA_NAME")
    with open_writer(dsn, [RULES_TABLE]) as writer:
        writer.write_rules(name, content)


def _try(options: argparse.Namespace) -> None:
    catalog = open_catalog(load_for(options.data_dir))
    wiki = check_wiki_name(options.wiki)
    changed = None if options.rules is None else read_file(options.rules, ALL_WIKIS if options.for_all else wiki)
    rules = changed_rules(catalog.rules, wiki, changed, for_all=options.for_all)
    bundle = catalog.open(wiki)
    try:
        sys.stdout.writelines(
            report_changes(
                bundle.recommender,
                rules,
                read_articles(options.test, wiki, allow_other=options.allow_other_dbname),
                threshold=options.threshold,
                max_recommendations=options.max_recommendations,
            )
        )
    finally:
        bundle.recommender.close()
