"""`decisions summary`: what was decided, as a table, as HTML and as JSON."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from training.cli import arguments
from training.decisions.decision_table import decision_table
from training.decisions.reading import DecisionsError, LocatedDecision, read_decisions
from training.review.summary import summarize
from training.review.summary_html import summary_html
from training.review.summary_json import summary_json
from training.review.summary_text import text_lines
from training.runtime.output_files import replace_file

NAME = "summary"
HELP = "show what was accepted and rejected, by score, reason, text, target and class, and how well reviewers agree"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    arguments.add_decision_files(parser)
    parser.add_argument("--wiki", type=arguments.wiki, help="only decisions on this wiki (default: all)")
    parser.add_argument(
        "--data-dir", type=Path, metavar="DIR", help="directory with all bundles, for the classes of the targets"
    )
    parser.add_argument(
        "--top",
        type=arguments.positive,
        default=20,
        metavar="N",
        help="how many texts, targets, classes, reviewers and disagreements to list (default: %(default)s)",
    )
    parser.add_argument("--out-html", type=Path, metavar="FILE", help="also write the summary as an HTML page")
    parser.add_argument("--out-json", type=Path, metavar="FILE", help="also write the summary as JSON")


def run(args: argparse.Namespace) -> int:
    """Summarize the decisions.

    Raises:
        TrainingError: A file cannot be used, or there are no decisions.
        LinkingError: The bundles cannot be used.
        OSError: A file cannot be written.
    """
    with decision_table(of_wiki(read_decisions(args.files), args.wiki)) as connection:
        summary = summarize(connection, args.top, args.data_dir)
    if summary is None:
        raise DecisionsError(f"there are no decisions{f' on {args.wiki}' if args.wiki else ''} in these files")
    sys.stdout.writelines(f"{line}\n" for line in text_lines(summary))
    if args.out_html:
        replace_file(args.out_html, summary_html(summary))
    if args.out_json:
        replace_file(args.out_json, summary_json(summary))
    return 0


def of_wiki(decisions: Iterable[LocatedDecision], wiki: str | None) -> Iterator[LocatedDecision]:
    """Yield the decisions on a wiki, or all if it is None."""
    return (one for one in decisions if wiki is None or one.decision.wiki == wiki)
