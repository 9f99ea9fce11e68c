"""The `recommend` command's arguments."""

from __future__ import annotations

import argparse
import math
import os
import sys
from pathlib import Path

from linking.recommender import DEFAULT_RECOMMENDATIONS, DEFAULT_THRESHOLD, MOST_RECOMMENDATIONS
from training.cli import arguments, engine_arguments
from training.pipeline.bulk_recommend import BulkSettings, Wish, recommend_dump

NAME, HELP = "recommend", "recommend links for every article of a dump: the service's answers, one a line"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    arguments.add_wiki(parser)
    arguments.add_data_dir(parser)
    arguments.add_dump(parser)
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.jsonl", help="goes on where it was killed")
    parser.add_argument(
        "--threshold", type=share, default=DEFAULT_THRESHOLD, help="least score, 0 to 1 (default: %(default)s)"
    )
    parser.add_argument(
        "--max-recommendations",
        type=links,
        default=DEFAULT_RECOMMENDATIONS,
        metavar="N",
        help="most links of an article (default: %(default)s)",
    )
    parser.add_argument("--sections-to-exclude", action="append", default=[], metavar="NAME", help="may be repeated")
    parser.add_argument("--application-version", default="dev", help="named in the answers (default: %(default)s)")
    parser.add_argument("--allow-truncated", action="store_true", help="use what is there of a dump that is cut off")
    parser.add_argument(
        "--jobs", type=arguments.positive, default=os.cpu_count() or 1, help="processes (default: all cores)"
    )
    engine_arguments.add_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Recommend. The exit code is 1 where an article could not be answered."""
    wish = Wish(args.threshold, args.max_recommendations, tuple(args.sections_to_exclude), args.application_version)
    done = recommend_dump(
        BulkSettings(
            wiki=args.wiki,
            dumps=tuple(args.dump),
            data_dir=args.data_dir,
            out=args.out,
            wish=wish,
            jobs=args.jobs,
            allow_truncated=args.allow_truncated,
            cluster=engine_arguments.chosen_cluster(args),
        )
    )
    failed = f", {done.failed} articles could not be answered" if done.failed else ""
    sys.stdout.write(f"{args.wiki}: {done.articles} articles with {done.links} links written to {args.out}{failed}\n")
    return 1 if done.failed else 0


def share(text: str) -> float:
    """Type of an argument that is a number from 0 to 1."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(f"not a number from 0 to 1: {text!r}")
    return value


def links(text: str) -> int:
    """Type of an argument that is a number of links."""
    value = arguments.positive(text)
    if value > MOST_RECOMMENDATIONS:
        raise argparse.ArgumentTypeError(f"not a whole number from 1 to {MOST_RECOMMENDATIONS}: {text!r}")
    return value
