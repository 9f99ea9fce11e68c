"""`compare`: two bundles side by side, on a sample of articles or on one."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from training.cli import arguments
from training.comparison.comparison import Comparison, comparison_json
from training.comparison.comparison_html import comparison_html
from training.comparison.comparison_text import text_lines
from training.dumps.dump_files import find_dump_files
from training.pipeline.comparison_run import ComparisonSettings, compare
from training.runtime.output_files import replace_file

NAME = "compare"
HELP = "show the links that went, came or moved between two versions of a bundle, or between two wikis' bundles"
DEFAULT_SAMPLE, MAX_SAMPLE, DEFAULT_SHOWN = 500, 10_000, 50


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    arguments.add_wiki(parser)
    arguments.add_data_dir(parser)
    arguments.add_dump(parser)
    parser.add_argument(
        "--versions",
        nargs=2,
        required=True,
        metavar=("A", "B"),
        help="the two bundles: a version of the wiki's bundle, `current`, another wiki for its current bundle, or"
        " WIKI/VERSION",
    )
    chosen = parser.add_mutually_exclusive_group()
    chosen.add_argument("--title", default="", metavar="TITLE", help="compare this article alone, with all its links")
    chosen.add_argument(
        "--sample",
        type=sample,
        default=DEFAULT_SAMPLE,
        metavar="N",
        help=f"number of articles, drawn at random, at most {MAX_SAMPLE} (default: %(default)s)",
    )
    parser.add_argument(
        "--seed", type=int, default=1, metavar="N", help="another seed draws other articles (default: %(default)s)"
    )
    arguments.add_threshold(parser)
    arguments.add_max_recommendations(parser)
    parser.add_argument(
        "--top",
        type=arguments.positive,
        default=DEFAULT_SHOWN,
        metavar="N",
        help="number of articles to list, those that changed most (default: %(default)s)",
    )
    arguments.add_sections_to_exclude(parser)
    parser.add_argument("--out-html", type=Path, metavar="FILE", help="also write the comparison as an HTML page")
    parser.add_argument("--out-json", type=Path, metavar="FILE", help="also write the comparison as JSON")
    parser.add_argument("--allow-truncated", action="store_true", help="accept a dump that is cut off")
    parser.add_argument(
        "--jobs", type=arguments.positive, default=os.cpu_count() or 1, help="worker processes (default: one per core)"
    )


def run(args: argparse.Namespace) -> int:
    """Compare two bundles.

    Raises:
        TrainingError: A name or the dump cannot be used, or the dump does not have the article.
        LinkingError: A bundle or its rules cannot be used.
        OSError: A file cannot be written.
    """
    comparison = compare(
        ComparisonSettings(
            wiki=args.wiki,
            data_dir=args.data_dir,
            names=tuple(args.versions),
            dumps=find_dump_files(args.dump, args.wiki).articles,
            title=args.title,
            sample=args.sample,
            seed=args.seed,
            shown=args.top,
            threshold=args.threshold,
            max_recommendations=args.max_recommendations,
            sections_to_exclude=tuple(args.sections_to_exclude),
            jobs=args.jobs,
            allow_truncated=args.allow_truncated,
            allow_other_dbname=args.allow_other_dbname,
        )
    )
    written = list(_write(args, comparison))
    sys.stdout.writelines(f"{line}\n" for line in (*text_lines(comparison), *written))
    return 0


def sample(text: str) -> int:
    """Parse a number of articles."""
    return arguments.up_to(text, MAX_SAMPLE)


def _write(args: argparse.Namespace, comparison: Comparison) -> Iterator[str]:
    for path, write in ((args.out_html, comparison_html), (args.out_json, comparison_json)):
        if path:
            replace_file(path, write(comparison))
            yield f"written to {path}"
