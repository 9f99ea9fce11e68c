"""`decisions propose-rules`: rules about what reviewers reject again and again."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb

from linking.bundle.names import MANIFEST, RULES_FILE
from training.cli import arguments
from training.decisions.decision_table import decision_table
from training.decisions.reading import DecisionsError, read_decisions
from training.dumps.dump_files import find_dump_files
from training.review.judged_articles import write_articles
from training.review.rule_proposals import Limits, Proposal, load_evidence, propose_rules
from training.review.rules_document import rules_document
from training.review.rules_in_force import cover_suppressed
from training.review.summary_text import printable
from training.review.target_classes import create_class_table, load_classes
from training.runtime.counts import counted
from training.runtime.output_files import replace_file

NAME = "propose-rules"
HELP = "write a file of rules about what reviewers reject again and again, for people to read and put in place"
_DEFAULT = Limits()


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    arguments.add_decision_files(parser)
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.yaml", help="new file of rules to write")
    parser.add_argument("--wiki", type=arguments.wiki, help="wiki of the rules (default: that of the decisions)")
    parser.add_argument(
        "--data-dir",
        type=Path,
        metavar="DIR",
        help="directory with all bundles: also propose rules about page classes, and none that a rule in force repeats",
    )
    parser.add_argument(
        "--min-decisions",
        type=arguments.positive,
        default=_DEFAULT.decisions,
        metavar="N",
        help="smallest number of decisions behind a rule (default: %(default)s)",
    )
    parser.add_argument(
        "--min-reviewers",
        type=arguments.positive,
        default=_DEFAULT.reviewers,
        metavar="N",
        help="smallest number of reviewers; decisions without a name count as those of one reviewer in each file"
        " (default: %(default)s)",
    )
    parser.add_argument(
        "--min-rejection",
        type=arguments.score,
        default=_DEFAULT.rejection,
        metavar="SHARE",
        help="the lower bound of the 95 %% interval of the rejection rate has to be above this (default: %(default)s)",
    )
    arguments.add_dump(parser, required=False)
    parser.add_argument(
        "--out-articles",
        type=Path,
        metavar="FILE.jsonl",
        help="with --dump, also write the articles that were judged, for `rules try --test`",
    )


def run(args: argparse.Namespace) -> int:
    """Propose rules. Without any, no file is written.

    Raises:
        TrainingError: A file cannot be used, or the output exists.
        LinkingError: The bundle or the rules of the wiki cannot be used.
        OSError: A file cannot be written.
    """
    _check_output(args)
    limits = Limits(args.min_decisions, args.min_reviewers, args.min_rejection)
    with decision_table(read_decisions(args.files)) as connection:
        wiki = _wiki(args, connection)
        create_class_table(connection)
        evidence = load_evidence(connection, wiki)
        covered = 0
        if args.data_dir:
            load_classes(connection, args.data_dir, wiki)
            covered = cover_suppressed(connection, args.data_dir, wiki)
        proposals = propose_rules(connection, limits)
        reviewers, unnamed = connection.execute(
            "SELECT count(DISTINCT judge), count(*) FILTER (reviewer IS NULL) FROM decisions WHERE wiki = ?", [wiki]
        ).fetchall()[0]
        if args.out_articles:
            files = find_dump_files(args.dump, wiki).articles
            write_articles(connection, wiki, files, args.out_articles, allow_other=args.allow_other_dbname)
    if proposals:
        replace_file(args.out, rules_document(proposals, _heading(args, wiki, evidence, reviewers)).encode())
    sys.stdout.writelines(f"{line}\n" for line in _summary(args, wiki, proposals, covered, unnamed))
    return 0


def _check_output(args: argparse.Namespace) -> None:
    """Refuse to overwrite rules, and to write them to where they are in force at once."""
    if args.out_articles and not args.dump:
        raise DecisionsError("--out-articles needs --dump")
    if args.out.exists():
        raise DecisionsError(f"{args.out} exists; choose another file with --out, or remove it")
    directory = args.out.absolute().parent
    is_wiki = (directory / MANIFEST).exists()
    if args.out.name == RULES_FILE and (is_wiki or any(directory.glob(f"*/{MANIFEST}"))):
        raise DecisionsError(
            f"{args.out} would be in force at once; choose another file with --out, read it, and copy what you keep"
        )


def _wiki(args: argparse.Namespace, connection: duckdb.DuckDBPyConnection) -> str:
    wikis = [wiki for (wiki,) in connection.execute("SELECT DISTINCT wiki FROM decisions ORDER BY wiki").fetchall()]
    if not wikis or (args.wiki and args.wiki not in wikis):
        raise DecisionsError(f"there are no decisions{f' on {args.wiki}' if args.wiki else ''} in these files")
    if not args.wiki and len(wikis) > 1:
        raise DecisionsError(f"the decisions are on {', '.join(wikis)}; choose one with --wiki")
    return str(args.wiki or wikis[0])


def _heading(args: argparse.Namespace, wiki: str, evidence: int, reviewers: int) -> list[str]:
    return [
        f"Proposed by `training decisions propose-rules` from {counted(evidence, 'decision')}"
        f" of {counted(reviewers, 'reviewer')} on {wiki}.",
        "Read each rule, remove what your community does not want, and add the others to rules.yaml of the wiki.",
        "This shows what they take away:",
        f"  python -m api rules try --wiki {wiki} --rules {args.out} --test articles.jsonl --data-dir data",
    ]


def _summary(
    args: argparse.Namespace, wiki: str, proposals: list[Proposal], covered: int, unnamed: int
) -> Iterator[str]:
    for one in proposals:
        share = f"{one.rejections} of {one.decisions} rejected by {counted(one.reviewers, 'reviewer')}"
        yield f"{one.kind}: {printable(one.value)} ({share}, at least {100 * one.low:.0f} %)"
    if proposals:
        rules = counted(len(proposals), "rule")
        yield f"{wiki}: {rules} written to {args.out}, without effect before you put them in place"
    else:
        yield (
            f"{wiki}: no rule to propose: nothing has {counted(args.min_decisions, 'decision')}"
            f" by {counted(args.min_reviewers, 'reviewer')}"
            f" and a rejection rate that is surely above {100 * args.min_rejection:.0f} %"
        )
    if covered:
        decisions = counted(covered, "decision")
        yield f"{decisions} about links that rules in force suppress already, which count for no rule"
    if unnamed and args.min_reviewers > 1:
        yield (
            f"{counted(unnamed, 'decision')} without a reviewer, which count as those of one person in each file; name"
            " the reviewers, import with --users hash, or pass --min-reviewers 1"
        )
