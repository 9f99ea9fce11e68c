"""`recommend`: recommends links for all articles of a dump."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from training.cli import arguments, engine_arguments
from training.dumps.dump_files import find_dump_files
from training.pipeline.bulk_recommend import recommend_dump
from training.pipeline.bulk_settings import BulkSettings, RecommendationOptions
from training.pipeline.underlinked import UNDERLINKED
from training.runtime.counts import counted

NAME = "recommend"
DUMP_ORDER = "dump"
HELP = "recommend links for every article of a dump, and write one line per article with the answer of the service"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    arguments.add_wiki(parser)
    arguments.add_data_dir(parser)
    arguments.add_dump(parser)
    parser.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="FILE.jsonl",
        help="output; an interrupted run is continued. FILE.jsonl.meta.json gets the `meta` that all answers share",
    )
    arguments.add_threshold(parser)
    arguments.add_max_recommendations(parser)
    parser.add_argument(
        "--min-links",
        type=arguments.links,
        default=0,
        metavar="N",
        help="write no line for articles with fewer links (default: a line for every article)",
    )
    arguments.add_sections_to_exclude(parser)
    parser.add_argument(
        "--exclude-category",
        action="append",
        default=[],
        metavar="NAME",
        help="recommend nothing in articles of this category, with or without Category:; may be repeated",
    )
    parser.add_argument(
        "--exclude-template",
        action="append",
        default=[],
        metavar="NAME",
        help="recommend nothing in articles with this template or a redirect to it; may be repeated",
    )
    parser.add_argument(
        "--order",
        choices=(DUMP_ORDER, UNDERLINKED),
        default=DUMP_ORDER,
        help="order of the lines: that of the dump, or the articles first that need links most compared with articles"
        " of the same length and structure; only articles with links are written then (default: %(default)s)",
    )
    parser.add_argument(
        "--application-version", default="dev", help="version to name in the answers (default: %(default)s)"
    )
    parser.add_argument("--allow-truncated", action="store_true", help="accept a dump that is cut off")
    parser.add_argument(
        "--jobs", type=arguments.positive, default=os.cpu_count() or 1, help="worker processes (default: one per core)"
    )
    engine_arguments.add_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Recommend links. The exit code is 1 if there was an error with an article."""
    options = RecommendationOptions(
        threshold=args.threshold,
        max_recommendations=args.max_recommendations,
        sections_to_exclude=tuple(args.sections_to_exclude),
        application_version=args.application_version,
        min_links=args.min_links,
        exclude_categories=tuple(args.exclude_category),
        exclude_templates=tuple(args.exclude_template),
        underlinked_first=args.order == UNDERLINKED,
    )
    result = recommend_dump(
        BulkSettings(
            wiki=args.wiki,
            dumps=find_dump_files(args.dump, args.wiki).articles,
            data_dir=args.data_dir,
            out=args.out,
            options=options,
            jobs=args.jobs,
            allow_truncated=args.allow_truncated,
            allow_other_dbname=args.allow_other_dbname,
            cluster=engine_arguments.chosen_cluster(args),
        )
    )
    failed = f", {counted(result.failed, 'article')} failed" if result.failed else ""
    written = f"{counted(result.articles, 'article')} with {counted(result.links, 'link')}"
    sys.stdout.write(f"{args.wiki}: {written} written to {args.out}{failed}\n")
    return 1 if result.failed else 0
