"""`sample-suggestions`: draws suggestions for people to judge on the review page."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from linking.recommender import DEFAULT_THRESHOLD
from training.cli import arguments
from training.dumps.dump_files import find_dump_files
from training.errors import StrataError
from training.evaluation.review_drawing import MAX_ARTICLES, Drawing
from training.pipeline.review_sample import SampleSettings, sample_suggestions
from training.runtime.counts import counted

NAME = "sample-suggestions"
HELP = "draw suggestions at random for people to judge on the page /review of the service"
DEFAULT_COUNT, DEFAULT_SEED = 200, 1
MAX_COUNT = 10_000
BAND = 0.1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    arguments.add_wiki(parser)
    arguments.add_data_dir(parser)
    arguments.add_dump(parser)
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.json", help="output, which /review opens")
    parser.add_argument(
        "--count",
        type=count,
        default=DEFAULT_COUNT,
        metavar="N",
        help="number of suggestions, each of another article while there are enough (default: %(default)s)",
    )
    parser.add_argument(
        "--threshold",
        type=arguments.score,
        default=DEFAULT_THRESHOLD,
        help="lowest score, from 0 to 1 (default: %(default)s)",
    )
    parser.add_argument(
        "--stratify",
        type=arguments.score,
        nargs="*",
        metavar="SCORE",
        help="draw equally many suggestions from each band of scores: the lowest score of each band above the"
        " first, such as 0.6 0.8, or nothing for bands of 0.1",
    )
    parser.add_argument(
        "--seed", type=int, default=DEFAULT_SEED, metavar="N", help="another seed draws others (default: %(default)s)"
    )
    parser.add_argument(
        "--max-articles",
        type=arguments.positive,
        default=MAX_ARTICLES,
        metavar="N",
        help="number of articles to draw from at most, which bounds the time where suggestions are rare"
        " (default: %(default)s)",
    )
    arguments.add_sections_to_exclude(parser)
    parser.add_argument("--allow-truncated", action="store_true", help="accept a dump that is cut off")
    parser.add_argument(
        "--jobs", type=arguments.positive, default=os.cpu_count() or 1, help="worker processes (default: one per core)"
    )


def run(args: argparse.Namespace) -> int:
    """Draw the sample.

    Raises:
        StrataError: A bound of --stratify is not above the threshold.
    """
    drawing = sample_suggestions(
        SampleSettings(
            wiki=args.wiki,
            dumps=find_dump_files(args.dump, args.wiki).articles,
            data_dir=args.data_dir,
            out=args.out,
            count=args.count,
            threshold=args.threshold,
            bounds=lowest_scores(args.threshold, args.stratify),
            sections_to_exclude=tuple(args.sections_to_exclude),
            seed=args.seed,
            max_articles=args.max_articles,
            jobs=args.jobs,
            allow_truncated=args.allow_truncated,
            allow_other_dbname=args.allow_other_dbname,
        )
    )
    sys.stdout.write(_summary(args, drawing))
    return 0


def count(text: str) -> int:
    """Parse a number of suggestions."""
    value = arguments.positive(text)
    if value > MAX_COUNT:
        raise argparse.ArgumentTypeError(f"not an integer from 1 to {MAX_COUNT}: {text!r}")
    return value


def lowest_scores(threshold: float, stratify: list[float] | None) -> tuple[float, ...]:
    """Return the lowest score of each band, ascending.

    Args:
        threshold: The lowest score of a suggestion.
        stratify: The lowest scores above the first band; an empty list for bands of BAND, None for a single band.

    Raises:
        StrataError: A bound is not above the threshold.
    """
    if stratify is None:
        return (threshold,)
    bounds = stratify or [low for step in range(1, 10) if (low := round(step * BAND, 1)) > threshold]
    wrong = [bound for bound in bounds if not threshold < bound < 1]
    if wrong:
        raise StrataError(wrong[0], threshold)
    return (threshold, *sorted(set(bounds)))


def _summary(args: argparse.Namespace, drawing: Drawing) -> str:
    chosen = drawing.suggestions
    articles = len({one.title for one in chosen})
    fewer = f", fewer than the {args.count} asked for" if len(chosen) < args.count else ""
    lines = [
        f"{args.wiki}: {counted(len(chosen), 'suggestion')} in {counted(articles, 'article')}"
        f" written to {args.out}{fewer}",
        f"drawn from {counted(drawing.articles, 'article')},"
        f" of which {drawing.articles_with_suggestions} have suggestions",
    ]
    if len(drawing.strata) > 1:
        ends = [stratum.high for stratum in drawing.strata[:-1]] + [2.0]
        for stratum, end in zip(drawing.strata, ends, strict=True):
            number = sum(stratum.low <= one.score < end for one in chosen)
            lines.append(f"score {stratum.low:g} to {stratum.high:g}: {number} of {stratum.suggestions}")
    return "\n".join(lines) + "\n"
