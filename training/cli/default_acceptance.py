"""`default-acceptance`: trains the acceptance model on judgements, and measures it on wikis left out of training."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from linking.acceptance import TERMS
from training.learning import default_acceptance, judgements
from training.learning.acceptance_fit import (
    AcceptanceFigures,
    Interval,
    area_intervals,
    difference_intervals,
    figures,
    fit,
    score_held_out,
    without_term,
)

NAME, HELP = "default-acceptance", "train the model of what reviewers accept"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument(
        "--reviewed", type=Path, metavar="FILE", help="judgements (JSON Lines); default: the table in --table"
    )
    parser.add_argument("--articles", type=Path, metavar="DIR", help="directory with the judged WIKI-test.jsonl")
    parser.add_argument("--data-dir", type=Path, metavar="DIR", help="bundles not trained on the judged articles")
    parser.add_argument(
        "--table",
        type=Path,
        default=judgements.PATH,
        metavar="FILE",
        help="table of judgements; written with --reviewed, otherwise read (default: the one in the program)",
    )
    parser.add_argument(
        "--out",
        type=Path,
        default=default_acceptance.PATH,
        metavar="FILE",
        help="where to write the model (default: where `run` looks for it)",
    )
    parser.add_argument("--ablation", action="store_true", help="also measure the model without each of its terms")


def run(args: argparse.Namespace) -> int:
    """Train the model and write it."""
    if args.reviewed:
        if not args.articles or not args.data_dir:
            raise judgements.JudgementError("--reviewed needs --articles and --data-dir")
        judgements.write_table(judgements.judge_with_bundles(args.reviewed, args.articles, args.data_dir), args.table)
    table = judgements.read_table(args.table)
    default_acceptance.save(fit(table), args.out)
    scores = score_held_out(table)
    for wiki in sorted(set(table.wikis.tolist())):
        chosen = table.wikis == wiki
        sys.stdout.write(_line(wiki, figures(scores[chosen], table.labels[chosen])))
    sys.stdout.write(_line("all", figures(scores, table.labels)))
    good, not_bad = area_intervals(table, scores)
    sys.stdout.write(f"all: 95 % intervals of the areas: good {_interval(good)}, not bad {_interval(not_bad)}\n")
    if args.ablation:
        _write_ablation(table, scores)
    sys.stdout.write(f"{args.out}: trained on {len(table.labels)} judgements of {len(np.unique(table.wikis))} wikis\n")
    return 0


def _write_ablation(table: judgements.Judgements, scores: NDArray[np.float64]) -> None:
    for name in TERMS:
        others = score_held_out(without_term(table, name))
        found = figures(others, table.labels)
        good, not_bad = difference_intervals(table, scores, others)
        sys.stdout.write(
            f"without {name}: area good {found.area_good:.3f} (change {_interval(good)}), not bad"
            f" {found.area_not_bad:.3f} (change {_interval(not_bad)})\n"
        )


def _interval(interval: Interval) -> str:
    return f"{interval[0]:.3f} to {interval[1]:.3f}"


def _line(wiki: str, found: AcceptanceFigures) -> str:
    return (
        f"{wiki}: {found.judgements} judged by models of the other wikis; area good {found.area_good:.3f}, not bad"
        f" {found.area_not_bad:.3f}; calibration error {found.calibration_error:.3f}; {found.served} score 0.6,"
        f" of which {found.served_good:.0%} good, {found.served_not_bad:.0%} not bad\n"
    )
